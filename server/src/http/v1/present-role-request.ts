/** A request for a role as who asked and who may decide see it. */
import type { RoleRequest } from '@countersign/api'
import type { SeenRoleRequest } from '../../actions/role-requests/seen-role-request.ts'
import { toRfc3339, toRfc3339OrNull } from '../../domain/instant.ts'
import { organizationRole } from '../../domain/organization-roles.ts'

export function presentRoleRequest(seen: SeenRoleRequest): RoleRequest {
  const { request, asker, state, isOwn, mayDecide, mayEnd } = seen
  const { id, username, firstName, lastName } = asker
  return {
    ...{ id: request.id, state, ...request.role, serviceName: seen.serviceName },
    displayName: seen.roleName ?? organizationRole(request.role.name)?.displayName ?? request.role.name,
    asker: { id, username, firstName, lastName },
    ...{ reason: request.reason, lifetime: request.lifetime },
    askedAt: toRfc3339(request.createdAt),
    waitsUntil: toRfc3339(request.waitsUntil),
    decidedAt: toRfc3339OrNull(request.decidedAt),
    decidedBy: seen.decider,
    decisionReason: request.decisionReason,
    grantedUntil: toRfc3339OrNull(request.grantedUntil),
    endedAt: toRfc3339OrNull(request.endedAt),
    endedBy: seen.ender,
    ...{ isOwn, mayDecide, mayEnd },
  }
}
