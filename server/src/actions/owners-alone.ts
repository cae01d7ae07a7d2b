/** Owners and platform operators are touched by owners alone, in whatever way. */
import { actsAsOwner } from '../domain/assigning.ts'
import type { Caller } from '../domain/caller.ts'
import type { Instant } from '../domain/instant.ts'
import { isOwnersAlone } from '../domain/person.ts'
import type { Reads } from '../store/store.ts'

export const OWNERS_ALONE =
  'This person is an owner of the organization or a platform operator. Ask another owner to do it.'

/** Of somebody whose roles were not read yet. Who becomes an owner later is one already. */
export async function isForOwnersAlone(
  { roles }: Pick<Reads, 'roles'>,
  { authority, organization }: Caller,
  userId: string,
  now: Instant,
): Promise<boolean> {
  if (actsAsOwner(authority)) return false
  const held = await roles.heldBy(userId, organization.id)
  return isOwnersAlone(held.filter(({ endsAt }) => endsAt === null || endsAt > now))
}
