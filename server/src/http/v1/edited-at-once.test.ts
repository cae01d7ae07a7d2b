/** Two who edit the same thing at once: whoever says what they read is never the one who undoes the other. On both engines. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { BILLING, openAcme } from '../../../testing/acme.ts'
import { sessionOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

const READ = 'inventory:item.read'

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  void suite(`edited at once on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const { organization, inventory, billing } = acme
    const owner = await sessionOf(acme, acme.owner)
    const asked = (method: 'GET' | 'PUT' | 'POST', path: string, body?: object, ifMatch?: string) =>
      request(acme, method, `/api/v1/organizations/${organization.id}${path}`, {
        headers: { ...owner, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
        ...(body && { body: { ...body } }),
      })
    const services = [{ serviceId: inventory.id, permissions: [READ] }]
    const role = { name: 'clerk', displayName: 'Clerk', services }
    assert.equal((await asked('POST', '/custom-roles', role)).status, 201)
    const group = await asked('POST', '/groups', { displayName: 'Night shift' })
    const { roles, permissions } = BILLING
    const THINGS: Readonly<Record<string, readonly [path: string, one: object, other: object]>> = {
      'a custom role': [
        '/custom-roles/clerk',
        { displayName: 'Reader', services },
        { displayName: 'Writer', services },
      ],
      'a group': [
        `/groups/${group.body.id}`,
        { displayName: 'Day shift' },
        { displayName: 'Day shift', description: 'From eight on' },
      ],
      'a service': [
        `/services/${billing.id}`,
        { displayName: 'Invoices', roles, permissions },
        { displayName: 'Invoices', roles: [], permissions },
      ],
      'the offers of a service': [
        `/services/${billing.id}/offers`,
        { toAll: true, organizationIds: [] },
        { toAll: false, organizationIds: [acme.other.id] },
      ],
    }

    for (const [what, [path, one, other]] of Object.entries(THINGS)) {
      const tagOf = async () => (await asked('GET', path)).headers['etag'] as string

      test(`${what}: of two who read the same, exactly one changes it, and the other is told`, async () => {
        // From what is neither of the two, whatever was there.
        const tag = await tagOf()
        const both = await Promise.all([one, other].map((body) => asked('PUT', path, body, tag)))
        assert.deepEqual(both.map(({ status }) => status).toSorted(), [200, 412])
        const [told] = both.filter(({ status }) => status === 412)
        assert.equal(told?.body.code, 'changed_since_read')
        assert.match(told?.body.detail, /Read it again/)
        const [won] = both.filter(({ status }) => status === 200)
        assert.equal(won?.headers['etag'], await tagOf(), 'the answer names the version that it made')
      })

      test(`${what}: changed back by another is as it was read`, async () => {
        await asked('PUT', path, one)
        const tag = await tagOf()
        await asked('PUT', path, other)
        assert.equal((await asked('PUT', path, one, tag)).status, 412)
        await asked('PUT', path, one)
        assert.equal((await asked('PUT', path, other, tag)).status, 200)
      })

      test(`${what}: without If-Match, or with any, the change is made as it always was`, async () => {
        assert.equal((await asked('PUT', path, one)).status, 200)
        assert.equal((await asked('PUT', path, other, '*')).status, 200)
      })

      test(`${what}: a tag that a compressing proxy marked is still the tag`, async () => {
        await asked('PUT', path, one)
        const tag = await tagOf()
        assert.equal((await asked('PUT', path, one, `W/${tag}`)).status, 200)
        assert.equal((await asked('PUT', path, one, tag.replace(/"$/, '-gzip"'))).status, 200)
        assert.equal((await asked('PUT', path, one, `"another", ${tag}`)).status, 200)
        const { status, body } = await asked('PUT', path, one, 'without-quotes')
        assert.deepEqual([status, body.code], [400, 'request_invalid'])
      })
    }

    test('who is given a role, or put into a group, is no other version of it', async () => {
      const before = await asked('GET', '/custom-roles/clerk')
      const given = await asked('POST', `/people/${acme.member.id}/roles`, { name: 'clerk' })
      assert.equal(given.status, 200)
      const afterwards = await asked('GET', '/custom-roles/clerk')
      assert.equal(afterwards.body.holders, 1)
      assert.equal(afterwards.headers['etag'], before.headers['etag'])
    })

    test('a permission that its service takes away makes another version of a custom role', async () => {
      const { headers } = await asked('GET', '/custom-roles/clerk')
      await asked('PUT', `/services/${inventory.id}`, {
        ...{ displayName: 'Inventory', roles: [], permissions: [] },
      })
      const { name: _, ...edit } = role
      assert.equal((await asked('PUT', '/custom-roles/clerk', edit, headers['etag'] as string)).status, 412)
    })
  })
}
