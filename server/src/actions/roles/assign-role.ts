/** Gives a member a role, for good or until an instant, or takes it away. Both count from the next exchange on. */
import { MOST_GRANTS } from '../../domain/grants.ts'
import type { Instant } from '../../domain/instant.ts'
import { existsIn } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { RoleAssignment } from '../../store/roles/roles-store.ts'
import { auditEvent } from '../audit.ts'
import { keepingOwners } from '../last-owner.ts'
import { refuseTokenStrings } from '../kept-text.ts'
import type { Needs } from '../needs.ts'

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
  if (serviceId === null) {
    const isSound = existsIn(name, organization) && resource === null
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
    if (resource !== null) refuseTokenStrings(resource, 'resource')
    const service = await store.services.find(organizationId, serviceId)
    const role = service?.roles.find((each) => each.name === name)
    if (role === undefined) throw new Refusal('not_found')
    refuseTooManyRights([...(await store.roles.heldBy(userId, organizationId)), role])
  }
  await store.change(async (tx) => {
    await tx.roles.assign({ startsAt: null, ...assignment, createdAt: at })
    return { result: undefined, events: [roleEvent(at, 'csp__assign_role', assignment)] }
  })
}

/** Each exchange reads and carries all of them. */
function refuseTooManyRights(roles: readonly { readonly permissions: readonly string[] }[]): void {
  const rights = roles.reduce((sum, { permissions }) => sum + 1 + permissions.length, 0)
  if (rights <= MOST_GRANTS) return
  throw new Refusal('request_invalid', {
    detail: `One person can hold ${MOST_GRANTS} rights in an organization: roles, and the permissions of each. Give roles on every resource instead, or remove some first.`,
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
