/** Every route of the compatible API but the exchange, and requests for them: good ones, and with anything wrong in them. */
import fc from 'fast-check'
import { COMPATIBLE } from '../../server/testing/requests.ts'
import type { Callable } from './described.ts'
import { headerText, nastyHeaders, nastySegment, nastyText, nastyValue } from './junk.ts'
import { MANGLINGS, type Mangling } from './manglings.ts'
import type { Plan } from './plans.ts'
import { spoiltValue } from './spoilt-values.ts'
import { CALLERS } from './visits.ts'

export const ALLOWED_SCOPES = {
  generalScopes: ['openid'],
  organizationScopes: {
    allRoles: false,
    allPermissions: false,
    roles: [{ name: 'org_member', resource: null }],
    permissions: [],
  },
  servicesScopes: [
    {
      serviceDefinitionId: '${inventoryId}',
      allRoles: false,
      roles: [{ name: 'inventory:viewer', resource: 'r1' }],
      permissions: [{ permissionId: 'inventory:item.read', resources: ['r1', 'r2'] }],
    },
  ],
}
const NEW_TOKEN = {
  tokenName: 'CI',
  refreshTokenTTL: 3_600,
  notifyBeforeExpiry: 7,
  allowedScopes: ALLOWED_SCOPES,
}

export type Call = Callable & { readonly needsCaller: boolean; readonly body?: object }

const call = (name: string, more: Partial<Call> = {}): Call => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method, path: COMPATIBLE + path, makesToken: false, needsCaller: true, ...more }
}

export const CALLS: readonly Call[] = [
  call('POST /auth/api-tokens/details', { needsCaller: false, body: { tokenValue: '${apiTokenValue}' } }),
  call('GET /auth/token-public-key', { needsCaller: false }),
  call('GET /.well-known/openid-configuration', { needsCaller: false }),
  call('GET /auth/.well-known/openid-configuration', { needsCaller: false }),
  call('POST /auth/logout', { body: {} }),
  call('GET /loggedin/user'),
  call('GET /loggedin/user/orgs'),
  call('GET /v2/loggedin/user/orgs'),
  call('GET /loggedin/user/default-org'),
  call('GET /loggedin/user/orgs/{org}/info'),
  call('GET /loggedin/user/orgs/{org}/roles'),
  call('GET /loggedin/user/orgs/{org}/service-roles'),
  call('GET /loggedin/user/orgs/{org}/groups'),
  call('POST /loggedin/user/orgs/{org}/api-tokens', { body: NEW_TOKEN, makesToken: true }),
  call('DELETE /users/{user}/orgs/{org}/api-tokens'),
  call('GET /orgs/{org}'),
  call('GET /v2/orgs/{org}/users'),
  call('GET /orgs/{org}/users/search'),
  call('GET /orgs/{org}/roles/{role}'),
  call('GET /services/definitions/external/{service}'),
  call('GET /users/{user}'),
  call('GET /userinfo'),
  call('GET /auth/token/expand-overflow-claims'),
]

export const goodCall = ({ name, body }: Call): Plan => ({
  caller: /\/users/.test(name) && name.startsWith('GET') ? 'admin' : 'wide',
  carriedIn: 'both',
  params: { org: '${organizationId}', user: '${selfId}', role: 'org_member', service: '${inventoryId}' },
  query: name.endsWith('/search') ? [['userSearchTerm', 'max']] : [],
  headers: body ? { 'content-type': 'application/json' } : {},
  body,
  mangling: 'none',
})

const mostly = <Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: other, weight: 1 })

const QUERY_NAMES = [
  'expand',
  'format',
  'pageStart',
  'pageLimit',
  'userSearchTerm',
  'serviceDefinitionLink',
  'serviceDefinitionId',
  'x',
]
const queryPair = fc.tuple(
  fc.oneof(fc.constantFrom(...QUERY_NAMES), nastySegment),
  fc.oneof(
    fc.constantFrom('1', '0', '201', '-1', '1e3', 'jwks', '%', 'max', '_', '%25', 'a'.repeat(101)),
    nastySegment,
  ),
)

export function anyCall(wanted: Call): fc.Arbitrary<Plan> {
  const good = goodCall(wanted)
  const spoilt = wanted.body ? spoiltValue(wanted.body) : nastyValue
  return fc.record({
    caller: mostly(good.caller, fc.constantFrom(...CALLERS)),
    carriedIn: fc.constantFrom('csp-auth-token' as const, 'authorization' as const, 'both' as const),
    params: fc.record({
      org: mostly('${organizationId}', fc.oneof(fc.constant('${otherOrganizationId}'), nastySegment)),
      user: mostly('${selfId}', fc.oneof(fc.constantFrom('local:${selfId}', 'me'), nastySegment)),
      role: mostly('org_member', nastySegment),
      service: mostly('${inventoryId}', nastySegment),
    }),
    query: fc.array(queryPair, { maxLength: 3 }).map((pairs) => [...good.query, ...pairs]),
    headers: fc
      .tuple(nastyHeaders, mostly({}, fc.record({ authorization: headerText })), headerText)
      .map(([headers, credentials, type]): Record<string, string> => ({
        ...headers,
        ...credentials,
        'content-type': type,
      })),
    body: fc.oneof(fc.constant(wanted.body), spoilt, spoilt, nastyText),
    mangling: mostly('none', fc.constantFrom(...(Object.keys(MANGLINGS) as Mangling[]))),
  })
}
