/** Things to put into a store, each with ids of its own, so that tests can share a database. */
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { DAY_MS } from '../../domain/instant.ts'
import type { Organization } from '../../domain/organization.ts'
import type { Service } from '../../domain/service.ts'
import type { Session } from '../../domain/session.ts'
import type { SigningKey } from '../../domain/signing-key.ts'
import type { User } from '../../domain/user.ts'
import type { NewApiToken, NewSecret } from '../api-tokens/api-tokens-store.ts'
import type { RoleAssignment } from '../roles/roles-store.ts'
import type { Store } from '../store.ts'
import { change } from './database.ts'

export const NOW = Date.UTC(2026, 2, 14, 12)

let made = 0
const unique = (noun: string): string => `${noun}-${String(++made).padStart(6, '0')}`

/** Never twice the same. */
export const newHash = (): Uint8Array => {
  const hash = new Uint8Array(32).fill(0xff)
  new DataView(hash.buffer).setUint32(0, ++made)
  return hash
}

export const newUser = (more: Partial<User> = {}): User => {
  const id = unique('user')
  return {
    id,
    domain: 'acme.example',
    username: id,
    email: `${id}@acme.example`,
    isEmailVerified: false,
    firstName: 'Max',
    lastName: 'Example',
    createdAt: NOW,
    deactivatedAt: null,
    ...more,
  }
}

export const newOrganization = (more: Partial<Organization> = {}): Organization => {
  const id = unique('organization')
  return {
    id,
    name: id,
    displayName: id,
    tokensMayAdminister: false,
    suspendedAt: null,
    isHome: false,
    createdAt: NOW,
    ...more,
  }
}

export const newService = (organizationId: string, more: Partial<Service> = {}): Service => {
  const id = unique('service')
  return {
    id,
    organizationId,
    name: id,
    displayName: id,
    description: null,
    permissions: [
      { name: 'inventory:item.write', description: 'Change items' },
      { name: 'inventory:item.read', description: 'See items' },
    ],
    roles: [
      { name: 'inventory:viewer', displayName: 'Viewer', permissions: ['inventory:item.read'] },
      {
        name: 'inventory:admin',
        displayName: 'Administrator',
        permissions: ['inventory:item.write', 'inventory:item.read'],
      },
    ],
    createdAt: NOW,
    ...more,
  }
}

export type Owner = { readonly organizationId: string; readonly userId: string }

export const newAssignment = (owner: Owner, more: Partial<RoleAssignment> = {}): RoleAssignment => ({
  ...owner,
  serviceId: null,
  name: 'org_member',
  resource: null,
  startsAt: null,
  endsAt: null,
  createdAt: NOW,
  ...more,
})

export const newSecret = (more: Partial<NewSecret> = {}): NewSecret => ({
  id: unique('s').replace('-', '00000'),
  hash: newHash(),
  hashKeyId: 'pepper-1',
  createdAt: NOW,
  ...more,
})

export const newApiToken = (owner: Owner, more: Partial<NewApiToken> = {}): NewApiToken => {
  const id = unique('token')
  return {
    id,
    ...owner,
    name: id,
    description: null,
    allowedScopes: NO_SCOPES,
    parentId: null,
    bounds: [],
    lifetime: { amount: 6, unit: 'months' },
    reminderDays: 7,
    createdAt: NOW,
    expiresAt: NOW + 180 * DAY_MS,
    ...more,
  }
}

export const newSession = (userId: string, more: Partial<Session> = {}): Session => ({
  id: unique('session'),
  userId,
  createdAt: NOW,
  authenticatedAt: NOW,
  lastSeenAt: NOW,
  address: '192.0.2.1',
  userAgent: 'Browser',
  ...more,
})

export const newSigningKey = (more: Partial<SigningKey> = {}): SigningKey => ({
  id: unique('key'),
  algorithm: 'ES256',
  purpose: 'tokens',
  state: 'next',
  publicJwk: { kty: 'EC', alg: 'ES256' },
  sealedPrivateKey: newHash(),
  createdAt: NOW,
  activatedAt: null,
  retiredAt: null,
  ...more,
})

export const newEvent = (more: Partial<AuditEvent> = {}): AuditEvent => ({
  id: unique('event'),
  at: NOW,
  name: 'csp__generate_api_token',
  organizationId: null,
  userId: null,
  sessionId: null,
  apiTokenId: null,
  target: null,
  origin: null,
  details: {},
  ...more,
})

/** A person in an organization, by default a new one. */
export async function addMember(
  store: Store,
  more: { user?: Partial<User>; organizationId?: string } = {},
): Promise<Owner & { readonly user: User }> {
  const user = newUser(more.user)
  const organizationId = await change(store, async (tx) => {
    const organization = newOrganization()
    if (more.organizationId === undefined) await tx.organizations.insert(organization)
    await tx.users.insert(user, 'password hash')
    await tx.organizations.addMember(more.organizationId ?? organization.id, user.id, NOW)
    return more.organizationId ?? organization.id
  })
  return { organizationId, userId: user.id, user }
}

export const addApiToken = (
  store: Store,
  { organizationId, userId }: Owner,
  more: Partial<NewApiToken> = {},
  secret: Partial<NewSecret> = {},
): Promise<ApiToken> =>
  change(store, (tx) => tx.apiTokens.insert(newApiToken({ organizationId, userId }, more), newSecret(secret)))
