/** One registration serves many organizations: its provider offers it, others add it, and withdrawing takes it back. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { sessionOf, type Credentials } from '../../../testing/people.ts'
import { exchange, generate, request } from '../../../testing/requests.ts'
import { assignRole } from '../../actions/roles/assign-role.ts'

suite('a service that is offered', async () => {
  const acme = await openAcme({ after })
  const { inventory, billing, other, organization, stranger } = acme
  const base = (id: string) => `/api/v1/organizations/${id}/services`
  const ask =
    (headers: Credentials, organizationId: string) =>
    (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
      request(acme, method, base(organizationId) + path, { headers, ...(body && { body: { ...body } }) })
  const provider = ask(await sessionOf(acme, acme.owner), organization.id)
  const member = ask(await sessionOf(acme, acme.member), organization.id)
  const customer = ask(await sessionOf(acme, stranger), other.id)
  const offers = `/${inventory.id}/offers`
  const catalogue = async (): Promise<string[]> =>
    (await customer('GET', '/catalogue')).body.items.map(({ name }: { name: string }) => name)
  const give = (name = 'inventory:viewer') =>
    assignRole(acme.app.needs, {
      ...{ organizationId: other.id, userId: stranger.id, serviceId: inventory.id },
      ...{ name, resource: null, endsAt: null },
    })
  const toOther = { toAll: false, organizationIds: [other.id] }

  test('is not found by anyone it is not offered to', async () => {
    assert.deepEqual(await catalogue(), [])
    assert.equal((await customer('POST', '/added', { serviceId: inventory.id })).status, 404)
  })

  test('is offered by owners of its provider alone, and only to organizations that there are', async () => {
    assert.equal((await member('PUT', offers, toOther)).status, 403)
    assert.equal((await customer('PUT', offers, toOther)).status, 404)
    const unknown = { toAll: false, organizationIds: [inventory.id] }
    assert.equal((await provider('PUT', offers, unknown)).status, 404)
    assert.deepEqual((await provider('PUT', offers, toOther)).body, toOther)
    assert.deepEqual((await provider('GET', offers)).body, toOther)
  })

  test('is added from the catalogue, can be held there, and is its provider’s to change', async () => {
    assert.deepEqual(await catalogue(), ['inventory'])
    const added = await customer('POST', '/added', { serviceId: inventory.id })
    assert.deepEqual([added.status, added.body.id, added.body.isOwn], [201, inventory.id, false])
    assert.deepEqual(await catalogue(), [])
    await give()
    const { displayName, description, roles, permissions } = added.body
    const definition = { displayName, description, roles, permissions }
    assert.equal((await customer('PUT', `/${inventory.id}`, definition)).status, 403)
    assert.equal((await customer('DELETE', `/${inventory.id}`)).status, 403)
    assert.equal((await customer('GET', offers)).status, 403)
  })

  test('that is withdrawn ends in the next exchange; its provider is told how many lose it, and no names', async () => {
    const headers = await sessionOf(acme, stranger)
    const { value } = await generate({ ...acme, organization: other }, headers)
    const scope = async () => String((await exchange(acme, value)).body.scope)
    assert.match(await scope(), /inventory:viewer/)
    const none = { toAll: false, organizationIds: [] }
    const { body } = await provider('POST', `${offers}/preview`, none)
    assert.deepEqual(body, {
      people: { items: [], total: 0 },
      apiTokens: { items: [], total: 0 },
      machines: { items: [], total: 0 },
      others: { organizations: 1, people: 1, apiTokens: 1, machines: 0 },
    })
    const removal = await provider('POST', `/${inventory.id}/preview`, { definition: null })
    assert.deepEqual(removal.body.others, body.others)
    assert.ok(!removal.text.includes('sam'))
    assert.equal((await provider('PUT', offers, none)).status, 200)
    assert.doesNotMatch(await scope(), /inventory/)
    assert.equal((await customer('GET', `/${inventory.id}`)).status, 404)
  })

  test('to all is added by any, and removed by whoever added it, who is told first who loses it', async () => {
    await provider('PUT', offers, { toAll: true, organizationIds: [] })
    assert.equal((await customer('POST', '/added', { serviceId: inventory.id })).status, 201)
    await give()
    const { body } = await customer('POST', `/${inventory.id}/preview`, { definition: null })
    assert.deepEqual(
      body.people.items.map(({ username }: { username: string }) => username),
      ['sam'],
    )
    assert.deepEqual(body.others, { organizations: 0, people: 0, apiTokens: 0, machines: 0 })
    assert.equal((await customer('DELETE', `/added/${inventory.id}`)).status, 204)
    assert.deepEqual(await catalogue(), ['inventory'])
    const held = await acme.app.needs.store.roles.heldBy(stranger.id, other.id)
    assert.ok(!held.some(({ serviceId }) => serviceId === inventory.id))
    assert.ok((await acme.app.needs.store.services.find(organization.id, inventory.id))!.roles.length > 1)
  })

  test('under a name that is taken here is a conflict that says so', async () => {
    await customer('POST', '', { name: 'billing', displayName: 'Billing', roles: [], permissions: [] })
    await provider('PUT', `/${billing.id}/offers`, toOther)
    const { status, body } = await customer('POST', '/added', { serviceId: billing.id })
    assert.deepEqual([status, body.code], [409, 'name_taken'])
    assert.match(body.detail, /has a service named billing already/)
  })
})
