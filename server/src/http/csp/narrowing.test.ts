/** `scope` and `allowed_resource_scope` can only take away: whatever is asked for, an exchange gives no more than without. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { accessTokenFor, AUTHORIZE, isWithin, tokenOf } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, claimsOf, COMPATIBLE, exchange, request } from '../../../testing/requests.ts'

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
// RFC 6749, section 3.3.
const anyName = fc.string({ unit: fc.constantFrom(...'!#+-/09:=?@AZ[]^_`az{|}~%') })
const scope = fc
  .array(fc.oneof(fc.constantFrom('openid', 'all_roles', '*', ...NAMES), perm, anyName), { maxLength: 6 })
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
  const OF_DEVELOPERS = ORGANIZATION_ROLES.developer.permissions.map((name) => `csp:${name}`)
  const EXAMPLES: [string, Narrowing, string[]][] = [
    ['a role by its name', { scope: 'developer' }, ['csp:developer', ...OF_DEVELOPERS]],
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
      OF_DEVELOPERS,
    ],
  ]
  for (const [what, asked, perms] of EXAMPLES) {
    test(`gives exactly ${what}`, async () => {
      assert.deepEqual((await exchanged(everything.value, asked)).perms.toSorted(), perms.toSorted())
    })
  }

  test('is also narrowed by a query or by JSON; an empty scope parameter is none', async () => {
    const whole = await exchanged(everything.value)
    const narrow = { organizationScopes: { roles: [{ name: 'developer' }] } }
    const requests = [
      request(acme, 'POST', `${AUTHORIZE}?scope=developer&refresh_token=${everything.value}`),
      request(acme, 'POST', AUTHORIZE, { body: { refresh_token: everything.value, scope: 'developer' } }),
      request(acme, 'POST', AUTHORIZE, {
        body: { refresh_token: everything.value, allowed_resource_scope: narrow },
      }),
      request(acme, 'POST', AUTHORIZE, {
        body: { refresh_token: everything.value, allowed_resource_scope: JSON.stringify(narrow) },
      }),
    ]
    for (const { body } of await Promise.all(requests)) assert.equal(body.scope, 'developer')
    const unnarrowed = await exchanged(everything.value, { scope: '' })
    assert.deepEqual(unnarrowed.perms, whole.perms)
  })

  const TWICE: [string, string, string][] = [
    ['scope=developer', 'scope=developer', 'developer'],
    ['scope=', 'scope=developer', 'developer'],
    ['scope=developer', 'scope=', 'developer'],
    ['', 'scope=developer', 'developer'],
    ['scope=+developer++openid+', '', 'openid developer'],
    ['scope=nothing', '', ''],
  ]
  for (const [inBody, inQuery, answered] of TWICE) {
    test(`is narrowed by "${inBody}" in the body and "${inQuery}" in the query to "${answered}"`, async () => {
      const url = `${AUTHORIZE}?${inQuery}`
      const payload = `refresh_token=${everything.value}&${inBody}`
      const response = await acme.app.server.inject({ method: 'POST', url, payload })
      assert.equal(response.json().scope, answered)
    })
  }
})

suite('a wish to narrow is refused, never passed over, when it is', () => {
  const TOKEN = everything.value
  const form = (rest: string, query = '') => ({ query, payload: `refresh_token=${TOKEN}&${rest}` })
  const json = (rest: string, query = '') => ({ query, payload: `{"refresh_token":"${TOKEN}",${rest}}` })
  const NOTHING = encodeURIComponent('{}')
  const roles = (text: string): string =>
    `"allowed_resource_scope":{"servicesScopes":[{"serviceDefinitionId":"${inventory.id}",${text}}]}`

  const UNREADABLE: Record<string, { query: string; payload: string }> = {
    'a scope twice': form('scope=developer&scope=org_owner'),
    'a scope twice, empty at first': form('scope=&scope=nothing'),
    'a scope twice, the same': form('scope=developer&scope=developer'),
    'a scope twice in the query': form('', 'scope=&scope=nothing'),
    'another scope in the query than in the body': form('scope=org_owner', 'scope=developer'),
    'another scope in the query than in JSON': json('"scope":"org_owner"', 'scope=developer'),
    'a scope of white space': form('scope=+'),
    'scopes separated by a tab': form('scope=developer%09org_owner'),
    'scopes separated by a line break': form('scope=developer%0Aorg_owner'),
    'scopes separated by a no-break space': form('scope=developer%C2%A0org_owner'),
    'a scope in quotes': form('scope=%22developer%22'),
    'a scope that is null': json('"scope":null'),
    'a scope that is a number': json('"scope":7'),
    'a scope that is false': json('"scope":false'),
    'a scope that is an array': json('"scope":["developer"]'),
    'a scope that is an object': json('"scope":{"name":"developer"}'),
    'a scope twice in JSON': json('"scope":"nothing","scope":""'),
    'a scope twice in JSON, once escaped': json('"scope":"nothing","\\u0073cope":""'),
    'a scope in other letters': form('Scope=developer'),
    'a scope as an array of a form': form('scope[]=developer'),
    'a scope as a numbered array of a form': form('scope%5B0%5D=developer'),
    'a scope behind an escaped ampersand': form('x=y&amp;scope=developer'),
    'a scope with a space in its name': form('scope+=developer'),
    'in capitals in the query': form('', 'ALLOWED_RESOURCE_SCOPE=%7B%7D'),
    'an allowed_resource_scope that is empty': form('allowed_resource_scope='),
    'an allowed_resource_scope without a value': form('allowed_resource_scope'),
    'an allowed_resource_scope that is empty in JSON': json('"allowed_resource_scope":""'),
    'an allowed_resource_scope that is null': json('"allowed_resource_scope":null'),
    'an allowed_resource_scope that is null as text': form('allowed_resource_scope=null'),
    'an allowed_resource_scope that is an array': form('allowed_resource_scope=[]'),
    'an allowed_resource_scope that is a string': form('allowed_resource_scope=%22openid%22'),
    'an allowed_resource_scope that is a number': json('"allowed_resource_scope":7'),
    'an allowed_resource_scope that is true': json('"allowed_resource_scope":true'),
    'an allowed_resource_scope that is no JSON': form('allowed_resource_scope=not+json'),
    'an allowed_resource_scope twice': form(`allowed_resource_scope=${NOTHING}&allowed_resource_scope=`),
    'an allowed_resource_scope twice in the query': form(
      '',
      `allowed_resource_scope=${NOTHING}&allowed_resource_scope=${NOTHING}`,
    ),
    'another allowed_resource_scope in the query': form(
      'allowed_resource_scope=%7B%22generalScopes%22%3A[%22all_roles%22]%7D',
      `allowed_resource_scope=${NOTHING}`,
    ),
    'an allowed_resource_scope with a member twice': form(
      'allowed_resource_scope=%7B%22generalScopes%22%3A[],%22generalScopes%22%3A[%22all_roles%22]%7D',
    ),
    'general scopes that are no list': json('"allowed_resource_scope":{"generalScopes":"openid"}'),
    'a service without an id': json('"allowed_resource_scope":{"servicesScopes":[{}]}'),
    'a role on an empty resource': json(roles('"roles":[{"name":"inventory:viewer","resource":""}]')),
    'a role on a resource that is no text': json(roles('"roles":[{"name":"inventory:viewer","resource":7}]')),
    'a role on a resource twice': json(
      roles('"roles":[{"name":"inventory:viewer","resource":"south","resource":null}]'),
    ),
    'a role without a name': json(roles('"roles":[{"name":"","resource":null}]')),
    'a permission on an empty resource': json(
      roles('"permissions":[{"permissionId":"inventory:item.read","resources":[""]}]'),
    ),
    'a permission on a resource that is null': json(
      roles('"permissions":[{"permissionId":"inventory:item.read","resources":[null]}]'),
    ),
    'a permission on resources that are no list': json(
      roles('"permissions":[{"permissionId":"inventory:item.read","resources":"south"}]'),
    ),
    'a permission without a name': json(roles('"permissions":[{"permissionId":"","resources":[]}]')),
    'in a body of several parts': {
      query: `refresh_token=${TOKEN}`,
      payload: '--b\r\nContent-Disposition: form-data; name="scope"\r\n\r\ndeveloper\r\n--b--',
    },
  }

  for (const [what, { query, payload }] of Object.entries(UNREADABLE)) {
    test(what, async () => {
      const url = `${AUTHORIZE}?${query}`
      const response = await acme.app.server.inject({ method: 'POST', url, payload })
      const { error, message } = response.json()
      assert.equal(response.statusCode, 400, response.body)
      assert.ok(['invalid_scope', 'invalid_request'].includes(error), error)
      assert.match(message, /\.$/)
      assert.ok(!response.body.includes('invalid_grant'))
    })
  }

  test('and the same requests without it are answered', async () => {
    for (const { query, payload } of [form(''), json('"source":"x"'), form('scopes=x', 'myscope=y')]) {
      const response = await acme.app.server.inject({ method: 'POST', url: `${AUTHORIZE}?${query}`, payload })
      assert.equal(response.statusCode, 200, response.body)
    }
  })
})

test('an API token is not created by a body that names a member twice, or binds a role to an empty resource', async () => {
  const headers = await sessionOf(acme, owner)
  const scopes = { allRoles: true, administration: true }
  const accessToken = await accessTokenFor(acme, (await tokenOf(acme, 'olivia', { scopes })).value)
  const role = (resource: string): string => `{"name":"inventory:viewer","resource":${resource}}`
  const BODIES = (services: string, id: string, name: string): string[] => [
    `{"${name}":"x","${services}":{"generalScopes":[]},"${services}":{"generalScopes":["all_roles"]}}`,
    ...['""', '"south","resource":null'].map(
      (resource) => `{"${name}":"x","${services}":{${id}"roles":[${role(resource)}]}]}}`,
    ),
  ]
  const own = BODIES('scopes', `"services":[{"serviceId":"${inventory.id}",`, 'name')
  const compatible = BODIES(
    'allowedScopes',
    `"servicesScopes":[{"serviceDefinitionId":"${inventory.id}",`,
    'tokenName',
  )
  for (const payload of own) {
    const response = await acme.app.server.inject({
      method: 'POST',
      url: apiTokensPath(acme),
      payload,
      headers: { ...headers, 'content-type': 'application/json' },
    })
    assert.equal(response.statusCode, 400, payload)
  }
  for (const payload of compatible) {
    const response = await acme.app.server.inject({
      method: 'POST',
      url: `${COMPATIBLE}/loggedin/user/orgs/${acme.organization.id}/api-tokens`,
      payload,
      headers: { 'csp-auth-token': accessToken },
    })
    assert.equal(response.statusCode, 400, payload)
  }
})
