/** What is said about a request, in mails and when something can't be done with it. */
import { instantInWords } from '../../domain/mail/composed-mail.ts'
import { organizationRole } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ListedRoleRequest, RequestedRole } from '../../domain/role-requests/role-request.ts'
import type { Settings } from '../needs.ts'

export const requestLink = (
  { issuer }: Pick<Settings, 'issuer'>,
  { organizationId, id }: { readonly organizationId: string; readonly id: string },
): string => `${issuer}/o/${organizationId}/requests/${id}`

export function roleInWords(
  { name, resource }: RequestedRole,
  { serviceName, roleName }: Pick<ListedRoleRequest, 'serviceName' | 'roleName'>,
): string {
  const role = roleName ?? organizationRole(name)?.displayName ?? name
  const ofService = serviceName === null ? role : `${role} (${serviceName})`
  return resource === null ? ofService : `${ofService} on ${resource}`
}

const WHAT_WAS_DONE = { granted: 'granted', refused: 'refused', withdrawn: 'withdrew' } as const

/** @throws {Refusal} always: who was first, and when */
export function refuseDecided({ request, decider }: ListedRoleRequest): never {
  const { decision, decidedAt } = request
  if (decision === null || decidedAt === null)
    throw new Refusal('not_possible', {
      detail: `The request waited until ${instantInWords(request.waitsUntil)} and is over. The role can be asked for again at once.`,
    })
  throw new Refusal('conflict', {
    detail: `${decider ?? 'Somebody who is gone'} ${WHAT_WAS_DONE[decision]} it on ${instantInWords(decidedAt)}. It is decided once.`,
  })
}
