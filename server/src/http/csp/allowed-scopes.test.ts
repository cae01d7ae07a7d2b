/** The platform's shape of allowed scopes says what ours says; null, missing and empty mean nothing, never everything. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import { Refusal } from '../../domain/refusal.ts'
import { allowedScopesFrom, allowedScopesOf } from './allowed-scopes.ts'

const plain = <Members>(members: { [Name in keyof Members]: fc.Arbitrary<Members[Name]> }) =>
  fc.record(members, { noNullPrototype: true })
const name = fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'abcz09:.-_ /%') })
const selection = {
  allRoles: fc.boolean(),
  allPermissions: fc.boolean(),
  roles: fc.array(plain({ name, resource: fc.option(name) }), { maxLength: 5 }),
  permissions: fc.array(plain({ name, resources: fc.array(name, { maxLength: 3 }) }), { maxLength: 5 }),
}
const scopes = plain({
  openId: fc.boolean(),
  administration: fc.boolean(),
  allRoles: fc.constant(false),
  organization: plain(selection),
  services: fc.array(plain({ serviceId: name, ...selection }), { maxLength: 3 }),
})

test('allowed scopes survive being written in the shape of the platform and read again', () => {
  fc.assert(
    fc.property(scopes, (ours) => {
      const written = JSON.parse(JSON.stringify(allowedScopesOf(ours)))
      assert.deepEqual(allowedScopesFrom(written), ours)
    }),
  )
})

test('"all roles" is written as all of the organization, and is still everything when read again', () => {
  const written = allowedScopesOf({ ...NO_SCOPES, allRoles: true })
  assert.deepEqual(written.organizationScopes, {
    allRoles: true,
    allPermissions: true,
    roles: [],
    permissions: [],
  })
  assert.equal(allowedScopesFrom(written).allRoles, true)
})

const NOTHINGS: unknown[] = [
  null,
  undefined,
  {},
  { generalScopes: null, organizationScopes: null, servicesScopes: null },
  { generalScopes: [], organizationScopes: {}, servicesScopes: [] },
  { generalScopes: ['unknown'], organizationScopes: { allRoles: null, roles: [], permissions: null } },
  { openId: true, allRoles: true, unknown: 1 },
  JSON.parse('{"__proto__":{"generalScopes":["all_roles"]}}'),
]

suite('nothing is allowed by', () => {
  for (const nothing of NOTHINGS) {
    test(JSON.stringify(nothing) ?? 'undefined', () =>
      assert.deepEqual(allowedScopesFrom(nothing), NO_SCOPES),
    )
  }

  test('a service without a selection', () => {
    const { services, ...rest } = allowedScopesFrom({ servicesScopes: [{ serviceDefinitionId: 's' }] })
    assert.deepEqual({ ...rest, services: [] }, NO_SCOPES)
    assert.deepEqual(services, [{ ...NO_SCOPES.organization, serviceId: 's' }])
  })
})

const inOrganization = (selected: unknown) => ({ organizationScopes: selected })

const WRONG: [unknown, string][] = [
  ['all', 'allowedScopes must be a JSON object.'],
  ['{}', 'allowedScopes must be a JSON object.'],
  [7, 'allowedScopes must be a JSON object.'],
  [[], 'allowedScopes must be a JSON object.'],
  [true, 'allowedScopes must be a JSON object.'],
  [{ generalScopes: 'openid' }, 'generalScopes must be an array of at most 500.'],
  [{ generalScopes: [1] }, 'each of generalScopes must be a name.'],
  [inOrganization('all'), 'organizationScopes must be a JSON object.'],
  [inOrganization({ allRoles: 'true' }), 'organizationScopes.allRoles must be true or false.'],
  [inOrganization({ allPermissions: 1 }), 'organizationScopes.allPermissions must be true or false.'],
  [inOrganization({ roles: 'org_owner' }), 'organizationScopes.roles must be an array of at most 500.'],
  [inOrganization({ roles: ['org_owner'] }), 'each of organizationScopes.roles must be a JSON object.'],
  [inOrganization({ roles: [{ name: '' }] }), 'organizationScopes.roles.name must be a name.'],
  [inOrganization({ roles: [{ name: 'a\u0000b' }] }), 'organizationScopes.roles.name must be a name.'],
  [inOrganization({ roles: [{ name: '\ud800' }] }), 'organizationScopes.roles.name must be a name.'],
  [inOrganization({ roles: [{ name: 'r'.repeat(257) }] }), 'organizationScopes.roles.name must be a name.'],
  [
    inOrganization({ roles: [{ name: 'r', resource: {} }] }),
    'organizationScopes.roles.resource must be a name.',
  ],
  [
    inOrganization({ roles: Array(501).fill({ name: 'r' }) }),
    'organizationScopes.roles must be an array of at most 500.',
  ],
  [
    inOrganization({ permissions: [{ name: 'p' }] }),
    'organizationScopes.permissions.permissionId must be a name.',
  ],
  [{ servicesScopes: {} }, 'servicesScopes must be an array of at most 500.'],
  [{ servicesScopes: [null] }, 'each of servicesScopes must be a JSON object.'],
  [{ servicesScopes: [{ allRoles: true }] }, 'serviceDefinitionId must be a name.'],
]

suite('what has another shape is refused, and the place is named:', () => {
  for (const [value, detail] of WRONG) {
    test(`${JSON.stringify(value).slice(0, 80)}`, () => {
      assert.throws(
        () => allowedScopesFrom(value),
        (error) => error instanceof Refusal && error.code === 'scope_invalid' && error.detail === detail,
      )
    })
  }
})
