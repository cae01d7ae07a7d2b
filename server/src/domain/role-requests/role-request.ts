/**
 * A member asks for a role for a time, and somebody who may give it decides. Two clocks: how long the request waits, and
 * how long what it gives lasts, which begins with the approval.
 */
import type { Lifetime } from '../api-tokens/lifetime.ts'
import type { AskedRole } from '../assigning.ts'
import type { Instant } from '../instant.ts'

export type RequestedRole = Pick<AskedRole, 'serviceId' | 'name' | 'resource'>

export type Decision = 'granted' | 'refused' | 'withdrawn'

export type RoleRequest = {
  readonly id: string
  readonly organizationId: string
  readonly userId: string
  readonly role: RequestedRole
  readonly reason: string
  /** For how long it is asked; null for ever. */
  readonly lifetime: Lifetime | null
  readonly createdAt: Instant
  readonly waitsUntil: Instant
  readonly decision: Decision | null
  readonly decidedAt: Instant | null
  readonly decidedBy: string | null
  readonly decisionReason: string | null
  /** Null for ever, and for what was not granted. */
  readonly grantedUntil: Instant | null
  /** When what was granted was given back or taken away before its time. */
  readonly endedAt: Instant | null
  readonly endedBy: string | null
}

/** With what there is to read about it. */
export type ListedRoleRequest = {
  readonly request: RoleRequest
  readonly asker: {
    readonly id: string
    readonly username: string
    readonly firstName: string
    readonly lastName: string
    readonly email: string
  }
  /** Whether the asker can act in the organization. */
  readonly isAskerActive: boolean
  readonly decider: string | null
  readonly ender: string | null
  /** Of the service, as people read it; null for an organization role and a custom one. */
  readonly serviceName: string | null
  /** As the service or the organization calls its role; null for the fixed roles. */
  readonly roleName: string | null
  /** Whether the assignment that it gave is there as it was given. */
  readonly isAssigned: boolean
}

export type RoleRequestState = 'waiting' | 'expired' | 'refused' | 'withdrawn' | 'granted' | 'ended'

export function stateOfRoleRequest(
  { request, isAssigned }: Pick<ListedRoleRequest, 'request' | 'isAssigned'>,
  now: Instant,
): RoleRequestState {
  const { decision, waitsUntil, grantedUntil } = request
  if (decision === null) return waitsUntil > now ? 'waiting' : 'expired'
  if (decision !== 'granted') return decision
  return isAssigned && (grantedUntil === null || grantedUntil > now) ? 'granted' : 'ended'
}
