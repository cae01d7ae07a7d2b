/** The effective scope by example: each row is roles held, what was chosen, and what that is worth. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { EVERY_SCOPE, NO_SCOPES, NO_SELECTION, type AllowedScopes, type Selection } from './allowed-scopes.ts'
import type { HeldRole } from './held-role.ts'
import { effectiveScope, narrowingOf, permOf, scopeString } from './scope.ts'

const NOW = 1_000
const S = 'f1e2'
const held = (name: string, more: Partial<HeldRole> = {}): HeldRole => ({
  serviceId: S,
  name,
  resource: null,
  permissions: name === 'inventory:viewer' ? ['item.read'] : ['item.read', 'item.write'],
  startsAt: null,
  endsAt: null,
  group: null,
  ...more,
})
const viewer = held('inventory:viewer')
const member: HeldRole = {
  ...viewer,
  serviceId: null,
  name: 'org_member',
  permissions: ['organization.read'],
}

const inService = (selection: Partial<Selection>): AllowedScopes => ({
  ...NO_SCOPES,
  services: [{ ...NO_SELECTION, ...selection, serviceId: S }],
})
const inOrganization = (selection: Partial<Selection>): AllowedScopes => ({
  ...NO_SCOPES,
  organization: { ...NO_SELECTION, ...selection },
})
const permsOf = (allowed: AllowedScopes, roles: readonly HeldRole[], ...narrowings: AllowedScopes[]) =>
  effectiveScope(allowed, roles, NOW, narrowings).grants.map(permOf)

type Row = readonly [
  what: string,
  held: readonly HeldRole[],
  allowed: AllowedScopes,
  perms: readonly string[],
]

const ROWS: readonly Row[] = [
  [
    'all roles: the role and its permissions',
    [viewer],
    EVERY_SCOPE,
    ['external/f1e2/inventory:viewer', 'external/f1e2/item.read'],
  ],
  ['an organization role', [member], EVERY_SCOPE, ['csp:org_member', 'csp:organization.read']],
  [
    'a role that ends in a moment still counts',
    [{ ...viewer, endsAt: NOW + 1, permissions: [] }],
    EVERY_SCOPE,
    ['external/f1e2/inventory:viewer'],
  ],
  ['a role that ends now is gone', [{ ...viewer, endsAt: NOW }], EVERY_SCOPE, []],
  [
    'a role that was chosen and is not held',
    [member],
    inService({ roles: [{ name: 'inventory:viewer', resource: null }] }),
    [],
  ],
  [
    'a single permission, without the role',
    [viewer],
    inService({ permissions: [{ name: 'item.read', resources: [] }] }),
    ['external/f1e2/item.read'],
  ],
  [
    'a permission of a role that is not held',
    [viewer],
    inService({ permissions: [{ name: 'item.write', resources: [] }] }),
    [],
  ],
  [
    'all permissions, without the roles',
    [held('inventory:admin')],
    inService({ allPermissions: true }),
    ['external/f1e2/item.read', 'external/f1e2/item.write'],
  ],
  [
    'a role held on one resource',
    [{ ...viewer, resource: 'shelf/7' }],
    inService({ roles: [{ name: 'inventory:viewer', resource: null }] }),
    ['external/f1e2/shelf%2F7/inventory:viewer', 'external/f1e2/shelf%2F7/item.read'],
  ],
  [
    'a role held on one resource and chosen on another',
    [{ ...viewer, resource: 'r1' }],
    inService({ roles: [{ name: 'inventory:viewer', resource: 'r2' }] }),
    [],
  ],
  [
    'a role held everywhere and chosen on one resource',
    [viewer],
    inService({ roles: [{ name: 'inventory:viewer', resource: 'r1' }] }),
    ['external/f1e2/r1/inventory:viewer', 'external/f1e2/r1/item.read'],
  ],
  [
    'a permission on two resources, of which one is held',
    [{ ...viewer, resource: 'r1' }],
    inService({ permissions: [{ name: 'item.read', resources: ['r1', 'r2'] }] }),
    ['external/f1e2/r1/item.read'],
  ],
  [
    'a permission that two roles give on two resources',
    [{ ...viewer, resource: 'r1' }, held('inventory:admin', { resource: 'r2' })],
    inService({ permissions: [{ name: 'item.read', resources: [] }] }),
    ['external/f1e2/r1/item.read', 'external/f1e2/r2/item.read'],
  ],
  [
    'an organization role on a resource: it would hold everywhere, so it is nothing',
    [member],
    inOrganization({
      roles: [{ name: 'org_member', resource: 'r1' }],
      permissions: [{ name: 'organization.read', resources: ['r1'] }],
    }),
    [],
  ],
  ['a service role chosen as one of the organization', [viewer], inOrganization({ allRoles: true }), []],
  [
    'the same service twice',
    [viewer],
    {
      ...NO_SCOPES,
      services: [
        { ...NO_SELECTION, serviceId: S },
        { ...NO_SELECTION, serviceId: S, permissions: [{ name: 'item.read', resources: [] }] },
      ],
    },
    ['external/f1e2/item.read'],
  ],
]

suite('the effective scope', () => {
  for (const [what, roles, allowed, perms] of ROWS) {
    test(what, () => assert.deepEqual(permsOf(allowed, roles), perms))
  }

  test('a token bound to one resource can be narrowed to it by its perm', () => {
    const onR1 = inService({ roles: [{ name: 'inventory:viewer', resource: 'r 1' }] })
    const narrowing = narrowingOf('external/f1e2/r%201/inventory:viewer', [viewer])
    assert.deepEqual(permsOf(onR1, [viewer], narrowing), permsOf(onR1, [viewer]))
    assert.deepEqual(permsOf(onR1, [viewer], narrowingOf('external/f1e2/r2/inventory:viewer', [viewer])), [])
    assert.deepEqual(permsOf(onR1, [viewer], narrowingOf('external/f1e2/%ff/inventory:viewer', [viewer])), [])
  })

  test('many resources meet as many, and each is there once', () => {
    const resources = Array.from({ length: 10_000 }, (_, at) => `r${at}`)
    const many = inService({ permissions: [{ name: 'item.read', resources }] })
    const roles = Array.from({ length: 10 }, (_, at) => held(`inventory:role${at}`))
    const scope = resources.map((resource) => `external/f1e2/${resource}/item.read`).join(' ')
    assert.equal(permsOf(many, [viewer], many).length, 10_000)
    assert.equal(permsOf(many, roles, narrowingOf(scope, [viewer])).length, 10_000)
  })
})

suite('the scope as a string', () => {
  const stringOf = (allowed: AllowedScopes, roles: readonly HeldRole[]) =>
    scopeString(effectiveScope(allowed, roles, NOW), roles)

  const table: readonly (readonly [string, AllowedScopes, readonly HeldRole[], string])[] = [
    ['nothing is the empty string', NO_SCOPES, [viewer], ''],
    ['OpenID comes first', EVERY_SCOPE, [member], 'openid org_member'],
    [
      'what comes with a role is not repeated',
      { ...EVERY_SCOPE, openId: false },
      [viewer],
      'inventory:viewer',
    ],
    [
      'nor when the role is bound to a resource',
      inService({ roles: [{ name: 'inventory:viewer', resource: 'r1' }] }),
      [viewer],
      'inventory:viewer',
    ],
    ['a single permission is named', inService({ allPermissions: true }), [viewer], 'item.read'],
    [
      'one name for two resources',
      { ...EVERY_SCOPE, openId: false },
      [
        { ...viewer, resource: 'r1' },
        { ...viewer, resource: 'r2' },
      ],
      'inventory:viewer',
    ],
  ]
  for (const [what, allowed, roles, expected] of table) {
    test(what, () => assert.equal(stringOf(allowed, roles), expected))
  }
})
