/** Takes several people out of the organization, each by itself: who can't be removed keeps nobody else in it. */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { subjectOf } from '../../domain/user.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { removePerson } from './remove-person.ts'

/** As they were named. */
export type Removed = { readonly succeeded: readonly string[]; readonly failed: readonly string[] }

/** By id or user name. Oneself, which is leaving, comes last: nobody acts in an organization that they have left. */
export async function removePeople(
  needs: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  names: readonly string[],
): Promise<Removed> {
  const { id, username } = caller.user
  const own = [id, username.toLowerCase(), subjectOf(caller.user)]
  const isOwn = (name: string): boolean => own.includes(name) || own.includes(name.toLowerCase())
  if (!names.every(isOwn)) refuseWithout(caller, 'members.manage')
  const succeeded: string[] = []
  const failed: string[] = []
  for (const name of [...new Set(names)].toSorted((one, next) => Number(isOwn(one)) - Number(isOwn(next)))) {
    const isRemoved = await removed(needs, caller, isOwn(name) ? id : name)
    ;(isRemoved ? succeeded : failed).push(name)
  }
  return { succeeded, failed }
}

async function removed(needs: Pick<Needs, 'store' | 'now'>, caller: Caller, name: string): Promise<boolean> {
  const user = await needs.store.organizations.memberNamed(caller.organization.id, name)
  if (user === undefined) return false
  try {
    await removePerson(needs, caller, user.id)
    return true
  } catch (error) {
    // Who is not there, an owner for an administrator, the last owner. A database that is away is nobody's refusal.
    if (error instanceof Refusal && REFUSED.includes(error.status)) return false
    throw error
  }
}

const REFUSED: readonly number[] = [403, 404, 409]
