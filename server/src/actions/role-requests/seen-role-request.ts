/** One request, for who asked and for who may decide it; for anybody else it is not there. */
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import {
  stateOfRoleRequest,
  type ListedRoleRequest,
  type RoleRequestState,
} from '../../domain/role-requests/role-request.ts'
import type { Reads } from '../../store/store.ts'
import { deciderOf, mayDecide, type Decider } from './deciders.ts'

export type SeenRoleRequest = ListedRoleRequest & {
  readonly state: RoleRequestState
  readonly isOwn: boolean
  readonly mayDecide: boolean
  /** Give back, or take away, what it gave. */
  readonly mayEnd: boolean
}

/** Who may see it and did not ask may decide it. */
export function seenAs(caller: Caller, listed: ListedRoleRequest, now: Instant): SeenRoleRequest {
  const state = stateOfRoleRequest(listed, now)
  const isOwn = listed.request.userId === caller.user.id
  return {
    ...{ ...listed, state, isOwn },
    mayDecide: !isOwn && listed.isAskerActive && state === 'waiting',
    mayEnd: state === 'granted',
  }
}

export type Found = {
  readonly seen: SeenRoleRequest
  /** Undefined for one's own. */
  readonly decider: Decider | undefined
  readonly askerHolds: readonly HeldRole[]
}

/** @throws {Refusal} `not_found` */
export async function findRoleRequest(
  reads: Pick<Reads, 'roleRequests' | 'roles' | 'organizations'>,
  caller: Caller,
  id: string,
  now: Instant,
): Promise<Found> {
  const listed = await reads.roleRequests.find(caller.organization.id, id)
  if (listed === undefined) throw nothingHere()
  const seen = seenAs(caller, listed, now)
  if (seen.isOwn) return { seen, decider: undefined, askerHolds: [] }
  const decider = await deciderOf(reads, caller, now)
  const askerHolds = await reads.roles.heldBy(listed.request.userId, caller.organization.id)
  if (mayDecide(decider, askerHolds, listed.request.role, now)) return { seen, decider, askerHolds }
  throw nothingHere()
}

const nothingHere = (): Refusal =>
  new Refusal('not_found', {
    detail:
      'There is no such request, or it is not yours and you can’t give what it asks for. Check that you are signed in as the right person.',
  })
