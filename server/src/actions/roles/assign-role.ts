/** Gives a member a role, for good or until an instant, or takes it away. Both count from the next exchange on. */
import { isOrganizationRole } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleAssignment } from '../../store/roles/roles-store.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'

export type Assignment = Omit<RoleAssignment, 'createdAt'>
type AssignNeeds = Pick<Needs, 'store' | 'now'>

export async function assignRole({ store, now }: AssignNeeds, assignment: Assignment): Promise<void> {
  const { organizationId, userId, serviceId, name, resource } = assignment
  const at = now()
  if ((await store.organizations.findMember(organizationId, userId)) === undefined)
    throw new Refusal('not_found')
  if (serviceId === null) {
    const isSound = isOrganizationRole(name) && resource === null
    if (!isSound)
      throw new Refusal('request_invalid', {
        detail: `${name} is no organization role, or is bound to a resource.`,
      })
  } else {
    if (resource === '') {
      throw new Refusal('request_invalid', {
        detail: 'The resource has no name. Leave it out to give the role on every resource.',
      })
    }
    const service = await store.services.find(organizationId, serviceId)
    if (!service?.roles.some((role) => role.name === name)) throw new Refusal('not_found')
  }
  await store.change(async (tx) => {
    await tx.roles.assign({ ...assignment, createdAt: at })
    return { result: undefined, events: [roleEvent(at, 'csp__assign_role', assignment)] }
  })
}

export function removeRole(
  { store, now }: AssignNeeds,
  assignment: Omit<Assignment, 'endsAt'>,
): Promise<void> {
  return store.change(async (tx) => {
    if (!(await tx.roles.remove(assignment.organizationId, assignment.userId, assignment)))
      throw new Refusal('not_found')
    return {
      result: undefined,
      events: [roleEvent(now(), 'csp__remove_role', { ...assignment, endsAt: null })],
    }
  })
}

const roleEvent = (
  at: number,
  name: 'csp__assign_role' | 'csp__remove_role',
  { organizationId, userId, name: role, serviceId, resource, endsAt }: Assignment,
) =>
  auditEvent(at, null, name, {
    organizationId,
    target: { type: 'user', id: userId },
    details: { role, serviceId, resource, endsAt },
  })
