/** A request that is as it must be, for each route: tests that walk the routes send it as one caller or another. */
import { PASSWORD } from './acme.ts'
import type { ThingsToManage } from './things-to-manage.ts'

/** Unless it is told, something that is not there. */
export type Ids = {
  readonly organizationId: string
  readonly apiTokenId: string
  readonly sessionId: string
  /** The present value of the API token, unless it does not matter. */
  readonly valueId?: string
} & Partial<ThingsToManage>
type Body = { readonly [name: string]: unknown }

const SERVICES = '/api/v1/organizations/:organizationId/services'
const API_TOKENS = '/api/v1/organizations/:organizationId/api-tokens'
const PERSON = '/api/v1/organizations/:organizationId/people/:userId'

const MANAGED = '/api/v1/organizations/:organizationId/organizations'

const ROLE_REQUESTS = '/api/v1/organizations/:organizationId/role-requests'
const GROUPS = '/api/v1/organizations/:organizationId/groups'

const OAUTH_APPS = '/api/v1/organizations/:organizationId/oauth-apps'

const EVENT_STREAMS = '/api/v1/organizations/:organizationId/event-streams'

const CUSTOM_ROLES = '/api/v1/organizations/:organizationId/custom-roles'

/** Nobody's. */
const UNKNOWN: Readonly<Record<string, string>> = {
  roleName: 'no-such-role',
  groupId: '00000000-0000-4000-8000-000000000000',
  invitationId: '00000000-0000-4000-8000-000000000000',
  requestId: '00000000-0000-4000-8000-000000000000',
  managedId: '00000000-0000-4000-8000-000000000000',
  userId: '00000000-0000-4000-8000-000000000000',
  serviceId: '00000000-0000-4000-8000-000000000000',
  appId: 'app-unknown',
  secretId: 'unknown00000',
  streamId: '00000000-0000-4000-8000-000000000000',
}

/** Of what everybody holds for good in these tests, so that whoever may define roles may define this one. */
const customRole = ({ inventoryId = UNKNOWN['serviceId'] }: Ids) => ({
  displayName: 'Reader',
  services: [{ serviceId: inventoryId, permissions: ['inventory:item.read'] }],
})

const machineNamed = (name: string) => ({ name, authentication: 'secret', scopes: {} })

const BODIES: Readonly<Record<string, (ids: Ids) => Body>> = {
  'POST /api/v1/installation': () => ({
    setupCode: 'x',
    organizationName: 'Other',
    username: 'eve',
    email: 'eve@acme.example',
    firstName: 'Eve',
    lastName: 'Example',
    password: PASSWORD,
  }),
  'POST /api/v1/session': () => ({ username: 'max', password: PASSWORD }),
  'POST /api/v1/session/reauthentication': () => ({ password: PASSWORD }),
  'PATCH /api/v1/account': () => ({ firstName: 'Max', lastName: 'Example' }),
  'PATCH /api/v1/account/mail': () => ({ reminders: false }),
  'PUT /api/v1/account/password': () => ({ currentPassword: PASSWORD, newPassword: PASSWORD }),
  'POST /api/v1/api-tokens/revocation': () => ({ value: 'unknown' }),
  'POST /api/v1/leaks': () => ({ values: ['unknown'] }),
  'PATCH /api/v1/organizations/:organizationId': () => ({ displayName: 'Acme Works' }),
  [`POST ${MANAGED}`]: () => ({ displayName: 'Initech' }),
  [`POST ${MANAGED}/:managedId/owner-invitation`]: () => ({ email: 'olga@acme.example' }),
  [`PATCH ${MANAGED}/:managedId`]: () => ({ displayName: 'Globex International' }),
  'POST /api/v1/organizations/:organizationId/invitations': () => ({ emails: ['ivy@acme.example'] }),
  'POST /api/v1/invitations/look': ({ invitationCode = 'unknown' }) => ({ code: invitationCode }),
  'POST /api/v1/invitations/acceptance': ({ invitationCode = 'unknown' }) => ({
    ...{ code: invitationCode, firstName: 'Ivy', lastName: 'Example', password: PASSWORD },
  }),
  'POST /api/v1/invitations/acceptance/signed-in': ({ invitationCode = 'unknown' }) => ({
    ...{ code: invitationCode, acceptAs: true },
  }),
  'POST /api/v1/password-resets': () => ({ account: 'max' }),
  'POST /api/v1/password-resets/look': ({ resetCode = 'unknown' }) => ({ code: resetCode }),
  'POST /api/v1/password-resets/use': ({ resetCode = 'unknown' }) => ({
    code: resetCode,
    password: PASSWORD,
  }),
  'PATCH /api/v1/organizations/:organizationId/policies': () => ({ tokensMayAdminister: true }),
  [`PATCH ${PERSON}`]: () => ({ isDisabled: true }),
  [`POST ${PERSON}/roles`]: () => ({ serviceId: null, name: 'developer' }),
  [`PUT ${PERSON}/roles`]: () => ({ serviceId: null, name: 'org_member' }),
  [`POST ${PERSON}/roles/removals`]: () => ({ serviceId: null, name: 'org_member' }),
  [`POST ${ROLE_REQUESTS}`]: () => ({ name: 'billing_read_only', lifetime: null, reason: 'To build' }),
  [`POST ${ROLE_REQUESTS}/:requestId/approval`]: () => ({}),
  [`POST ${ROLE_REQUESTS}/:requestId/refusal`]: () => ({ reason: 'Not needed' }),
  [`POST ${GROUPS}`]: () => ({ displayName: 'Night shift' }),
  [`PUT ${GROUPS}/:groupId`]: () => ({ displayName: 'Day shift' }),
  [`POST ${GROUPS}/:groupId/members`]: () => ({ members: ['max'] }),
  [`PUT ${GROUPS}/:groupId/roles`]: () => ({ name: 'developer' }),
  [`POST ${GROUPS}/:groupId/preview`]: () => ({}),
  [`POST ${GROUPS}/:groupId/roles/removal`]: () => ({ name: 'developer' }),
  [`POST ${CUSTOM_ROLES}`]: (ids) => ({ name: 'reader', ...customRole(ids) }),
  [`PUT ${CUSTOM_ROLES}/:roleName`]: customRole,
  [`POST ${CUSTOM_ROLES}/:roleName/preview`]: () => ({ services: null }),
  [`POST ${SERVICES}`]: () => ({ name: 'wiki', displayName: 'Wiki', roles: [], permissions: [] }),
  [`PUT ${SERVICES}/:serviceId`]: () => ({ displayName: 'Wiki', roles: [], permissions: [] }),
  [`POST ${SERVICES}/:serviceId/preview`]: () => ({ definition: null }),
  [`PUT ${SERVICES}/:serviceId/offers`]: () => ({ toAll: false, organizationIds: [] }),
  [`POST ${SERVICES}/:serviceId/offers/preview`]: () => ({ toAll: false, organizationIds: [] }),
  [`PUT ${EVENT_STREAMS}/:streamId/state`]: () => ({ state: 'paused' }),
  [`POST ${SERVICES}/:serviceId/feed-tokens`]: () => ({ name: 'Warehouse' }),
  [`POST ${SERVICES}/added`]: ({ offeredId = UNKNOWN['serviceId'] }) => ({ serviceId: offeredId }),
  [`POST ${OAUTH_APPS}`]: () => ({ kind: 'machine', ...machineNamed('Nightly') }),
  [`POST ${OAUTH_APPS}/added`]: ({ sharedAppId = UNKNOWN['appId'] }) => ({ id: sharedAppId }),
  [`PUT ${OAUTH_APPS}/:appId`]: () => machineNamed('Hourly'),
  [`PATCH ${OAUTH_APPS}/:appId`]: () => ({ isDeactivated: true }),
  [`POST ${OAUTH_APPS}/:appId/secrets`]: () => ({ name: 'Second' }),
  [`POST ${OAUTH_APPS}/:appId/secrets/:secretId/end`]: () => ({}),
  [`PUT ${OAUTH_APPS}/:appId/roles`]: () => ({ name: 'developer' }),
  [`POST ${OAUTH_APPS}/:appId/roles/removal`]: () => ({ name: 'developer' }),
  [`POST ${API_TOKENS}`]: () => ({ name: 'CI', scopes: { allRoles: true } }),
  [`POST ${API_TOKENS}/preview`]: () => ({ scopes: { allRoles: true } }),
  [`PATCH ${API_TOKENS}/:apiTokenId`]: () => ({ name: 'CD' }),
  [`POST ${API_TOKENS}/:apiTokenId/value`]: () => ({}),
  [`POST ${API_TOKENS}/revocations`]: ({ apiTokenId }) => ({ ids: [apiTokenId] }),
}

/** What a parameter is the id of: one and the same thing is not both added and one's own, or granted and to be decided. */
export function idOf(path: string, parameter: string): string {
  if (path.includes('/services/added/') && parameter === 'serviceId') return 'addedId'
  if (path.includes('/connected-apps/') && parameter === 'appId') return 'connectedAppId'
  if (path.includes('/oauth-apps/added/') && parameter === 'appId') return 'addedAppId'
  if (path.endsWith('/withdrawal') && parameter === 'requestId') return 'ownRequestId'
  if (path.endsWith('/role') && parameter === 'requestId') return 'grantedRequestId'
  return parameter
}

/** The URL and, where there is one, the body. */
export function sampleRequest(method: string, path: string, ids: Ids): { url: string; body?: Body } {
  const url = path.replaceAll(
    /:(\w+)/g,
    (_, name: string) => ids[idOf(path, name) as keyof Ids] ?? UNKNOWN[name] ?? 'AbCdEfGhIjKl',
  )
  const body = BODIES[`${method} ${path}`]?.(ids)
  return { url, ...(body && { body }) }
}
