/** An organization defines its services over HTTP, and is told before what a change takes from whom. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addMember } from '../../actions/people/add-member.ts'
import { assignRole } from '../../actions/roles/assign-role.ts'
import { BILLING, INVENTORY, openAcme, PASSWORD } from '../../../testing/acme.ts'
import { sessionOf, type Credentials } from '../../../testing/people.ts'
import { exchange, generate, request } from '../../../testing/requests.ts'

const READ = { name: 'wiki:page.read', description: 'Read pages' }
const WRITE = { name: 'wiki:page.write', description: '' }
const reader = { name: 'wiki:reader', displayName: 'Reader', permissions: [READ.name] }
const editor = { name: 'wiki:editor', displayName: 'Editor', permissions: [READ.name, WRITE.name] }
const WIKI = {
  ...{ name: 'wiki', displayName: 'Wiki', description: 'Pages' },
  ...{ roles: [reader, editor], permissions: [READ, WRITE] },
}
const { name: _, ...DEFINITION } = WIKI

async function opened() {
  const acme = await openAcme({ after }, { env: { COUNTERSIGN_SERVICES_PER_ORGANIZATION: '4' } })
  const { organization, app } = acme
  const admin = await addMember(app.needs, organization.id, {
    ...{ username: 'ada', email: 'ada@acme.example', firstName: 'Ada', lastName: 'Example' },
    password: PASSWORD,
  })
  await acme.give(admin, 'org_admin')
  const path = `/api/v1/organizations/${organization.id}/services`
  const as = (headers: Credentials) => ({
    list: () => request(acme, 'GET', path, { headers }),
    show: (id: string) => request(acme, 'GET', `${path}/${id}`, { headers }),
    register: (body: object) => request(acme, 'POST', path, { headers, body: { ...body } }),
    change: (id: string, body: object) =>
      request(acme, 'PUT', `${path}/${id}`, { headers, body: { ...body } }),
    preview: (id: string, definition: object | null) =>
      request(acme, 'POST', `${path}/${id}/preview`, { headers, body: { definition } }),
    remove: (id: string) => request(acme, 'DELETE', `${path}/${id}`, { headers }),
  })
  return {
    ...{ acme, admin },
    owner: as(await sessionOf(acme, acme.owner)),
    administrator: as(await sessionOf(acme, admin)),
    member: as(await sessionOf(acme, acme.member)),
  }
}

suite('a service over HTTP', async () => {
  const { acme, admin, owner, administrator, member } = await opened()
  const { inventory, billing } = acme

  test('is registered, listed, shown and removed', async () => {
    const registered = await administrator.register(WIKI)
    assert.equal(registered.status, 201)
    const { id, createdAt, ...told } = registered.body
    assert.deepEqual(told, { ...WIKI, isOwn: true })
    assert.ok(createdAt)
    const { body: page } = await member.list()
    assert.equal(page.total, 3)
    assert.deepEqual(page.items.at(-1), {
      ...{ id, name: 'wiki', displayName: 'Wiki', description: 'Pages', isOwn: true },
      ...{ provider: acme.organization.displayName, roles: 2, permissions: 2 },
    })
    assert.deepEqual((await member.show(id)).body, registered.body)
    assert.equal((await administrator.remove(id)).status, 204)
    assert.equal((await member.show(id)).status, 404)
  })

  test('of a name that is there already is a conflict that says so', async () => {
    const { status, body } = await owner.register({ ...BILLING, description: null })
    assert.deepEqual([status, body.code], [409, 'name_taken'])
    assert.match(body.detail, /has a service named billing already/)
  })

  test('that is wrong in one place is refused with the field of it', async () => {
    const wrong = async (change: object) => {
      const { status, body } = await owner.register({ ...WIKI, ...change })
      assert.equal(status, 400)
      return Object.keys(body.fields)
    }
    assert.deepEqual(await wrong({ roles: [reader, reader] }), ['roles.1.name'])
    const stranger = { ...editor, permissions: [READ.name, 'wiki:page.burn'] }
    assert.deepEqual(await wrong({ roles: [reader, stranger] }), ['roles.1.permissions.1'])
    const invisible = { ...editor, displayName: 'Edi\u200btor' }
    assert.deepEqual(await wrong({ roles: [reader, invisible] }), ['roles.1.displayName'])
    const { value } = await generate(acme, await sessionOf(acme, admin))
    const secret = { ...WRITE, description: `with ${value}` }
    assert.deepEqual(await wrong({ permissions: [READ, secret] }), ['permissions.1.description'])
  })

  test('beyond the limit is refused with the limit', async () => {
    const [one, two] = [
      await owner.register({ ...WIKI }),
      await owner.register({ ...WIKI, name: 'x', roles: [], permissions: [] }),
    ]
    const { status, body } = await owner.register({ ...WIKI, name: 'y', roles: [], permissions: [] })
    assert.deepEqual([status, body.code], [409, 'limit_reached'])
    assert.match(body.detail, /can have 4 services/)
    for (const { body: service } of [one, two]) await owner.remove(service.id)
  })

  test('is changed by those who manage services alone', async () => {
    for (const refused of [
      await member.register(WIKI),
      await member.change(billing.id, DEFINITION),
      await member.preview(billing.id, null),
      await member.remove(billing.id),
    ]) {
      assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden'])
    }
  })

  test('takes a permission into a role that exists from owners only, or from who holds it for good', async () => {
    const { body: wiki } = await owner.register(WIKI)
    const widened = { ...DEFINITION, roles: [{ ...reader, permissions: [READ.name, WRITE.name] }, editor] }
    const refused = await administrator.change(wiki.id, widened)
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden'])
    assert.match(refused.body.detail, /wiki:page\.write into wiki:reader/)
    const role = { organizationId: acme.organization.id, userId: admin.id, serviceId: wiki.id }
    await assignRole(acme.app.needs, {
      ...role,
      ...{ name: editor.name, resource: 'r1', endsAt: null },
    })
    assert.equal((await administrator.change(wiki.id, widened)).status, 403, 'held on a resource')
    await assignRole(acme.app.needs, {
      ...role,
      ...{ name: editor.name, resource: null, endsAt: acme.clock.now + 1000 },
    })
    assert.equal((await administrator.change(wiki.id, widened)).status, 403, 'held for a time')
    const another = { name: 'wiki:other', displayName: 'Other', permissions: [READ.name, WRITE.name] }
    const withNewRole = { ...DEFINITION, roles: [reader, editor, another] }
    assert.equal((await administrator.change(wiki.id, withNewRole)).status, 200)
    assert.equal((await owner.change(wiki.id, widened)).status, 200)
    await owner.remove(wiki.id)
  })

  test('that loses a role takes it from whoever holds it, who were named before', async () => {
    const { value, apiToken } = await generate(acme, await sessionOf(acme, acme.member))
    const scope = async () => String((await exchange(acme, value)).body.scope)
    assert.match(await scope(), /inventory:viewer/)
    const { name: __, ...definition } = { ...INVENTORY, roles: [INVENTORY.roles[1]!] }
    const preview = await administrator.preview(inventory.id, definition)
    assert.equal(preview.status, 200)
    assert.deepEqual(preview.body.people, {
      items: [{ userId: acme.member.id, username: 'max', roles: ['inventory:viewer'], permissions: 1 }],
      total: 1,
    })
    assert.deepEqual(
      preview.body.apiTokens.items.map(({ id }: { id: string }) => id),
      [apiToken.id],
    )
    assert.deepEqual(preview.body.others, { organizations: 0, people: 0, apiTokens: 0, machines: 0 })
    assert.match(await scope(), /inventory:viewer/)
    assert.equal((await administrator.change(inventory.id, definition)).status, 200)
    assert.doesNotMatch(await scope(), /inventory/)
  })

  test('of another organization is not found', async () => {
    const stranger = await sessionOf(acme, acme.stranger)
    const path = `/api/v1/organizations/${acme.other.id}/services/${billing.id}`
    for (const [method, body] of [['GET'], ['PUT', DEFINITION], ['DELETE']] as const) {
      const answer = await request(acme, method, path, { headers: stranger, ...(body && { body }) })
      assert.equal(answer.status, 404, method)
    }
  })

  test('that is removed names first who loses it', async () => {
    const { body } = await owner.preview(billing.id, null)
    assert.deepEqual(
      body.people.items.map(({ username }: { username: string }) => username),
      ['olivia'],
    )
    assert.equal((await owner.remove(billing.id)).status, 204)
    const { roles } = await acme.app.needs.store.organizations
      .findMember(acme.organization.id, acme.owner.id)
      .then((found) => found!)
    assert.ok(!roles.some(({ serviceId }) => serviceId === billing.id))
  })
})
