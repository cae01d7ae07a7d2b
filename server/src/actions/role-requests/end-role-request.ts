/** Takes a request back while it waits; and ends what one gave, by whoever asked or by somebody who may give it. */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { refuseDecided } from './role-request-words.ts'
import { findRoleRequest, seenAs, type SeenRoleRequest } from './seen-role-request.ts'

type EndNeeds = Pick<Needs, 'store' | 'now'>

export function withdrawRoleRequest(
  { store, now }: EndNeeds,
  caller: Caller,
  id: string,
): Promise<SeenRoleRequest> {
  const at = now()
  const { id: organizationId } = caller.organization
  return store.change(async (tx) => {
    await tx.organizations.lock(organizationId)
    const { seen } = await findRoleRequest(tx, caller, id, at)
    if (!seen.isOwn)
      throw new Refusal('forbidden', {
        detail: 'Only whoever asked takes a request back. Refuse it instead, and say why.',
      })
    if (seen.state !== 'waiting') refuseDecided(seen)
    const decided = {
      decision: 'withdrawn',
      at,
      by: caller.user.id,
      reason: null,
      grantedUntil: null,
    } as const
    await tx.roleRequests.decide(organizationId, id, decided)
    const event = auditEvent(at, caller, 'csp__withdraw_role_request', {
      target: { type: 'role_request', id },
      details: { role: seen.request.role.name },
    })
    return { result: seenAs(caller, (await tx.roleRequests.find(organizationId, id))!, at), events: [event] }
  })
}

/** It counts from the next exchange on. */
export function endRequestedRole(
  { store, now }: EndNeeds,
  caller: Caller,
  id: string,
): Promise<SeenRoleRequest> {
  const at = now()
  const { id: organizationId } = caller.organization
  return store.change(async (tx) => {
    await tx.organizations.lock(organizationId)
    const { seen } = await findRoleRequest(tx, caller, id, at)
    const { userId, role } = seen.request
    if (seen.state !== 'granted')
      throw new Refusal('not_possible', {
        detail:
          'It gives no role now: it was not granted, has ended, or what it gave was changed or taken away since. See the roles of the person.',
      })
    await tx.roleRequests.end(organizationId, id, caller.user.id, at)
    await tx.roles.remove(organizationId, userId, role)
    const { serviceId, name, resource } = role
    const details = { username: seen.asker.username, role: name, serviceId, resource }
    const events = [
      auditEvent(at, caller, 'csp__end_requested_role', { target: { type: 'role_request', id }, details }),
      auditEvent(at, caller, 'csp__remove_role', { target: { type: 'user', id: userId }, details }),
    ]
    return { result: seenAs(caller, (await tx.roleRequests.find(organizationId, id))!, at), events }
  })
}
