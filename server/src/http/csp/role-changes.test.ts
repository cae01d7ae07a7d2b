/** What an access token may do follows the roles its user holds at the moment of the exchange, within what the API token allows. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { removeRole } from '../../actions/roles/assign-role.ts'
import { registerService } from '../../actions/services/register-service.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import type { Service } from '../../domain/service.ts'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { tokenOf } from '../../../testing/compatible.ts'
import { claimsOf, exchange } from '../../../testing/requests.ts'

const acme = await openAcme({ after })
const { member, inventory, billing, give } = acme

const take = (name: string, service: Service | null = null, resource: string | null = null) =>
  removeRole(acme.app.needs, {
    organizationId: acme.organization.id,
    userId: member.id,
    serviceId: service?.id ?? null,
    name,
    resource,
  })

/** An API token of Max's that allows this; answers what the next exchange makes of it. */
async function allowing(scopes: Record<string, unknown>) {
  const { value } = await tokenOf(acme, 'max', { scopes })
  return async () => {
    const { body } = await exchange(acme, value)
    const { perms, aud } = claimsOf(body.access_token) as { perms: string[]; aud: string | string[] }
    return {
      perms: perms.toSorted(),
      aud: [aud].flat().toSorted(),
      scope: body.scope.split(' ').toSorted().join(' '),
    }
  }
}

const inInventory = (selection: Record<string, unknown>) => ({
  services: [{ serviceId: inventory.id, ...selection }],
})

const MEMBER = ['csp:org_member', 'csp:organization.read', 'csp:services.read']
const of = (service: Service, ...names: string[]) => names.map((name) => `external/${service.id}/${name}`)
const VIEWER = of(inventory, 'inventory:viewer', 'inventory:item.read')
const CLERK = of(billing, 'billing:clerk', 'billing:invoice.read', 'billing:invoice.pay')

suite('"all roles"', () => {
  test('follows roles of the organization and of services as they come and go', async () => {
    const now = await allowing({ allRoles: true })
    const before = await now()
    assert.deepEqual(before.perms, [...MEMBER, ...VIEWER].toSorted())
    assert.deepEqual(before.aud, [inventory.id])

    await give(member, 'support_user')
    await give(member, 'billing:clerk', billing)
    const more = await now()
    assert.deepEqual(
      more.perms,
      [...before.perms, ...CLERK, 'csp:support_user', 'csp:support.request'].toSorted(),
    )
    assert.deepEqual(more.aud, [inventory.id, billing.id].toSorted())
    assert.equal(more.scope, 'billing:clerk inventory:viewer org_member support_user')

    await take('support_user')
    await take('billing:clerk', billing)
    assert.deepEqual(await now(), before)
  })

  test('takes in a service that is registered later', async () => {
    const now = await allowing({ allRoles: true })
    const before = await now()
    const shipping = await registerService(acme.app.needs, acme.organization.id, {
      name: 'shipping',
      displayName: 'Shipping',
      permissions: [],
      roles: [{ name: 'shipping:packer', displayName: 'Packer', permissions: [] }],
    })
    assert.deepEqual(await now(), before)
    await give(member, 'shipping:packer', shipping)
    assert.deepEqual((await now()).perms, [...before.perms, ...of(shipping, 'shipping:packer')].toSorted())
    await take('shipping:packer', shipping)
  })

  test('loses a role at the moment it ends', async () => {
    const now = await allowing({ allRoles: true })
    const before = await now()
    const endsAt = acme.clock.now + HOUR_MS
    await give(member, 'billing:clerk', billing, { endsAt })
    acme.clock.now = endsAt - 1
    assert.deepEqual((await now()).perms, [...before.perms, ...CLERK].toSorted())
    acme.clock.now = endsAt
    assert.deepEqual(await now(), before)
    await take('billing:clerk', billing)
  })

  test('is nothing while no role is held, and everything again afterwards', async () => {
    const now = await allowing({ allRoles: true })
    const before = await now()
    await take('org_member')
    await take('inventory:viewer', inventory)
    assert.deepEqual(await now(), { perms: [], aud: [`${PUBLIC_URL}/none`], scope: '' })
    await give(member, 'org_member')
    await give(member, 'inventory:viewer', inventory)
    assert.deepEqual(await now(), before)
  })
})

suite('chosen roles', () => {
  test('grow with nothing that is given later, and end with the role', async () => {
    const now = await allowing(inInventory({ roles: [{ name: 'inventory:viewer' }] }))
    assert.deepEqual(await now(), {
      perms: VIEWER.toSorted(),
      aud: [inventory.id],
      scope: 'inventory:viewer',
    })
    await give(member, 'inventory:admin', inventory)
    await give(member, 'developer')
    assert.deepEqual((await now()).perms, VIEWER.toSorted())
    await take('inventory:viewer', inventory)
    assert.deepEqual((await now()).perms, [])
    await give(member, 'inventory:viewer', inventory)
    await take('inventory:admin', inventory)
    await take('developer')
    assert.deepEqual((await now()).perms, VIEWER.toSorted())
  })

  test('of a service, all of them: only of that service', async () => {
    const now = await allowing(inInventory({ allRoles: true }))
    assert.deepEqual((await now()).perms, VIEWER.toSorted())
    await give(member, 'billing:clerk', billing)
    assert.deepEqual((await now()).perms, VIEWER.toSorted())
    await take('billing:clerk', billing)
  })
})

suite('single permissions', () => {
  test('come without their role, from whichever role holds them', async () => {
    const permissions = [{ name: 'inventory:item.read' }, { name: 'inventory:item.delete' }]
    await give(member, 'inventory:admin', inventory)
    const now = await allowing(inInventory({ permissions }))
    const both = of(inventory, 'inventory:item.delete', 'inventory:item.read')
    assert.deepEqual(await now(), {
      perms: both,
      aud: [inventory.id],
      scope: 'inventory:item.delete inventory:item.read',
    })
    await take('inventory:admin', inventory)
    assert.deepEqual((await now()).perms, of(inventory, 'inventory:item.read'))
  })

  test('all of a service: without its roles', async () => {
    const now = await allowing(inInventory({ allPermissions: true }))
    assert.deepEqual((await now()).perms, of(inventory, 'inventory:item.read'))
  })
})

suite('a role bound to a resource', () => {
  const RESOURCE = 'warehouse/7 ü'
  const on = (...names: string[]) => of(inventory, ...names.map((name) => `warehouse%2F7%20%C3%BC/${name}`))
  const ADMIN = on('inventory:admin', 'inventory:item.delete', 'inventory:item.read', 'inventory:item.write')

  test('is written with the resource, and can be narrowed to it but not beyond it', async () => {
    await give(member, 'inventory:admin', inventory, { resource: RESOURCE })
    const all = await allowing({ allRoles: true })
    const asHeld = await allowing(inInventory({ roles: [{ name: 'inventory:admin' }] }))
    const one = await allowing(
      inInventory({ permissions: [{ name: 'inventory:item.write', resources: [RESOURCE] }] }),
    )
    assert.deepEqual((await all()).perms, [...MEMBER, ...VIEWER, ...ADMIN].toSorted())
    assert.deepEqual(await asHeld(), { perms: ADMIN, aud: [inventory.id], scope: 'inventory:admin' })
    assert.deepEqual((await one()).perms, on('inventory:item.write'))

    await give(member, 'inventory:admin', inventory)
    assert.deepEqual((await one()).perms, on('inventory:item.write'))
    await take('inventory:admin', inventory)
    await take('inventory:admin', inventory, RESOURCE)
    assert.deepEqual((await all()).perms, [...MEMBER, ...VIEWER].toSorted())
    assert.deepEqual([(await asHeld()).perms, (await one()).perms], [[], []])
  })
})
