/** `scope` and `allowed_resource_scope` can only take away: whatever is asked for, an exchange gives no more than without. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { AUTHORIZE, isWithin, tokenOf } from '../../../testing/compatible.ts'
import { claimsOf, exchange, request } from '../../../testing/requests.ts'

const acme = await openAcme({ after })
const { owner, inventory, billing, give } = acme
await give(owner, 'inventory:viewer', inventory, { resource: 'north' })
await give(owner, 'developer')

const everything = await tokenOf(acme, 'olivia', { scopes: { allRoles: true, openId: true } })
const some = await tokenOf(acme, 'olivia', {
  scopes: {
    organization: { roles: [{ name: 'developer' }] },
    services: [
      { serviceId: inventory.id, roles: [{ name: 'inventory:admin', resource: 'south' }] },
      {
        serviceId: billing.id,
        permissions: [{ name: 'billing:invoice.read', resources: ['2027', 'north'] }],
      },
    ],
  },
})

type Narrowing = { readonly scope?: string; readonly allowed_resource_scope?: string }

async function exchanged(value: string, narrowing: Narrowing = {}) {
  const { status, body, text } = await exchange(acme, value, narrowing)
  assert.equal(status, 200, text)
  const { perms, aud, scope } = claimsOf(body.access_token) as {
    perms: string[]
    aud: string | string[]
    scope: string
  }
  assert.equal(scope, body.scope)
  return { perms, aud: [aud].flat(), names: scope.split(' ').filter(Boolean), hasIdToken: 'id_token' in body }
}

const NOBODY = `${PUBLIC_URL}/none`

const NAMES = [
  'org_owner',
  'org_member',
  'developer',
  'members.read',
  'organization.read',
  'inventory:viewer',
]
  .concat([
    'inventory:admin',
    'inventory:item.read',
    'inventory:item.write',
    'billing:clerk',
    'billing:invoice.read',
  ])
  .concat(['billing:invoice.pay', 'support_user', 'nothing', '__proto__'])
const RESOURCES = ['north', 'south', '2027', 'east']
const SERVICES = [inventory.id, billing.id, 'none']

const perm = fc
  .tuple(fc.constantFrom(...SERVICES), fc.constantFrom(...NAMES), fc.option(fc.constantFrom(...RESOURCES)))
  .map(([service, name, resource]) => `external/${service}/${resource === null ? '' : `${resource}/`}${name}`)
const scope = fc
  .array(fc.oneof(fc.constantFrom('openid', 'all_roles', '*', ...NAMES), perm, fc.string()), { maxLength: 6 })
  .map((names) => names.join(' '))
  .filter((names) => names.trim() !== '')

const selection = fc.record(
  {
    allRoles: fc.boolean(),
    allPermissions: fc.boolean(),
    roles: fc.array(
      fc.record({ name: fc.constantFrom(...NAMES), resource: fc.option(fc.constantFrom(...RESOURCES)) }),
      { maxLength: 3 },
    ),
    permissions: fc.array(
      fc.record({ permissionId: fc.constantFrom(...NAMES), resources: fc.subarray(RESOURCES) }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
)
const allowedResourceScope = fc
  .record(
    {
      generalScopes: fc.subarray(['openid', 'all_roles', 'something']),
      organizationScopes: fc.option(selection),
      servicesScopes: fc.array(
        fc
          .tuple(fc.constantFrom(...SERVICES), selection)
          .map(([serviceDefinitionId, chosen]) => ({ serviceDefinitionId, ...chosen })),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.stringify(value))

const narrowing: fc.Arbitrary<Narrowing> = fc.oneof(
  fc.record({ scope }),
  fc.record({ allowed_resource_scope: allowedResourceScope }),
  fc.record({ scope, allowed_resource_scope: allowedResourceScope }),
)

suite('a narrowed exchange', () => {
  for (const [name, { value }] of Object.entries({ everything, some })) {
    test(`gives nothing that the API token would not give without narrowing (${name})`, async () => {
      const whole = await exchanged(value)
      const sizes = new Set<number>()
      const property = fc.asyncProperty(narrowing, async (asked) => {
        const narrowed = await exchanged(value, asked)
        sizes.add(narrowed.perms.length)
        for (const each of narrowed.perms) assert.ok(isWithin(whole.perms, each), each)
        for (const service of narrowed.aud) assert.ok(service === NOBODY || whole.aud.includes(service))
        // A role that is narrowed away may leave single permissions, which are then named one by one.
        for (const each of narrowed.names) {
          assert.ok(whole.names.includes(each) || whole.perms.some((own) => own.endsWith(each)), each)
        }
        assert.ok(whole.hasIdToken || !narrowed.hasIdToken)
        if (asked.scope === undefined || asked.allowed_resource_scope === undefined) return
        for (const one of [
          { scope: asked.scope },
          { allowed_resource_scope: asked.allowed_resource_scope },
        ]) {
          const { perms } = await exchanged(value, one)
          for (const each of narrowed.perms) assert.ok(isWithin(perms, each), each)
        }
      })
      await fc.assert(property, { numRuns: 80 })
      assert.ok(sizes.has(0) && sizes.size > 3, `saw only ${[...sizes].join()}`)
    })
  }

  test('asked for the scope it was answered, gives the same again', async () => {
    for (const { value } of [everything, some]) {
      const whole = await exchanged(value)
      const again = await exchanged(value, { scope: whole.names.join(' ') })
      assert.deepEqual(again.perms.toSorted(), whole.perms.toSorted())
      assert.equal(again.hasIdToken, whole.hasIdToken)
    }
  })

  const inBilling = (name: string) => `external/${billing.id}/${name}`
  const EXAMPLES: [string, Narrowing, string[]][] = [
    [
      'a role by its name',
      { scope: 'developer' },
      ['csp:developer', 'csp:organization.read', 'csp:services.read'],
    ],
    ['a permission by its name', { scope: 'members.read' }, ['csp:members.read']],
    [
      'a role as perms write it',
      { scope: inBilling('billing:clerk') },
      ['billing:clerk', 'billing:invoice.pay', 'billing:invoice.read'].map(inBilling),
    ],
    [
      'a permission of a service on one resource',
      {
        allowed_resource_scope: JSON.stringify({
          servicesScopes: [
            {
              serviceDefinitionId: billing.id,
              permissions: [{ permissionId: 'billing:invoice.pay', resources: ['2027'] }],
            },
          ],
        }),
      },
      [inBilling('2027/billing:invoice.pay')],
    ],
    ['what is not held', { scope: 'support_user nothing' }, []],
    ['an empty allowed_resource_scope', { allowed_resource_scope: '{}' }, []],
    [
      'both, of which nothing is shared',
      {
        scope: 'developer',
        allowed_resource_scope: '{"organizationScopes":{"roles":[{"name":"org_owner"}]}}',
      },
      ['csp:organization.read', 'csp:services.read'],
    ],
  ]
  for (const [what, asked, perms] of EXAMPLES) {
    test(`gives exactly ${what}`, async () => {
      assert.deepEqual((await exchanged(everything.value, asked)).perms.toSorted(), perms.toSorted())
    })
  }

  test('is also narrowed by a query or by JSON; an empty parameter is none', async () => {
    const whole = await exchanged(everything.value)
    const narrow = { organizationScopes: { roles: [{ name: 'developer' }] } }
    const requests = [
      request(acme, 'POST', `${AUTHORIZE}?scope=developer&refresh_token=${everything.value}`),
      request(acme, 'POST', AUTHORIZE, { body: { refresh_token: everything.value, scope: 'developer' } }),
      request(acme, 'POST', AUTHORIZE, {
        body: { refresh_token: everything.value, allowed_resource_scope: narrow },
      }),
    ]
    for (const { body } of await Promise.all(requests)) assert.equal(body.scope, 'developer')
    const unnarrowed = await exchanged(everything.value, { scope: '', allowed_resource_scope: '' })
    assert.deepEqual(unnarrowed.perms, whole.perms)
  })

  const TWICE: [string, string, string][] = [
    ['scope=developer', 'scope=org_owner', 'developer'],
    ['scope=', 'scope=developer', 'developer'],
    ['', 'scope=developer', 'developer'],
  ]
  for (const [inBody, inQuery, answered] of TWICE) {
    test(`is narrowed by "${inBody}" in the body and "${inQuery}" in the query to ${answered}`, async () => {
      const url = `${AUTHORIZE}?${inQuery}`
      const payload = `refresh_token=${everything.value}&${inBody}`
      const response = await acme.app.server.inject({ method: 'POST', url, payload })
      assert.equal(response.json().scope, answered)
    })
  }

  for (const wrong of [['developer'], { name: 'developer' }, 7, false]) {
    test(`is refused when scope is ${JSON.stringify(wrong)}, rather than not narrowed`, async () => {
      const asked = { refresh_token: everything.value, scope: wrong }
      const { status, body } = await request(acme, 'POST', AUTHORIZE, { body: asked })
      assert.deepEqual([status, body.message], [400, 'scope must be names, separated by spaces.'])
    })
  }

  const WRONG = ['[]', '"openid"', 'not json', '{"generalScopes":"openid"}', '{"servicesScopes":[{}]}']
  for (const wrong of WRONG) {
    test(`is refused when allowed_resource_scope is ${wrong}`, async () => {
      const { status, body } = await exchange(acme, everything.value, { allowed_resource_scope: wrong })
      assert.equal(status, 400)
      assert.notEqual(body.message, '')
    })
  }
})
