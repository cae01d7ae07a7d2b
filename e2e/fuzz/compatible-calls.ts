/** Every route of the compatible API but the exchange, and requests for them: good ones, and with anything wrong in them. */
import fc from 'fast-check'
import { COMPATIBLE } from '../../server/testing/requests.ts'
import type { Callable } from './described.ts'
import { headerText, nastyHeaders, nastySegment, nastyText, nastyValue } from './junk.ts'
import { MANGLINGS, type Mangling } from './manglings.ts'
import type { Plan } from './plans.ts'
import { spoiltValue } from './spoilt-values.ts'
import { CALLERS, type CallerKind } from './visits.ts'

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

const ROLES = {
  organizationRoles: [{ name: 'developer', resource: null, expiresAt: null }],
  serviceRoles: [
    { serviceDefinitionId: '${inventoryId}', serviceRoles: [{ name: 'inventory:viewer', resource: 'r1' }] },
  ],
}
const INVITED = {
  usernames: ['ivy@acme.example'],
  organizationRoles: ROLES.organizationRoles,
  serviceRolesDtos: [
    {
      serviceDefinitionLink: `${COMPATIBLE}/services/definitions/external/\${inventoryId}`,
      serviceRoleNames: ['inventory:viewer'],
    },
  ],
  skipNotify: true,
}
const CHANGED = {
  organizationRoles: { rolesToAdd: [{ name: 'developer' }], rolesToRemove: ['support_user'] },
  serviceRoles: [
    {
      serviceDefinitionId: '${inventoryId}',
      rolesToAdd: [{ name: 'inventory:viewer', resource: 'r1' }],
      rolesToRemove: [],
    },
  ],
}

export type Call = Callable & {
  readonly needsCaller: boolean
  /** Who is answered well. */
  readonly caller: CallerKind
  readonly body?: object
}

const call = (name: string, more: Partial<Call> = {}): Call => {
  const [method = '', path = ''] = name.split(' ')
  return {
    ...{ name, method, path: COMPATIBLE + path },
    ...{ makesToken: false, needsCaller: true, caller: 'wide' },
    ...more,
  }
}

/** What only those who look after the organization may do. */
const byAdmin = (name: string, more: Partial<Call> = {}): Call => call(name, { caller: 'admin', ...more })

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
  byAdmin('GET /v2/orgs/{org}/users'),
  byAdmin('GET /orgs/{org}/users/search'),
  byAdmin('PATCH /v2/orgs/{org}/users/{person}/roles', { body: CHANGED }),
  byAdmin('DELETE /v2/orgs/{org}/users', { body: { ids: ['${userId}'] } }),
  byAdmin('GET /orgs/{org}/invitations'),
  byAdmin('POST /orgs/{org}/invitations', { body: INVITED, makesToken: true }),
  byAdmin('GET /orgs/{org}/invitations/{invitation}'),
  byAdmin('DELETE /orgs/{org}/invitations/{invitation}'),
  byAdmin('GET /orgs/{org}/groups'),
  byAdmin('POST /orgs/{org}/groups', { body: { displayName: 'Night shift', description: '', ...ROLES } }),
  byAdmin('GET /orgs/{org}/groups-search'),
  byAdmin('GET /orgs/{org}/groups/{group}'),
  byAdmin('PATCH /orgs/{org}/groups/{group}', { body: { displayName: 'Day shift', ...CHANGED } }),
  byAdmin('DELETE /orgs/{org}/groups/{group}'),
  byAdmin('GET /orgs/{org}/groups/{group}/users'),
  byAdmin('POST /orgs/{org}/groups/{group}/users', { body: { notifyUsers: false, usernamesToAdd: ['max'] } }),
  byAdmin('DELETE /orgs/{org}/groups/{group}/users', { body: { ids: ['${userId}'] } }),
  call('GET /orgs/{org}/roles'),
  call('GET /orgs/{org}/roles/{role}'),
  call('GET /orgs/{org}/services'),
  call('GET /services/definitions/external/{service}'),
  byAdmin('GET /users/{user}'),
  call('GET /userinfo'),
  call('GET /auth/token/expand-overflow-claims'),
]

export const goodCall = ({ path, caller, body }: Call): Plan => ({
  caller,
  carriedIn: 'both',
  params: PARAMS,
  query: QUERIES.filter(([end]) => path.endsWith(end)).map(([, name, value]) => [name, value]),
  headers: body ? { 'content-type': 'application/json' } : {},
  body,
  mangling: 'none',
})

const PARAMS = {
  ...{ org: '${organizationId}', user: '${selfId}', role: 'org_member', service: '${inventoryId}' },
  ...{ person: '${userId}', group: '${groupId}', invitation: '${invitationId}' },
}
const QUERIES = [
  ['/users/search', 'userSearchTerm', 'max'],
  ['/groups-search', 'groupSearchTerm', 'shift'],
] as const

const mostly = <Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: other, weight: 1 })

const QUERY_NAMES = [
  'expand',
  'format',
  'pageStart',
  'pageLimit',
  'userSearchTerm',
  'groupSearchTerm',
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
      person: mostly(PARAMS.person, fc.oneof(fc.constantFrom('${selfId}', 'me'), nastySegment)),
      group: mostly(PARAMS.group, nastySegment),
      invitation: mostly(PARAMS.invitation, nastySegment),
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
