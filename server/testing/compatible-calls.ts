/**
 * Every route of the compatible API but the exchange, with a request that is as it must be: `${name}` stands for the id of
 * something that is there only then. Tests that walk the routes send it as one caller or another.
 */
import { COMPATIBLE } from './requests.ts'

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

export type CompatibleCall = {
  /** `GET /loggedin/user` */
  readonly name: string
  readonly method: string
  /** With `{name}` for parameters. */
  readonly path: string
  /** Its answer has the value of a new token in it. */
  readonly makesToken: boolean
  readonly needsCaller: boolean
  /** Who is answered well: an access token of a member for everything, or the owner's, which may administer. */
  readonly caller: 'wide' | 'admin'
  readonly body?: object
}

const call = (name: string, more: Partial<CompatibleCall> = {}): CompatibleCall => {
  const [method = '', path = ''] = name.split(' ')
  return {
    ...{ name, method, path: COMPATIBLE + path },
    ...{ makesToken: false, needsCaller: true, caller: 'wide' },
    ...more,
  }
}

/** What only those who look after the organization may do. */
const byAdmin = (name: string, more: Partial<CompatibleCall> = {}): CompatibleCall =>
  call(name, { caller: 'admin', ...more })

export const COMPATIBLE_CALLS: readonly CompatibleCall[] = [
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
  byAdmin('GET /orgs/{org}/oauth-apps'),
  byAdmin('POST /orgs/{org}/oauth-apps', { body: { displayName: 'Night run' }, makesToken: true }),
  byAdmin('GET /orgs/{org}/oauth-apps/{app}'),
  byAdmin('PATCH /orgs/{org}/oauth-apps/{app}', { body: { displayName: 'Day run' } }),
  byAdmin('DELETE /orgs/{org}/oauth-apps/{app}'),
  byAdmin('PUT /orgs/{org}/oauth-apps/{app}/secret', { makesToken: true }),
  byAdmin('POST /orgs/{org}/oauth-apps/{app}/secret', { makesToken: true }),
  call('GET /orgs/{org}/roles'),
  call('GET /orgs/{org}/roles/{role}'),
  call('GET /orgs/{org}/services'),
  call('GET /services/definitions/external/{service}'),
  byAdmin('GET /users/{user}'),
  call('GET /userinfo'),
  call('GET /auth/token/expand-overflow-claims'),
]

/** What stands for a parameter. */
export const PARAMS = {
  ...{ org: '${organizationId}', user: '${selfId}', role: 'org_member', service: '${inventoryId}' },
  ...{ person: '${userId}', group: '${groupId}', invitation: '${invitationId}' },
  app: '${appId}',
}
const QUERIES = [
  ['/users/search', 'userSearchTerm', 'max'],
  ['/groups-search', 'groupSearchTerm', 'shift'],
] as const

export const queryOf = ({ path }: Pick<CompatibleCall, 'path'>): [string, string][] =>
  QUERIES.filter(([end]) => path.endsWith(end)).map(([, name, value]) => [name, value])

/** As it is sent, where these are the ids. */
export function compatibleRequest(
  { method, path, body }: CompatibleCall,
  ids: Readonly<Record<string, string | undefined>>,
): { method: string; url: string; body?: Record<string, unknown> } {
  const fill = (text: string): string =>
    text.replaceAll(/\$\{(\w+)\}/g, (all, name: string) => ids[name] ?? all)
  const written = path.replaceAll(
    /\{(\w+)\}/g,
    (all, name: string) => PARAMS[name as keyof typeof PARAMS] ?? all,
  )
  const query = new URLSearchParams(queryOf({ path })).toString()
  const url = fill(written) + (query === '' ? '' : `?${query}`)
  return { method, url, ...(body && { body: JSON.parse(fill(JSON.stringify(body))) }) }
}
