/** Gives a member a role, for good or until an instant, or takes it away. Both count from the next exchange on. */
import type { Instant } from '../../domain/instant.ts'
import { isOrganizationRole } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleAssignment } from '../../store/roles/roles-store.ts'
import { auditEvent } from '../audit.ts'
import { keepingOwners } from '../last-owner.ts'
import type { Needs } from '../needs.ts'
import { refuseUnsoundRole } from './sound-role.ts'

export type Assignment = Omit<RoleAssignment, 'createdAt' | 'startsAt'> & {
  /** Left out: from now on. */
  readonly startsAt?: Instant | null
}
type AssignNeeds = Pick<Needs, 'store' | 'now'>

export async function assignRole({ store, now }: AssignNeeds, assignment: Assignment): Promise<void> {
  const { organizationId, userId, serviceId, name, resource } = assignment
  const at = now()
  const [organization, member] = await Promise.all([
    store.organizations.find(organizationId),
    store.organizations.findMember(organizationId, userId),
  ])
  if (organization === undefined || member === undefined) throw new Refusal('not_found')
  if (serviceId === null && !isOrganizationRole(name))
    throw new Refusal('role_invalid', { detail: `${name} is no organization role.` })
  await refuseUnsoundRole({ store }, organization, userId, { serviceId, name, resource })
  await store.change(async (tx) => {
    await tx.roles.assign({ startsAt: null, ...assignment, createdAt: at })
    return { result: undefined, events: [roleEvent(at, 'csp__assign_role', assignment)] }
  })
}

export function removeRole(
  { store, now }: AssignNeeds,
  assignment: Omit<Assignment, 'startsAt' | 'endsAt'>,
): Promise<void> {
  const { organizationId, userId } = assignment
  return store.change(async (tx) => {
    const isRemoved = await keepingOwners(tx, organizationId, now(), () =>
      tx.roles.remove(organizationId, userId, assignment),
    )
    if (!isRemoved) throw new Refusal('not_found')
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
