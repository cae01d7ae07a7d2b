/** Groups over HTTP: who may, what it gives, when it ends, and what the exchange makes of it. On both engines. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { randomUuid } from '../../crypto/random.ts'
import { HOUR_MS, toRfc3339 } from '../../domain/instant.ts'
import { addMember } from '../../actions/people/add-member.ts'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { call, tokenOf } from '../../../testing/compatible.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../../testing/people.ts'
import { claimsOf, exchange, request } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  void suite(`groups on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    let owner: Credentials = await sessionOf(acme, acme.owner)
    const groups = (): string => `/api/v1/organizations/${acme.organization.id}/groups`
    const asked = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, headers = owner) =>
      request(acme, method, groups() + path, { headers, ...(body && { body: body as never }) })
    const named = async (displayName: string): Promise<string> => {
      const { status, body } = await asked('POST', '', { displayName })
      assert.equal(status, 201, JSON.stringify(body))
      return body.id as string
    }
    const viewer = () => ({ serviceId: acme.inventory.id, name: 'inventory:admin' })

    test('a role of a group is exchanged by its members from when it begins until it ends', async () => {
      const id = await named('Night shift')
      const { value } = await tokenOf(acme, 'max', {
        scopes: { services: [{ serviceId: acme.inventory.id, allRoles: true }], openId: true },
      })
      const scope = async () => ((await exchange(acme, value)).body.scope as string).split(' ')
      const endsAt = toRfc3339(acme.clock.now + 2 * HOUR_MS)
      const startsAt = toRfc3339(acme.clock.now + HOUR_MS)
      assert.equal((await asked('PUT', `/${id}/roles`, { ...viewer(), startsAt })).status, 200)
      const added = await asked('POST', `/${id}/members`, { members: ['max', 'nobody'], endsAt })
      assert.deepEqual(added.body.succeeded, ['max'])
      assert.equal(added.body.failed.length, 1)
      assert.ok(!(await scope()).includes('inventory:admin'))
      acme.clock.now += HOUR_MS
      assert.ok((await scope()).includes('inventory:admin'))
      const { body } = await exchange(acme, value)
      assert.deepEqual(claimsOf(body.id_token)['group_names'], ['Night shift'])
      const info = await call(acme, body.access_token, 'GET', '/userinfo')
      assert.deepEqual([info.body.group_ids, info.body.group_names], [[id], ['Night shift']])
      acme.clock.now += HOUR_MS
      assert.ok(!(await scope()).includes('inventory:admin'))
      owner = await sessionOf(acme, acme.owner)
    })

    test('an administrator puts no owner into a group, takes none out, and ends no membership of one', async () => {
      const id = await named('Board')
      const admin = await addMember(acme.app.needs, acme.organization.id, {
        ...{ username: 'ada', email: 'ada@acme.example', firstName: 'Ada', lastName: 'Example' },
        password: PASSWORD,
      })
      await acme.give(admin, 'org_admin')
      const headers = await sessionOf(acme, admin)
      const put = async (more: object, as = owner) =>
        (await asked('POST', `/${id}/members`, { members: ['olivia', 'max'], ...more }, as)).body
      assert.deepEqual((await put({}, headers)).succeeded, ['max'])
      assert.deepEqual((await put({})).succeeded, ['olivia', 'max'])
      const endsAt = toRfc3339(acme.clock.now + HOUR_MS)
      const { succeeded, failed } = await put({ endsAt }, headers)
      assert.deepEqual(succeeded, ['max'])
      assert.match(failed[0].reason, /Ask another owner/)
      const remove = async (who: string, as: Credentials) =>
        (await asked('DELETE', `/${id}/members/${who}`, undefined, as)).status
      assert.equal(await remove(acme.owner.id, headers), 403)
      assert.equal(await remove(acme.member.id, headers), 204)
      assert.equal(await remove(acme.owner.id, owner), 204)
    })

    test('My Roles says through which group a role is held', async () => {
      const id = await named('Auditors')
      await asked('PUT', `/${id}/roles`, { name: 'access_log_auditor' })
      await asked('POST', `/${id}/members`, { members: [acme.member.id] })
      const headers = await sessionOf(acme, acme.member)
      const { body } = await request(acme, 'GET', `/api/v1/organizations/${acme.organization.id}/my-roles`, {
        headers,
      })
      const role = body.organizationRoles.find(({ name }: { name: string }) => name === 'access_log_auditor')
      assert.deepEqual(role.group, { id, displayName: 'Auditors' })
      assert.equal((await asked('DELETE', `/${id}/members/${acme.member.id}`)).status, 204)
      assert.equal((await asked('DELETE', `/${id}/members/${acme.member.id}`)).status, 404)
    })

    test('an administrator gives by a group only what they hold', async () => {
      await acme.give(acme.member, 'org_admin')
      const admin = await sessionOf(acme, acme.member)
      const id = await named('Clerks')
      const clerk = { serviceId: acme.billing.id, name: 'billing:clerk' }
      assert.equal((await asked('PUT', `/${id}/roles`, clerk, admin)).status, 403)
      assert.equal((await asked('PUT', `/${id}/roles`, clerk)).status, 200)
      // Putting themselves in would give it to them.
      assert.equal((await asked('POST', `/${id}/members`, { members: ['max'] }, admin)).status, 403)
      const held = { serviceId: acme.inventory.id, name: 'inventory:viewer' }
      const own = await named('Viewers')
      assert.equal((await asked('PUT', `/${own}/roles`, held, admin)).status, 200)
      assert.equal((await asked('POST', `/${own}/members`, { members: ['olivia'] }, admin)).status, 200)
    })

    test('no group holds what is given to persons only, nor what there is not', async () => {
      const id = await named('Founders')
      for (const name of ['org_owner', 'platform_operator'])
        assert.equal((await asked('PUT', `/${id}/roles`, { name })).status, 400, name)
      assert.equal((await asked('PUT', `/${id}/roles`, { name: 'emperor' })).status, 404)
      const unknown = { serviceId: randomUuid(), name: 'inventory:viewer' }
      assert.equal((await asked('PUT', `/${id}/roles`, unknown)).status, 404)
      const backwards = { ...viewer(), startsAt: '2030-01-01T00:00:00Z', endsAt: '2029-01-01T00:00:00Z' }
      assert.equal((await asked('PUT', `/${id}/roles`, backwards)).status, 400)
      const noDay = { ...viewer(), endsAt: '2030-13-45T00:00:00Z' }
      assert.equal((await asked('PUT', `/${id}/roles`, noDay)).status, 400)
    })

    test('are found by a part of their name, are named once, and go with what they gave', async () => {
      const id = await named('Équipe Zürich')
      const found = await asked('GET', '?search=zurich')
      assert.deepEqual(
        found.body.items.map((group: { id: string }) => group.id),
        [id],
      )
      assert.equal((await asked('POST', '', { displayName: 'équipe zürich' })).status, 409)
      const renamed = await asked('PUT', `/${id}`, { displayName: 'Zürich', description: 'All of them' })
      assert.equal(renamed.body.displayName, 'Zürich')
      await asked('POST', `/${id}/members`, { members: ['max'] })
      const [max] = (await asked('GET', `/${id}/members?search=max`)).body.items
      assert.equal(max.user.username, 'max')
      assert.equal((await asked('GET', `/${id}/members?search=olivia`)).body.total, 0)
      const person = `/api/v1/organizations/${acme.organization.id}/people/${acme.member.id}`
      const { groups: own } = (await request(acme, 'GET', person, { headers: owner })).body
      assert.ok(own.some((group: { displayName: string }) => group.displayName === 'Zürich'))
      assert.equal((await asked('GET', `/${id}/members`)).body.total, 1)
      assert.equal((await asked('DELETE', `/${id}`)).status, 204)
      assert.equal((await asked('GET', `/${id}`)).status, 404)
    })

    test('of another organization are not there, and are nobody’s to see but who may see members', async () => {
      const id = await named('Secret')
      const stranger = await sessionOf(acme, acme.stranger)
      assert.equal((await asked('GET', `/${id}`, undefined, stranger)).status, 404)
      const other = `/api/v1/organizations/${acme.other.id}/groups/${id}`
      assert.equal((await request(acme, 'GET', other, { headers: stranger })).status, 404)
      const headers = await accessTokenOf(acme, acme.owner, { scopes: {} })
      assert.equal((await request(acme, 'GET', `${groups()}/${id}`, { headers })).status, 403)
    })

    test('what goes with a group, a role of it or a member is told before, but not what is held otherwise', async () => {
      const id = await named('Stock')
      const other = await named('Stock, too')
      const role = { serviceId: acme.inventory.id, name: 'inventory:admin', resource: 'warehouse-1' }
      const clerk = { serviceId: acme.billing.id, name: 'billing:clerk', resource: null }
      for (const each of [role, clerk]) await asked('PUT', `/${id}/roles`, each)
      await asked('POST', `/${id}/members`, { members: ['max', 'olivia'] })
      const { id: tokenId } = await tokenOf(acme, 'max', {
        scopes: { services: [{ serviceId: acme.inventory.id, allRoles: true }] },
      })
      const preview = async (body: object) => {
        const told = await asked('POST', `/${id}/preview`, body)
        assert.equal(told.status, 200, JSON.stringify(told.body))
        const people = told.body.people.items.map((each: { username: string; roles: string[] }) => [
          each.username,
          each.roles.toSorted(),
        ])
        const tokens = told.body.apiTokens.items.map((each: { id: string }) => each.id)
        assert.equal(told.body.people.total, people.length)
        assert.equal(told.body.apiTokens.total, tokens.length)
        return { people: people.toSorted(), reaches: tokens.includes(tokenId) as boolean }
      }
      const both = ['billing:clerk', 'inventory:admin']
      // Olivia holds both herself.
      assert.deepEqual(await preview({}), { people: [['max', both]], reaches: true })
      assert.deepEqual(await preview({ userId: acme.member.id }), { people: [['max', both]], reaches: true })
      assert.deepEqual(await preview({ userId: acme.member.id, role: clerk }), {
        people: [['max', ['billing:clerk']]],
        reaches: false,
      })
      // Everywhere is also on that resource; only until tomorrow is not for good.
      const endsAt = toRfc3339(acme.clock.now + 24 * HOUR_MS)
      await asked('PUT', `/${other}/roles`, { ...role, resource: null, endsAt })
      await asked('POST', `/${other}/members`, { members: ['max'] })
      assert.deepEqual((await preview({ role })).people, [['max', ['inventory:admin']]])
      await asked('PUT', `/${other}/roles`, { ...role, resource: null })
      assert.deepEqual(await preview({ role, userId: acme.member.id }), { people: [], reaches: false })
      assert.equal((await asked('POST', `/${id}/preview`, { userId: acme.stranger.id })).status, 404)
      const headers = await accessTokenOf(acme, acme.owner, { scopes: {} })
      assert.equal((await asked('POST', `/${id}/preview`, {}, headers)).status, 403)
    })
  })
}
