/** From a session cookie to the person; from the person to what they may do in one of their organizations. */
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import type { Origin } from '../../domain/audit-event.ts'
import type { Caller, SignedIn } from '../../domain/caller.ts'
import { MINUTE_MS } from '../../domain/instant.ts'
import type { Organization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { effectiveScope } from '../../domain/scope.ts'
import { isOver } from '../../domain/session.ts'
import type { Needs } from '../needs.ts'

export async function authenticateSession(
  { store, keyedHash, now }: Pick<Needs, 'store' | 'keyedHash' | 'now'>,
  cookie: string | undefined,
  origin: Origin,
): Promise<SignedIn> {
  if (cookie === undefined) throw new Refusal('unauthenticated')
  const found = await findSession({ store, keyedHash, now }, cookie)
  const at = now()
  if (found === undefined) {
    throw new Refusal('unauthenticated', { detail: 'The session has ended. Sign in again.' })
  }
  const isStale = at - found.session.lastSeenAt >= MINUTE_MS
  if (isStale) await store.touchSession(found.session.id, at)
  return { ...found, session: isStale ? { ...found.session, lastSeenAt: at } : found.session, origin }
}

/** The session that a cookie opens now, as it is: nobody has been let in, and its idle end stays where it was. */
export async function findSession(
  { store, keyedHash, now }: Pick<Needs, 'store' | 'keyedHash' | 'now'>,
  cookie: string | undefined,
): Promise<Pick<SignedIn, 'user' | 'session'> | undefined> {
  if (cookie === undefined) return undefined
  const found = await store.sessions.findByHash(keyedHash.hashOf('session', cookie))
  const isOpen = found !== undefined && !isOver(found.session, now()) && found.user.deactivatedAt === null
  return isOpen ? found : undefined
}

const organizationSuspended = ({ displayName }: Organization): string =>
  `${displayName} is suspended: nobody can act in it, and none of its API tokens is exchanged. A platform operator of this installation can reopen it; until then choose another organization.`

/** An organization the person is no member of answers as one that does not exist. */
export async function enterOrganization(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  { user, session, origin }: SignedIn,
  organizationId: string,
): Promise<Caller> {
  const organization = await store.organizations.findForMember(organizationId, user.id)
  if (organization === undefined) throw new Refusal('not_found')
  if (organization.suspendedAt !== null)
    throw new Refusal('organization_suspended', { detail: organizationSuspended(organization) })
  const { grants } = effectiveScope(EVERY_SCOPE, await store.roles.heldBy(user.id, organizationId), now())
  const authority = {
    allowed: EVERY_SCOPE,
    bounds: [],
    isNarrowed: false,
    openId: true,
    administration: true,
    grants,
    expiresAt: null,
  }
  return { user, organization, authority, session, apiTokenId: null, contextId: null, origin }
}
