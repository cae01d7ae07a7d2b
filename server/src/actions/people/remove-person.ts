/**
 * Takes a person out of the organization, or lets them leave. Their API tokens there are revoked first, so that none
 * comes back with them. With very many it takes several changes: cut off half-way, the person is disabled, and asked
 * again it ends the rest.
 */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { apiTokenEvent } from '../audit.ts'
import { keepingOwners } from '../last-owner.ts'
import type { Needs } from '../needs.ts'
import { findPerson, findToTouch, personEvent } from './touched-person.ts'

const TOKENS_PER_CHANGE = 200

export async function removePerson(
  { store, now }: Pick<Needs, 'store' | 'now'>,
  caller: Caller,
  userId: string,
): Promise<void> {
  const at = now()
  const isLeaving = userId === caller.user.id
  const { user } = await (isLeaving ? findPerson : findToTouch)(store, caller, userId, at)
  const owner = { organizationId: caller.organization.id, userId }
  const reason = isLeaving ? 'left_organization' : 'removed_from_organization'
  for (let isOut = false, count = 0; !isOut;) {
    const revoked = await store.change(async (tx) => {
      const part = await keepingOwners(tx, owner.organizationId, at, async () => {
        await tx.apiTokens.takeTurn(owner)
        const ids = await tx.apiTokens.revokeAll(owner, at, TOKENS_PER_CHANGE)
        const isLast = ids.length < TOKENS_PER_CHANGE
        const isDone = isLast
          ? await tx.organizations.removeMember(owner.organizationId, userId)
          : await tx.people.disable(owner.organizationId, userId, at)
        if (isLast && !isDone) throw new Refusal('not_found', { detail: GONE })
        return { ids, isLast, isDone }
      })
      const { ids, isLast, isDone } = part
      const events = ids.map((id) =>
        apiTokenEvent(at, caller, 'csp__revoke_api_token', id, { username: user.username, reason }),
      )
      if (!isLast && isDone) events.push(personEvent(at, caller, 'csp__disable_member', user, { reason }))
      if (isLast) {
        const name = isLeaving ? 'csp__leave_organization' : 'csp__remove_member'
        events.push(personEvent(at, caller, name, user, { apiTokens: count + ids.length }))
      }
      return { result: part, events }
    })
    count += revoked.ids.length
    isOut = revoked.isLast
  }
}

const GONE = 'Somebody else removed this person at the same time.'
