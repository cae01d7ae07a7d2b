/**
 * Who may let somebody choose a new password: an owner, for a person who belongs to no other organization, since the
 * account opens all of them; for anybody else only a platform operator. It must hold when the link is used, too.
 */
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import { isOwner } from '../../domain/assigning.ts'
import { permits } from '../../domain/authority.ts'
import { heldAt } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { Reads } from '../../store/store.ts'

type ResetReads = Pick<Reads, 'users' | 'organizations' | 'roles' | 'passwordResets'>

export async function mayReset(
  reads: ResetReads,
  requesterId: string,
  userId: string,
  now: Instant,
): Promise<boolean> {
  const requester = await reads.users.find(requesterId)
  if (requester === undefined || requester.deactivatedAt !== null) return false
  const own = await reads.organizations.listForMember(requesterId)
  const home = own.find(({ isHome }) => isHome)
  if (home !== undefined && (await operates(reads, requesterId, home.id, now))) return true
  if ((await reads.passwordResets.countMemberships(userId)) !== 1) return false
  const [only] = await reads.organizations.listForMember(userId)
  if (only === undefined || !own.some(({ id }) => id === only.id)) return false
  // Who looks after all organizations is no single owner's.
  if (only.isHome && (await operates(reads, userId, only.id, now))) return false
  return isOwner(heldAt(await reads.roles.heldBy(requesterId, only.id), now))
}

const operates = async (
  { roles }: Pick<Reads, 'roles'>,
  userId: string,
  homeId: string,
  now: Instant,
): Promise<boolean> =>
  permits(effectiveScope(EVERY_SCOPE, await roles.heldBy(userId, homeId), now), 'organizations.manage')
