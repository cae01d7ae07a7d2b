/** Keeps a person from acting in the organization, or lets them again: their API tokens wait meanwhile, and none is lost. */
import type { Caller } from '../../domain/caller.ts'
import type { Person } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import { keepingOwners } from '../last-owner.ts'
import type { Needs } from '../needs.ts'
import { findPerson, findToTouch, personEvent } from './touched-person.ts'

const NOT_ONESELF =
  'Nobody disables themselves. Ask another owner or administrator, or leave the organization.'

export async function setDisabled(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  userId: string,
  isDisabled: boolean,
): Promise<Person> {
  const at = now()
  const organizationId = caller.organization.id
  const { user } = await findToTouch(store, caller, userId, at)
  if (user.id === caller.user.id) throw new Refusal('forbidden', { detail: NOT_ONESELF })
  await store.change(async (tx) => {
    const isChanged = await keepingOwners(tx, organizationId, at, () =>
      isDisabled ? tx.people.disable(organizationId, userId, at) : tx.people.enable(organizationId, userId),
    )
    if (isDisabled) await tx.roleRequests.withdrawAll(organizationId, userId, caller.user.id, at)
    const event = isDisabled ? 'csp__disable_member' : 'csp__enable_member'
    return { result: undefined, events: isChanged ? [personEvent(at, caller, event, user)] : [] }
  })
  return findPerson(store, caller, userId, now())
}
