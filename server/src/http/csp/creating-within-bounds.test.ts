/** An API token creates nothing greater than itself: not in scope, not in lifetime, not by waiting until more is held. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { DAY_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, call, isWithin, tokenOf } from '../../../testing/compatible.ts'
import { claimsOf } from '../../../testing/requests.ts'

const NEVER = 2_147_483_647
const DAY_SECONDS = 86_400

const acme = await openAcme({ after })
const { owner, organization, inventory, billing, give } = acme
await give(owner, 'inventory:viewer', inventory, { resource: 'north' })

const ADMINISTRATION = { administration: true }
const role = (serviceId: string, name: string, resource: string | null = null) => ({
  ...ADMINISTRATION,
  services: [{ serviceId, roles: [{ name, resource }] }],
})

const lifetime = null
const forEver = await tokenOf(acme, 'olivia', {
  lifetime,
  scopes: { ...ADMINISTRATION, allRoles: true, openId: true },
})
const withoutOpenId = await tokenOf(acme, 'olivia', {
  lifetime,
  scopes: { ...ADMINISTRATION, allRoles: true },
})
const aDay = await tokenOf(acme, 'olivia', {
  lifetime: { amount: 1, unit: 'days' },
  scopes: { ...ADMINISTRATION, allRoles: true },
})
const narrow = await tokenOf(acme, 'olivia', { lifetime, scopes: role(inventory.id, 'inventory:viewer') })
const north = await tokenOf(acme, 'olivia', {
  lifetime,
  scopes: role(inventory.id, 'inventory:admin', 'north'),
})
const reads = await tokenOf(acme, 'olivia', {
  lifetime,
  scopes: {
    ...ADMINISTRATION,
    services: [{ serviceId: inventory.id, permissions: [{ name: 'inventory:item.read' }] }],
  },
})
const nothing = await tokenOf(acme, 'olivia', { lifetime, scopes: ADMINISTRATION })

const create = (accessToken: string, more: Record<string, unknown>) =>
  call(acme, accessToken, 'POST', `/loggedin/user/orgs/${organization.id}/api-tokens`, {
    tokenName: 'CI',
    refreshTokenTTL: 600,
    ...more,
  })

const inInventory = (selection: Record<string, unknown>) => ({
  servicesScopes: [{ serviceDefinitionId: inventory.id, ...selection }],
})
const inOrganization = (selection: Record<string, unknown>) => ({ organizationScopes: selection })

const VIEWER = inInventory({ roles: [{ name: 'inventory:viewer' }] })
const ADMIN = inInventory({ roles: [{ name: 'inventory:admin' }] })
const READ = inInventory({ permissions: [{ permissionId: 'inventory:item.read' }] })
const onNorth = (permissionId: string) =>
  inInventory({ permissions: [{ permissionId, resources: ['north'] }] })
const READ_NORTH = onNorth('inventory:item.read')
const WRITE_NORTH = onNorth('inventory:item.write')
const ALL_ROLES = { generalScopes: ['all_roles'] }
const OPENID = { generalScopes: ['openid'] }
const BILLING = { servicesScopes: [{ serviceDefinitionId: billing.id, allRoles: true }] }

type Row = [
  by: string,
  from: { value: string },
  scope: string,
  asked: Record<string, unknown>,
  status: 200 | 403,
]

const ROWS: Row[] = [
  ['"all roles"', withoutOpenId, '', ALL_ROLES, 200],
  ['"all roles"', withoutOpenId, '', ADMIN, 200],
  ['"all roles" and OpenID', forEver, '', OPENID, 200],
  ['"all roles" without OpenID', withoutOpenId, '', OPENID, 403],
  ['"all roles" that was narrowed', forEver, 'inventory:admin', ALL_ROLES, 403],
  ['"all roles" that was narrowed', forEver, 'inventory:admin', OPENID, 403],
  ['"all roles" that was narrowed', forEver, 'inventory:admin', inInventory({ allRoles: true }), 403],
  ['"all roles" that was narrowed', forEver, 'inventory:admin', inInventory({ allPermissions: true }), 403],
  ['"all roles" that was narrowed', forEver, 'inventory:admin', inOrganization({ allRoles: true }), 403],
  ['"all roles" that was narrowed', forEver, 'inventory:admin', ADMIN, 200],
  ['"all roles" that was narrowed to nothing', forEver, 'nothing', VIEWER, 403],
  ['"all roles" that was narrowed to nothing', forEver, 'nothing', {}, 200],
  ['a role', narrow, '', VIEWER, 200],
  ['a role', narrow, '', READ_NORTH, 200],
  // Held there only: "as far as it is held" would grow with a role that the creating one does not have.
  ['a role', narrow, '', READ, 403],
  ['a role', narrow, '', ADMIN, 403],
  ['a role', narrow, '', ALL_ROLES, 403],
  ['a role', narrow, '', inInventory({ allRoles: true }), 403],
  ['a role', narrow, '', BILLING, 403],
  ['a role', narrow, '', inOrganization({ roles: [{ name: 'org_owner' }] }), 403],
  ['a role', narrow, '', inOrganization({ permissions: [{ permissionId: 'members.read' }] }), 403],
  ['a role on one resource', north, '', WRITE_NORTH, 200],
  ['a role on one resource', north, '', ADMIN, 403],
  [
    'a role on one resource',
    north,
    '',
    inInventory({ roles: [{ name: 'inventory:admin', resource: 'south' }] }),
    403,
  ],
  ['a permission', reads, '', READ, 200],
  ['a permission', reads, '', VIEWER, 403],
  ['nothing', nothing, '', {}, 200],
  ['nothing', nothing, '', OPENID, 403],
  ['nothing', nothing, '', READ, 403],
]

suite('an access token with', () => {
  for (const [by, { value }, scope, asked, status] of ROWS) {
    const verb = status === 200 ? 'creates' : 'can not create'
    const wanted = JSON.stringify(asked)
      .replaceAll(inventory.id, 'inventory')
      .replaceAll(billing.id, 'billing')
    test(`${by} ${verb} ${wanted}`, async () => {
      const accessToken = await accessTokenFor(acme, value, { scope: scope && `administration ${scope}` })
      const answer = await create(accessToken, { allowedScopes: asked })
      assert.equal(answer.status, status, answer.text)
      if (status === 200) return
      assert.equal(answer.body.error, 'insufficient_scope')
      assert.match(answer.body.message, /^You can't give what you don't hold: /)
    })
  }
})

suite('the lifetime of a created API token', () => {
  const LIFETIMES: [string, { value: string }, unknown, 200 | 403][] = [
    ['never, from one that never expires', forEver, NEVER, 200],
    ['never, from one that expires', aDay, NEVER, 403],
    ['six months by default, from one that expires in a day', aDay, undefined, 403],
    ['a day, from one that expires in a day', aDay, DAY_SECONDS, 200],
    ['a minute more than a day, from one that expires in a day', aDay, DAY_SECONDS + 60, 403],
  ]
  for (const [what, { value }, refreshTokenTTL, status] of LIFETIMES) {
    test(`may ${status === 200 ? '' : 'not '}be ${what}`, async () => {
      const { status: answered, body } = await create(await accessTokenFor(acme, value), { refreshTokenTTL })
      assert.equal(answered, status)
      if (status === 403) assert.match(body.message, /expires no later than itself/)
    })
  }

  test('shrinks as the creating one grows old', async () => {
    acme.clock.now += DAY_MS / 2
    const accessToken = await accessTokenFor(acme, aDay.value)
    assert.equal((await create(accessToken, { refreshTokenTTL: DAY_SECONDS })).status, 403)
    assert.equal((await create(accessToken, { refreshTokenTTL: DAY_SECONDS / 2 })).status, 200)
    acme.clock.now -= DAY_MS / 2
  })
})

/** Everything that can be asked for, one by one. */
const WISHES = {
  generalScopes: ['openid', 'all_roles'],
  organizationScopes: [
    { allRoles: true },
    { allPermissions: true },
    ...['org_owner', 'org_member', 'developer'].map((name) => ({ roles: [{ name }] })),
    { permissions: [{ permissionId: 'members.read' }] },
  ],
  servicesScopes: [null, 'north', 'south'].flatMap((resource) => [
    ...['inventory:viewer', 'inventory:admin'].map((name) => inInventory({ roles: [{ name, resource }] })),
    ...['inventory:item.read', 'inventory:item.write'].map((permissionId) =>
      inInventory({ permissions: [{ permissionId, resources: resource === null ? [] : [resource] }] }),
    ),
    inInventory({ allRoles: true }),
    inInventory({ allPermissions: true }),
    BILLING,
  ]),
}
const asked = fc.oneof(
  fc.constantFrom(...WISHES.servicesScopes),
  fc.constantFrom(...WISHES.organizationScopes).map(inOrganization),
  fc.record({
    generalScopes: fc.subarray(WISHES.generalScopes),
    organizationScopes: fc.option(fc.constantFrom(...WISHES.organizationScopes)),
    servicesScopes: fc
      .subarray(WISHES.servicesScopes, { maxLength: 3 })
      .map((services) => services.flatMap(({ servicesScopes }) => servicesScopes)),
  }),
)

test('no created API token ever does more than its creator did then or would do later', async () => {
  const creators = [forEver, withoutOpenId, narrow, north, reads].map(({ value }) => value)
  const scopes = ['', '', 'inventory:viewer', 'inventory:item.read', 'org_owner billing:clerk'].map(
    (scope) => scope && `administration ${scope}`,
  )
  const perms = async (value: string, scope = '') =>
    claimsOf(await accessTokenFor(acme, value, { scope }))['perms'] as string[]

  const made: { value: string; creator: string; scope: string; then: string[]; can: string[] }[] = []
  let refused = 0
  const property = fc.asyncProperty(
    asked,
    fc.constantFrom(...creators),
    fc.constantFrom(...scopes),
    async (allowedScopes, creator, scope) => {
      const accessToken = await accessTokenFor(acme, creator, { scope })
      const then = claimsOf(accessToken)['perms'] as string[]
      const { status, body } = await create(accessToken, { allowedScopes })
      if (status !== 200) return void (refused += 1)
      const can = await perms(body.token)
      for (const perm of can) assert.ok(isWithin(then, perm), perm)
      made.push({ value: body.token, creator, scope, then, can })
    },
  )
  await fc.assert(property, { numRuns: 120 })

  await give(owner, 'developer')
  await give(owner, 'inventory:viewer', inventory, { resource: 'south' })
  await give(owner, 'inventory:viewer', inventory)
  for (const { value, creator, scope, then } of made) {
    const bound = [...then, ...(await perms(creator, scope))]
    for (const perm of await perms(value)) assert.ok(isWithin(bound, perm), perm)
  }
  const powerful = made.filter(({ can }) => can.length > 0)
  assert.ok(refused > 10 && powerful.length > 10, `${refused} refused, ${powerful.length} made`)
})
