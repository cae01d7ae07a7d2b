/** Refuses to give what the caller may not: the one door of everything that gives anybody a role. */
import { mayGive, type AskedRole } from '../../domain/assigning.ts'
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Needs } from '../needs.ts'

export function refuseUnlessManaging({ authority }: Caller): void {
  if (permits(authority, 'members.manage')) return
  throw new Refusal('forbidden', {
    detail: 'This needs the permission members.manage. Ask an organization owner or administrator.',
  })
}

/** @throws {Refusal} `forbidden`, naming the roles that are not the caller's to give */
export async function refuseGivingMore(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  roles: readonly AskedRole[],
): Promise<void> {
  refuseUnlessManaging(caller)
  const held = await store.roles.heldBy(caller.user.id, caller.organization.id)
  const giver = { authority: caller.authority, held, now: now() }
  const exceeding = roles.filter((role) => !mayGive(giver, role)).map(({ name }) => name)
  if (exceeding.length === 0) return
  throw new Refusal('forbidden', {
    detail: `You can't give what you don't hold yourself, nor for longer: ${exceeding.slice(0, 10).join(', ')}. Ask an organization owner.`,
  })
}
