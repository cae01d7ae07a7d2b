/** Nobody gives more than they have: owners what the organization has, others what they hold, for as long as they hold it. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { EVERY_SCOPE } from './allowed-scopes.ts'
import { isOwner, givableBy, mayGive, type AskedRole } from './assigning.ts'
import type { HeldRole } from './held-role.ts'
import { ORGANIZATION_ROLES, type OrganizationRoleName } from './organization-roles.ts'
import { effectiveScope } from './scope.ts'

const NOW = 1_000
const ALWAYS = { startsAt: null, endsAt: null }
const own = (name: OrganizationRoleName, more: Partial<HeldRole> = {}): HeldRole => ({
  serviceId: null,
  name,
  resource: null,
  permissions: ORGANIZATION_ROLES[name].permissions,
  ...ALWAYS,
  group: null,
  ...more,
})
const of = (name: string, more: Partial<HeldRole> = {}): HeldRole => ({
  ...own('org_member'),
  serviceId: 's',
  name,
  permissions: [],
  ...more,
})
const asked = (name: string, more: Partial<AskedRole> = {}): AskedRole => ({
  serviceId: null,
  name,
  resource: null,
  ...ALWAYS,
  ...more,
})
const gives = (held: readonly HeldRole[], role: AskedRole): boolean =>
  mayGive({ authority: effectiveScope(EVERY_SCOPE, held, NOW), held, now: NOW })(role)

suite('a role is given', () => {
  const owner = [own('org_owner')]
  const admin = [own('org_admin')]

  test('by an owner, whatever the organization has, though they do not hold it', () => {
    for (const name of ['org_owner', 'org_admin', 'developer', 'stock-reader'])
      assert.ok(gives(owner, asked(name)))
    assert.ok(gives(owner, asked('inventory:admin', { serviceId: 's' })))
  })

  test('of a platform operator only by one, owner or not', () => {
    assert.ok(!gives(owner, asked('platform_operator')))
    assert.ok(gives([...owner, own('platform_operator')], asked('platform_operator')))
  })

  test('by an administrator only when they hold it, or it is what every member has', () => {
    assert.ok(gives(admin, asked('org_admin')))
    assert.ok(gives(admin, asked('org_member')))
    for (const name of ['org_owner', 'developer', 'platform_operator', 'stock-reader'])
      assert.ok(!gives(admin, asked(name)))
    const viewer = asked('inventory:viewer', { serviceId: 's' })
    assert.ok(!gives(admin, viewer))
    assert.ok(gives([...admin, of('inventory:viewer')], viewer))
    assert.ok(!gives([...admin, of('inventory:viewer', { serviceId: 'other' })], viewer))
    assert.ok(gives([...admin, of('stock-reader')], asked('stock-reader')))
  })

  test('no longer, no earlier and on no more than its giver holds it', () => {
    const held = [...admin, of('inventory:viewer', { resource: 'r1', endsAt: NOW + 10 })]
    const viewer = (more: Partial<AskedRole>) => asked('inventory:viewer', { serviceId: 's', ...more })
    assert.ok(gives(held, viewer({ resource: 'r1', endsAt: NOW + 10 })))
    assert.ok(!gives(held, viewer({ resource: 'r1', endsAt: NOW + 11 })))
    assert.ok(!gives(held, viewer({ resource: 'r1' })))
    assert.ok(!gives(held, viewer({ resource: 'r2', endsAt: NOW + 10 })))
    assert.ok(!gives(held, viewer({ endsAt: NOW + 10 })))
    const later = [...admin, of('inventory:viewer', { startsAt: NOW + 1 })]
    assert.ok(!gives(later, viewer({ startsAt: NOW + 1 })))
  })

  test('by nobody who does not manage members, and by no access token whose scope leaves the role out', () => {
    assert.ok(!gives([own('org_member'), of('inventory:viewer')], asked('org_member')))
    const held = [...admin, of('inventory:viewer')]
    const { grants } = effectiveScope(EVERY_SCOPE, held, NOW)
    const authority = { grants: grants.filter(({ serviceId }) => serviceId === null) }
    assert.ok(!mayGive({ authority, held, now: NOW })(asked('inventory:viewer', { serviceId: 's' })))
  })

  test('and what anybody may give at all is the same as a list', () => {
    const holders = [
      owner,
      [own('org_member')],
      [...admin, of('inventory:viewer', { resource: 'r1', endsAt: NOW + 10 })],
      [...admin, of('stock-reader'), own('developer', { endsAt: NOW })],
    ]
    for (const held of holders) {
      const giver = { authority: effectiveScope(EVERY_SCOPE, held, NOW), held, now: NOW }
      const list = givableBy(giver)
      for (const [serviceId, names] of [
        [null, ['org_member', 'org_admin', 'developer', 'stock-reader']],
        ['s', ['inventory:viewer', 'inventory:admin']],
      ] as const)
        for (const name of names)
          for (const resource of serviceId === null ? [null] : [null, 'r1', 'r2']) {
            const isListed =
              list.everything ||
              list.roles.some(
                (role) =>
                  role.serviceId === serviceId &&
                  role.name === name &&
                  (role.resource === null || role.resource === resource),
              )
            const role = { serviceId, name, resource, startsAt: null, endsAt: NOW + 1 }
            assert.equal(isListed, mayGive(giver)(role), `${name} on ${resource}`)
          }
    }
  })

  test('and an owner is known by the organization role alone', () => {
    assert.ok(isOwner(owner))
    assert.ok(!isOwner([of('org_owner')]))
  })
})
