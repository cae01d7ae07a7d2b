/** Rights only ever shrink: whatever is let through gives, at this moment, nothing that the caller has not. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { allowedScopes, choiceOf, heldRoles, isWithin, NOW, partOf } from '../../testing/scopes.ts'
import { EVERY_SCOPE, NO_SCOPES, NO_SELECTION, type AllowedScopes } from './allowed-scopes.ts'
import { exceedingScopes, exceedsLifetime, permits, type Authority } from './authority.ts'
import type { HeldRole } from './held-role.ts'
import { effectiveScope, type Grant } from './scope.ts'

const authorityOf = (
  allowed: AllowedScopes,
  held: readonly HeldRole[],
  narrowings: readonly AllowedScopes[] = [],
): Authority => ({
  allowed,
  bounds: [],
  isNarrowed: narrowings.length > 0,
  ...effectiveScope(allowed, held, NOW, narrowings),
  expiresAt: null,
})

/** What an attacker asks for: anything, a part of what there is, or exactly that, now and then on every resource. */
const asks = (allowed: AllowedScopes, grants: readonly Grant[]): fc.Arbitrary<AllowedScopes> =>
  fc.oneof(
    allowedScopes,
    partOf(allowed),
    fc.constantFrom(allowed, EVERY_SCOPE, NO_SCOPES),
    fc.subarray([...grants]).map((some) => choiceOf(some)),
    fc.subarray(grants.slice(0, 2)).map((some) => choiceOf(some, { wider: true })),
  )
const scenes = fc
  .record({
    held: heldRoles,
    allowed: fc.oneof(allowedScopes, fc.constant(EVERY_SCOPE)),
    narrowings: fc.oneof(fc.constant([]), fc.array(allowedScopes, { minLength: 1, maxLength: 2 })),
  })
  .chain(({ held, allowed, narrowings }) => {
    const authority = authorityOf(allowed, held, narrowings)
    return asks(allowed, authority.grants).map((wanted) => ({ held, authority, wanted }))
  })

test('whatever passes is worth no more than the caller, for any roles, scopes and narrowings', () => {
  const seen = { refused: 0, worthSomething: 0, narrowed: 0 }
  fc.assert(
    fc.property(scenes, ({ held, authority, wanted }) => {
      if (exceedingScopes(wanted, authority).length > 0) {
        seen.refused++
        return
      }
      const worth = effectiveScope(wanted, held, NOW)
      assert.ok(isWithin(worth, authority), JSON.stringify({ worth, authority }))
      if (worth.grants.length > 0) seen[authority.isNarrowed ? 'narrowed' : 'worthSomething']++
    }),
    { numRuns: 5000 },
  )
  assert.ok(Math.min(...Object.values(seen)) > 50, JSON.stringify(seen))
})

test('a caller may give each single thing that it has', () => {
  let given = 0
  fc.assert(
    fc.property(heldRoles, allowedScopes, (held, allowed) => {
      const authority = authorityOf(allowed, held)
      for (const grant of authority.grants) {
        const one = { ...choiceOf([grant]), openId: authority.openId }
        assert.deepEqual(exceedingScopes(one, authority), [])
        given++
      }
    }),
  )
  assert.ok(given > 100)
})

test('an empty choice is always allowed: it gives nothing', () => {
  fc.assert(
    fc.property(heldRoles, allowedScopes, (held, allowed) => {
      assert.deepEqual(exceedingScopes(NO_SCOPES, authorityOf(allowed, held)), [])
    }),
  )
})

const ALWAYS = { startsAt: null, endsAt: null, group: null }

suite('what a caller can not give', () => {
  const S = 'inventory'
  const viewer = { name: 'inventory:viewer', resource: null }
  const held: HeldRole[] = [
    { serviceId: S, ...viewer, permissions: ['inventory:item.read'], ...ALWAYS },
    { serviceId: null, name: 'org_member', resource: null, permissions: ['members.read'], ...ALWAYS },
    {
      serviceId: 'billing',
      name: 'billing:clerk',
      resource: null,
      permissions: ['billing:invoice.pay'],
      startsAt: null,
      group: null,
      endsAt: NOW - 1,
    },
  ]
  const ofService = (more: object): AllowedScopes => ({
    ...NO_SCOPES,
    services: [{ ...NO_SELECTION, serviceId: S, ...more }],
  })
  const inOrganization = (more: object): AllowedScopes => ({
    ...NO_SCOPES,
    organization: { ...NO_SELECTION, ...more },
  })
  const onR1 = ofService({ roles: [{ name: 'inventory:viewer', resource: 'r1' }] })
  const bySession = authorityOf(EVERY_SCOPE, held)
  const boundToR1 = authorityOf(onR1, held)
  const narrowed = authorityOf({ ...EVERY_SCOPE, openId: false }, held, [ofService({ roles: [viewer] })])

  const refusals: readonly (readonly [string, AllowedScopes, Authority, string])[] = [
    [
      'a role that is not held',
      inOrganization({ roles: [{ name: 'org_owner', resource: null }] }),
      bySession,
      'org_owner',
    ],
    [
      'a permission that is not held',
      inOrganization({ permissions: [{ name: 'audit.read', resources: [] }] }),
      bySession,
      'audit.read',
    ],
    [
      'a role whose assignment has ended',
      {
        ...NO_SCOPES,
        services: [
          { ...NO_SELECTION, serviceId: 'billing', roles: [{ name: 'billing:clerk', resource: null }] },
        ],
      },
      bySession,
      'billing:clerk',
    ],
    [
      'all of a service in which nothing is held',
      { ...NO_SCOPES, services: [{ ...NO_SELECTION, serviceId: 'billing', allRoles: true }] },
      bySession,
      'all roles of service billing',
    ],
    [
      'every resource, by a token bound to one',
      ofService({ roles: [viewer] }),
      boundToR1,
      'inventory:viewer',
    ],
    [
      'another resource',
      ofService({ roles: [{ name: 'inventory:viewer', resource: 'r2' }] }),
      boundToR1,
      'inventory:viewer',
    ],
    [
      'all roles of a service, by a token with one role of it',
      ofService({ allRoles: true }),
      boundToR1,
      'all roles of service inventory',
    ],
    ['all roles, by a token with some', { ...NO_SCOPES, allRoles: true }, boundToR1, 'all roles'],
    ['all roles, by a narrowed access token', { ...NO_SCOPES, allRoles: true }, narrowed, 'all roles'],
    [
      'all roles of the service a narrowed access token is for',
      ofService({ allRoles: true }),
      narrowed,
      'all roles of service inventory',
    ],
    [
      'all permissions of the service a narrowed access token is for',
      ofService({ allPermissions: true }),
      narrowed,
      'all permissions of service inventory',
    ],
    [
      'a role of the organization on one resource, where it would hold everywhere',
      inOrganization({ roles: [{ name: 'org_member', resource: 'r1' }] }),
      bySession,
      'org_member',
    ],
    ['OpenID, by a token without it', { ...NO_SCOPES, openId: true }, narrowed, 'openid'],
  ]
  for (const [what, wanted, authority, named] of refusals) {
    test(what, () => assert.deepEqual(exceedingScopes(wanted, authority), [named]))
  }
})

test('what is created ends no later than who created it; a session does not bound it', () => {
  const bySession = authorityOf(EVERY_SCOPE, [])
  const until = { ...bySession, expiresAt: NOW }
  const table: readonly (readonly [number | null, Authority, boolean])[] = [
    [null, bySession, false],
    [NOW, bySession, false],
    [null, until, true],
    [NOW + 1, until, true],
    [NOW, until, false],
    [NOW - 1, until, false],
  ]
  for (const [expiresAt, authority, exceeds] of table) {
    assert.equal(exceedsLifetime(expiresAt, authority), exceeds, String(expiresAt))
  }
})

test('a permission of the organization is not the permission of a service that has the same name', () => {
  const grant = { kind: 'permission', name: 'members.read', resource: null } as const
  const inService = { ...authorityOf(NO_SCOPES, []), grants: [{ ...grant, serviceId: 'inventory' }] }
  assert.equal(permits(inService, 'members.read'), false)
  assert.equal(permits({ ...inService, grants: [{ ...grant, serviceId: null }] }, 'members.read'), true)
  assert.equal(
    permits({ ...inService, grants: [{ ...grant, kind: 'role', serviceId: null }] }, 'members.read'),
    false,
  )
})
