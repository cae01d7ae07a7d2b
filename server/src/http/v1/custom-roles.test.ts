/** Custom roles over HTTP: what they give, what narrowing takes, and that nobody grows by one. On both engines. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { tokenOf } from '../../../testing/compatible.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../../testing/people.ts'
import { exchange, request } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
const READ = 'inventory:item.read'
const WRITE = 'inventory:item.write'
const INVOICE = 'billing:invoice.read'
/** The administrator never holds it. */
const PAY = 'billing:invoice.pay'

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  void suite(`custom roles on ${engine}`, async () => {
    const env = { COUNTERSIGN_CUSTOM_ROLES_PER_ORGANIZATION: '40' }
    const acme = await openAcme({ after }, { engine, env })
    const { inventory, billing } = acme
    const owner = await sessionOf(acme, acme.owner)
    // An administrator, who holds inventory:viewer for good.
    await acme.give(acme.member, 'org_admin')
    const admin = await sessionOf(acme, acme.member)
    const asked = (method: Method, path: string, body?: object, headers: Credentials = owner) =>
      request(acme, method, `/api/v1/organizations/${acme.organization.id}${path}`, {
        headers,
        ...(body && { body: body as never }),
      })
    const of = (...names: string[]) =>
      [inventory, billing].flatMap(({ id, name }) => {
        const permissions = names.filter((each) => each.startsWith(`${name}:`))
        return permissions.length === 0 ? [] : [{ serviceId: id, permissions }]
      })
    const words = { displayName: 'Clerk' }
    let made = 0
    const defined = async (...permissions: string[]): Promise<string> => {
      const name = `role-${++made}`
      const { status, body } = await asked('POST', '/custom-roles', {
        ...{ ...words, name, services: of(...permissions) },
      })
      assert.equal(status, 201, JSON.stringify(body))
      return name
    }
    const edit = (name: string, permissions: readonly string[], headers?: Credentials) =>
      asked('PUT', `/custom-roles/${name}`, { ...words, services: of(...permissions) }, headers)
    const give = (userId: string, name: string, headers?: Credentials, more: object = {}) =>
      asked('POST', `/people/${userId}/roles`, { name, ...more }, headers)
    const scopeOf = async (value: string) => ((await exchange(acme, value)).body.scope as string).split(' ')
    const permissionsIn = async (name: string): Promise<string[]> => {
      const { body } = await asked('GET', `/custom-roles/${name}`)
      return body.services.flatMap((each: { permissions: string[] }) => each.permissions).toSorted()
    }

    test('is defined, found, given to a person, and counts in each of its services', async () => {
      const name = 'stock-and-invoices'
      const services = of(READ, INVOICE)
      const { status, body } = await asked('POST', '/custom-roles', {
        ...{ name, displayName: 'Stock and invoices', description: 'For the yearly closing', services },
      })
      assert.equal(status, 201)
      assert.deepEqual([body.holders, new Set(body.services)], [0, new Set(services)])
      const found = await asked('GET', '/custom-roles?search=yearly')
      assert.deepEqual(
        found.body.items.map((each: { name: string; permissions: number }) => [each.name, each.permissions]),
        [[name, 2]],
      )
      const offered = await asked('GET', '/givable-roles?search=invoices+stock')
      assert.deepEqual(offered.body.items, [
        { serviceId: null, serviceName: null, name, displayName: 'Stock and invoices' },
      ])
      assert.equal((await give(acme.owner.id, name)).status, 200)
      assert.equal((await asked('GET', `/custom-roles/${name}`)).body.holders, 1)
      const mine = await asked('GET', '/my-roles')
      const shown = mine.body.services.flatMap((service: { roles: { name: string }[] }) =>
        service.roles.filter((role) => role.name === name),
      )
      assert.deepEqual(
        shown.map((role: { displayName: string; description: string }) => [
          role.displayName,
          role.description,
        ]),
        [
          ['Stock and invoices', 'For the yearly closing'],
          ['Stock and invoices', 'For the yearly closing'],
        ],
      )
    })

    test('an API token may be narrowed to one, in one of its services, and to one of its permissions', async () => {
      const name = await defined(READ, WRITE, INVOICE)
      assert.equal((await give(acme.owner.id, name)).status, 200)
      const chosen = (selection: object) => ({
        scopes: { services: [{ serviceId: inventory.id, ...selection }] },
      })
      const byRole = chosen({ roles: [{ name }] })
      const preview = await asked('POST', '/api-tokens/preview', byRole)
      assert.deepEqual(
        preview.body.grants.map((grant: { name: string }) => grant.name).toSorted(),
        [READ, WRITE, name].toSorted(),
      )
      const { value } = await tokenOf(acme, 'olivia', byRole)
      assert.deepEqual(await scopeOf(value), [name])
      const { value: single } = await tokenOf(acme, 'olivia', chosen({ permissions: [{ name: WRITE }] }))
      assert.deepEqual(await scopeOf(single), [WRITE])
    })

    test('its name is its own: no role of the organization’s, no other’s, and used once', async () => {
      const role = { ...words, services: of(READ) }
      for (const name of ['org_owner', 'developer', 'openid', 'administration']) {
        const { status, body } = await asked('POST', '/custom-roles', { ...role, name })
        assert.deepEqual([status, body.code], [409, 'name_taken'], name)
      }
      for (const name of ['inventory:viewer', 'With space', 'UPPER', '', '-x'])
        assert.equal((await asked('POST', '/custom-roles', { ...role, name })).status, 400, name)
      const name = await defined(READ)
      const again = await asked('POST', '/custom-roles', { ...role, name })
      assert.deepEqual([again.status, again.body.code], [409, 'name_taken'])
    })

    test('an API token that names a removed one means nothing by it, and no later role is named like it', async () => {
      const name = await defined(READ)
      await give(acme.owner.id, name)
      const scopes = { services: [{ serviceId: inventory.id, roles: [{ name }] }] }
      const { value } = await tokenOf(acme, 'olivia', { scopes })
      assert.deepEqual(await scopeOf(value), [name])
      assert.equal((await asked('DELETE', `/custom-roles/${name}`)).status, 204)
      const { status, body } = await exchange(acme, value)
      assert.ok(status !== 200 || body.scope === '', JSON.stringify(body))
      const wider = await asked('POST', '/custom-roles', { ...words, name, services: of(READ, WRITE) })
      assert.deepEqual([wider.status, wider.body.code], [409, 'name_taken'])
      assert.match(wider.body.detail, /was removed/)
      assert.equal((await give(acme.owner.id, name)).status, 404)
    })

    test('has permissions of services that the organization has, and not too many', async () => {
      const define = async (services: readonly object[]) =>
        (await asked('POST', '/custom-roles', { ...words, name: 'unsound', services })).status
      assert.equal(await define([{ serviceId: inventory.id, permissions: ['inventory:no.such'] }]), 404)
      assert.equal(await define([{ serviceId: inventory.id, permissions: [INVOICE] }]), 404)
      assert.equal(await define([{ serviceId: acme.other.id, permissions: [READ] }]), 404)
      assert.equal(await define([]), 400)
      assert.equal(await define([{ serviceId: inventory.id, permissions: [] }]), 400)
      const many = (from: number) => Array.from({ length: 300 }, (_, each) => `inventory:p${from + each}`)
      assert.equal(
        await define([0, 300].map((from) => ({ serviceId: inventory.id, permissions: many(from) }))),
        409,
      )
      // Named twice, it is in it once.
      const name = 'named-twice'
      const services = [...of(READ), ...of(READ, WRITE)]
      assert.equal((await asked('POST', '/custom-roles', { ...words, name, services })).status, 201)
      assert.deepEqual(await permissionsIn(name), [READ, WRITE])
    })

    test('before it is narrowed or removed it says who loses what, directly or through a group', async () => {
      const name = await defined(READ, WRITE)
      // The administrator keeps reading by another role, and loses writing.
      await give(acme.member.id, name)
      const group = (await asked('POST', '/groups', { displayName: `Group of ${name}` })).body.id as string
      assert.equal((await asked('PUT', `/groups/${group}/roles`, { name })).status, 200)
      const person = await asked('POST', `/groups/${group}/members`, { members: ['max'] })
      assert.equal(person.status, 200)
      const { id } = await tokenOf(acme, 'max', {
        scopes: { services: [{ serviceId: inventory.id, permissions: [{ name: WRITE }] }] },
      })
      await tokenOf(acme, 'max', {
        scopes: { services: [{ serviceId: inventory.id, permissions: [{ name: READ }] }] },
      })
      const preview = async (services: object[] | null, headers?: Credentials) =>
        (await asked('POST', `/custom-roles/${name}/preview`, { services }, headers)).body
      assert.deepEqual(await preview(of(READ, WRITE, INVOICE)), {
        people: { items: [], total: 0 },
        apiTokens: { items: [], total: 0 },
        machines: { items: [], total: 0 },
      })
      const narrowed = await preview(of(READ))
      const max = { userId: acme.member.id, username: 'max' }
      assert.deepEqual(narrowed.people, { items: [{ ...max, roles: [name], permissions: 1 }], total: 1 })
      const tokens = narrowed.apiTokens.items.map((each: { id: string; username: string }) => [
        each.id,
        each.username,
      ])
      assert.deepEqual(tokens, [[id, 'max']])
      const gone = await preview(null, admin)
      assert.equal(gone.people.items[0].permissions, 1)
      assert.equal((await edit(name, [READ])).status, 200)
      assert.equal((await preview(of(READ))).people.total, 0)
    })

    test('an administrator defines and widens out of what they hold on every resource and for good', async () => {
      const define = (name: string, ...permissions: string[]) =>
        asked('POST', '/custom-roles', { ...words, name, services: of(...permissions) }, admin)
      assert.equal((await define('by-admin', READ)).status, 201)
      assert.equal((await define('beyond-admin', READ, INVOICE)).status, 403)
      assert.equal((await edit('by-admin', [READ, INVOICE], admin)).status, 403)
      assert.equal((await give(acme.member.id, 'by-admin', admin)).status, 403)
      const clerk = { serviceId: billing.id, name: 'billing:clerk' }
      const endsAt = new Date(acme.clock.now + 3_600_000).toISOString()
      assert.equal((await give(acme.member.id, clerk.name, owner, { ...clerk, endsAt })).status, 200)
      assert.equal((await define('for-a-while', INVOICE)).status, 403)
      const onOne = { serviceId: billing.id, name: 'billing:clerk', resource: 'r1' }
      assert.equal((await give(acme.member.id, clerk.name, owner, onOne)).status, 200)
      assert.equal((await define('on-one-resource', INVOICE)).status, 403)
      // What is in it beyond them stays, and may be taken out, and not put back.
      const name = await defined(READ, INVOICE)
      assert.equal((await edit(name, [READ, INVOICE], admin)).status, 200)
      assert.equal((await edit(name, [READ], admin)).status, 200)
      assert.equal((await edit(name, [READ, INVOICE], admin)).status, 403)
      assert.deepEqual(await permissionsIn(name), [READ])
    })

    test('an administrator gives only the one that they hold, directly, by a group or by an invitation', async () => {
      const name = await defined(READ)
      const group = (await asked('POST', '/groups', { displayName: `Of ${name}` }, admin)).body.id as string
      const tries = [
        () => give(acme.member.id, name, admin),
        () => asked('PUT', `/groups/${group}/roles`, { name }, admin),
        () => asked('POST', '/invitations', { emails: [`${name}@acme.example`], roles: [{ name }] }, admin),
      ]
      for (const each of tries) assert.equal((await each()).status, 403)
      const isOffered = async () =>
        (await asked('GET', '/givable-roles?limit=200', undefined, admin)).body.items.some(
          (role: { name: string }) => role.name === name,
        )
      assert.equal(await isOffered(), false)
      assert.equal((await asked('PUT', `/groups/${group}/roles`, { name })).status, 200)
      assert.equal((await asked('POST', `/groups/${group}/members`, { members: ['max'] }, admin)).status, 403)
      assert.equal((await give(acme.member.id, name)).status, 200)
      assert.equal(await isOffered(), true)
      assert.equal((await give(acme.owner.id, name, admin)).status, 403)
      for (const each of tries.slice(1)) assert.ok((await each()).status < 300)
    })

    test('an access token gives a custom role only when it covers it in every service', async () => {
      await asked('PATCH', '/policies', { tokensMayAdminister: true })
      const name = await defined(READ, INVOICE)
      assert.equal((await give(acme.member.id, name)).status, 200)
      const roles = [{ name }]
      const inInventory = { serviceId: inventory.id, roles }
      const organization = { roles: [{ name: 'org_admin' }] }
      const covering = (services: readonly object[]) =>
        accessTokenOf(acme, acme.member, { scopes: { administration: true, organization, services } })
      const group = (await asked('POST', '/groups', { displayName: `Narrow ${name}` })).body.id as string
      const by = async (headers: Credentials) =>
        (await asked('PUT', `/groups/${group}/roles`, { name }, headers)).status
      assert.equal(await by(await covering([inInventory])), 403)
      assert.equal(await by(await covering([inInventory, { serviceId: billing.id, roles }])), 200)
    })

    test('of an edit and a narrowing at once nothing comes back that was taken out', async () => {
      for (let round = 0; round < 5; round++) {
        const name = await defined(READ, PAY)
        const [own, others] = await Promise.all([edit(name, [READ]), edit(name, [READ, PAY], admin)])
        assert.equal(own.status, 200)
        assert.ok([200, 403].includes(others.status), JSON.stringify(others.body))
        assert.deepEqual(await permissionsIn(name), [READ])
      }
    })

    test('a role that is removed while it is given is held by nobody, and two of one name are one', async () => {
      for (let round = 0; round < 5; round++) {
        const name = await defined(READ)
        const group = (await asked('POST', '/groups', { displayName: `At once ${name}` })).body.id as string
        const answers = await Promise.all([
          asked('DELETE', `/custom-roles/${name}`),
          give(acme.owner.id, name),
          asked('PUT', `/groups/${group}/roles`, { name }),
          asked('POST', '/custom-roles', { ...words, name, services: of(READ, WRITE) }),
        ])
        assert.deepEqual([answers[0].status, answers[3].status], [204, 409])
        for (const { status } of answers.slice(1, 3)) assert.ok([200, 404].includes(status))
        assert.deepEqual((await asked('GET', `/groups/${group}`)).body.roles, [])
        const { body } = await asked('GET', `/people/${acme.owner.id}`)
        assert.ok(!body.roles.some((role: { name: string }) => role.name === name))
      }
      const twice = await Promise.all(
        [READ, WRITE].map((each) =>
          asked('POST', '/custom-roles', { ...words, name: 'twins', services: of(each) }),
        ),
      )
      assert.deepEqual(twice.map(({ status }) => status).toSorted(), [201, 409])
    })

    test('what a service defines no longer is taken out, and an empty role is given to nobody', async () => {
      const wiki = { displayName: 'Wiki', permissions: [{ name: 'wiki:read' }, { name: 'wiki:edit' }] }
      const { body: service } = await asked('POST', '/services', { name: 'wiki', roles: [], ...wiki })
      const services = [{ serviceId: service.id, permissions: ['wiki:read', 'wiki:edit'] }]
      await asked('POST', '/custom-roles', { ...words, name: 'wiki-reader', services })
      const narrower = { displayName: 'Wiki', roles: [], permissions: [{ name: 'wiki:read' }] }
      assert.equal((await asked('PUT', `/services/${service.id}`, narrower)).status, 200)
      assert.deepEqual(await permissionsIn('wiki-reader'), ['wiki:read'])
      const widerAgain = await asked('PUT', `/services/${service.id}`, { ...wiki, roles: [] })
      assert.equal(widerAgain.status, 200)
      assert.deepEqual(await permissionsIn('wiki-reader'), ['wiki:read'])
      assert.equal((await asked('DELETE', `/services/${service.id}`)).status, 204)
      assert.deepEqual(await permissionsIn('wiki-reader'), [])
      assert.equal((await give(acme.owner.id, 'wiki-reader')).status, 409)
    })

    test('there are so many at the most', async () => {
      for (let status = 201, n = 0; status !== 409; n++) {
        const answer = await asked('POST', '/custom-roles', {
          ...words,
          name: `fill-${n}`,
          services: of(READ),
        })
        status = answer.status
        if (status === 409) assert.match(answer.body.detail, /may have 40 custom roles/)
        assert.ok(n <= 40)
      }
      assert.equal((await asked('GET', '/custom-roles')).body.total, 40)
    })

    test('are for those who may see members, and those of another organization are not there', async () => {
      const name = 'named-twice'
      const plain = await accessTokenOf(acme, acme.owner, { scopes: {} })
      assert.equal((await asked('GET', `/custom-roles/${name}`, undefined, plain)).status, 403)
      const stranger = await sessionOf(acme, acme.stranger)
      assert.equal((await asked('GET', `/custom-roles/${name}`, undefined, stranger)).status, 404)
      const path = `/api/v1/organizations/${acme.other.id}/custom-roles/${name}`
      assert.equal((await request(acme, 'GET', path, { headers: stranger })).status, 404)
    })
  })
}
