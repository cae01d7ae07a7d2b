/** From domain to answer. The one place that decides what of a thing is shown. */
import type {
  ActiveSession,
  ApiToken,
  AuditEvent,
  CountedRefusal,
  GeneratedApiToken,
  Group,
  GroupMember,
  HeldRole,
  MadeOrganization,
  ManagedOrganization,
  MyRoles,
  NamedRole,
  Organization,
  Session,
  Usage,
  User,
} from '@countersign/api'
import { invitationLink } from '../../actions/invitations/send-invitation.ts'
import type { Settings } from '../../actions/needs.ts'
import type { MadeOrganization as MadeTenant } from '../../actions/organizations/make-organization.ts'
import type { OwnOrganization } from '../../actions/organizations/list-own-organizations.ts'
import type { MyRoles as Roles, DescribedRole } from '../../actions/roles/show-my-roles.ts'
import type { GeneratedApiToken as Generated } from '../../actions/api-tokens/generate-api-token.ts'
import { stateOf, type ApiToken as Token } from '../../domain/api-tokens/api-token.ts'
import { overlapNow, type LastUse } from '../../domain/api-tokens/overlap.ts'
import type { AuditEvent as Event } from '../../domain/audit-event.ts'
import type { SignedIn } from '../../domain/caller.ts'
import type { GatheredEvent } from '../../domain/gathered-event.ts'
import { toRfc3339, toRfc3339OrNull, type Instant } from '../../domain/instant.ts'
import type { ManagedOrganization as ManagedTenant } from '../../domain/organization.ts'
import { recentUntil, sessionEndsAt, type Session as Stay } from '../../domain/session.ts'
import type { GroupMember as Membership, ListedGroup } from '../../domain/listed-group.ts'
import type { Assigned } from '../../domain/held-role.ts'
import { organizationRole } from '../../domain/organization-roles.ts'
import type { User as Person } from '../../domain/user.ts'

export const presentUser = ({ id, username, email, firstName, lastName }: Person): User => ({
  id,
  username,
  email,
  firstName,
  lastName,
})

export const presentOrganization = ({ organization, permissions }: OwnOrganization): Organization => ({
  id: organization.id,
  name: organization.name,
  displayName: organization.displayName,
  tokensMayAdminister: organization.tokensMayAdminister,
  suspendedAt: toRfc3339OrNull(organization.suspendedAt),
  isHome: organization.isHome,
  permissions: [...permissions],
})

export const presentManagedOrganization = (organization: ManagedTenant): ManagedOrganization => ({
  id: organization.id,
  name: organization.name,
  displayName: organization.displayName,
  createdAt: toRfc3339(organization.createdAt),
  suspendedAt: toRfc3339OrNull(organization.suspendedAt),
  isHome: organization.isHome,
  memberCount: organization.memberCount,
  hasOwner: organization.hasOwner,
  invitedOwner: organization.invitedOwner && {
    email: organization.invitedOwner.email,
    expiresAt: toRfc3339(organization.invitedOwner.expiresAt),
    isMailed: organization.invitedOwner.isMailed,
  },
})

export const presentMadeOrganization = (
  made: MadeTenant,
  settings: Pick<Settings, 'issuer'>,
): MadeOrganization => ({
  ...presentManagedOrganization(made),
  ownerLink: made.ownerCode === null ? null : invitationLink(settings, made.ownerCode),
})

export const presentSession = (
  { user, session }: SignedIn,
  organizations: readonly OwnOrganization[],
  { version }: { readonly version: string },
): Session => ({
  user: presentUser(user),
  organizations: organizations.map(presentOrganization),
  signedInAt: toRfc3339(session.createdAt),
  endsAt: toRfc3339(sessionEndsAt(session)),
  recentUntil: toRfc3339(recentUntil(session)),
  version,
})

export const presentActiveSession = (session: Stay, current: Stay): ActiveSession => ({
  id: session.id,
  isCurrent: session.id === current.id,
  signedInAt: toRfc3339(session.createdAt),
  lastSeenAt: toRfc3339(session.lastSeenAt),
  address: session.address,
  userAgent: session.userAgent,
})

const presentLastUse = (use: LastUse | null): ApiToken['lastUse'] =>
  use === null ? null : { ...use, at: toRfc3339(use.at) }

function presentOverlap(token: Token, now: Instant): ApiToken['overlap'] {
  const overlap = overlapNow(token, now)
  if (overlap === null) return null
  const { endsAt, endsAtFirstUse, secretId, oldUse, presentUse } = overlap
  return {
    endsAt: toRfc3339(endsAt),
    endsAtFirstUse,
    old: { valueId: secretId, lastUse: presentLastUse(oldUse) },
    present: { lastUse: presentLastUse(presentUse) },
  }
}

/** What is true of an API token at this moment, and not stored with it. */
type Moment = { readonly now: Instant; readonly canDoNothing: boolean }

export const presentApiToken = (token: Token, { now, canDoNothing }: Moment): ApiToken => ({
  id: token.id,
  name: token.name,
  description: token.description,
  state: stateOf(token, now),
  scopes: token.allowedScopes as ApiToken['scopes'],
  madeWith: token.parentId,
  lifetime: token.lifetime,
  reminderDays: token.reminderDays,
  createdAt: toRfc3339(token.createdAt),
  regeneratedAt: toRfc3339OrNull(token.regeneratedAt),
  expiresAt: toRfc3339OrNull(token.expiresAt),
  revokedAt: toRfc3339OrNull(token.revokedAt),
  lastUse:
    token.lastUsedAt === null
      ? null
      : {
          at: toRfc3339(token.lastUsedAt),
          address: token.lastUsedAddress ?? '',
          userAgent: token.lastUsedUserAgent ?? '',
        },
  overlap: presentOverlap(token, now),
  seenInUrlAt: toRfc3339OrNull(token.seenInUrlAt),
  canDoNothing,
  valueId: token.secretId,
})

export const presentUsage = ({
  day,
  exchanges,
}: {
  day: Instant
  exchanges: number
}): Usage['days'][number] => ({
  day: toRfc3339(day).slice(0, 'yyyy-mm-dd'.length),
  exchanges,
})

export const presentGenerated = (value: Generated['value'], apiToken: ApiToken): GeneratedApiToken => ({
  value: value.reveal(),
  apiToken,
})

export const presentEvent = ({ id, at, name, userId, target, origin, details }: Event): AuditEvent => ({
  id,
  at: toRfc3339(at),
  name,
  userId,
  targetId: target?.id ?? null,
  address: origin?.address ?? null,
  userAgent: origin?.userAgent ?? null,
  details,
})

export const presentRefused = (refused: GatheredEvent): CountedRefusal => ({
  hour: toRfc3339(refused.hour),
  reason: refused.reason,
  times: refused.times,
  firstAt: toRfc3339(refused.firstAt),
  lastAt: toRfc3339(refused.lastAt),
  address: refused.address,
  userAgent: refused.userAgent,
})

const presentRole = ({ startsAt, endsAt, permissions, ...role }: DescribedRole): HeldRole => ({
  ...role,
  startsAt: toRfc3339OrNull(startsAt),
  endsAt: toRfc3339OrNull(endsAt),
  permissions: [...permissions],
})

export const presentAssignedRole = ({
  serviceId,
  name,
  resource,
  startsAt,
  endsAt,
}: Omit<Assigned, 'createdAt'>): NamedRole => ({
  serviceId,
  name,
  displayName: organizationRole(name)?.displayName ?? name,
  resource,
  startsAt: toRfc3339OrNull(startsAt),
  endsAt: toRfc3339OrNull(endsAt),
})

export const presentGroup = ({ createdAt, roles, ...group }: ListedGroup): Group => ({
  ...group,
  createdAt: toRfc3339(createdAt),
  roles: roles.map(presentAssignedRole),
})

export const presentGroupMember = ({ user, startsAt, endsAt, addedAt }: Membership): GroupMember => ({
  user: presentUser(user),
  startsAt: toRfc3339OrNull(startsAt),
  endsAt: toRfc3339OrNull(endsAt),
  addedAt: toRfc3339(addedAt),
})

export const presentMyRoles = ({ organizationRoles, services }: Roles): MyRoles => ({
  organizationRoles: organizationRoles.map(presentRole),
  services: services.map(({ roles, ...service }) => ({ ...service, roles: roles.map(presentRole) })),
})
