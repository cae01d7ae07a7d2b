/** The roles that were given to a person themselves: what a group gives is the group's to give and to take. */
import type { AskedRole } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import { isCustom, type HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { isOrganizationRole } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'

/** What tells one role of a person from the others. */
export type Role = Pick<AskedRole, 'serviceId' | 'name' | 'resource'>

/** Of what a person holds; a custom role is there for each of its services. */
export const directlyHeld = (held: readonly HeldRole[], asked: Role): HeldRole | undefined =>
  held.find(
    (role) =>
      role.group === null &&
      role.name === asked.name &&
      (isCustom(role) ? null : role.serviceId) === asked.serviceId &&
      role.resource === asked.resource,
  )

export async function assignDirectly(
  tx: Pick<Changes, 'roles'>,
  { organization }: Caller,
  userId: string,
  { serviceId, name, resource, startsAt, endsAt }: AskedRole,
  createdAt: Instant,
): Promise<void> {
  const assigned = { serviceId, name, resource, startsAt, endsAt, createdAt }
  try {
    await tx.roles.assign({ organizationId: organization.id, userId, ...assigned })
  } catch (error) {
    throw isUnknownCustomRole(assigned, error) ? new Refusal('not_found', { detail: NO_SUCH_ROLE }) : error
  }
}

const NO_SUCH_ROLE = 'This organization has no such role. Look it up in the list of roles.'

/** Only the database knows which there are; that it is not held yet was seen before. */
const isUnknownCustomRole = ({ serviceId, name }: Role, error: unknown): boolean =>
  serviceId === null && !isOrganizationRole(name) && error instanceof Refusal && error.code === 'conflict'

export function refuseUnsoundPeriod(
  { startsAt, endsAt }: Pick<AskedRole, 'startsAt' | 'endsAt'>,
  now: Instant,
): void {
  if (endsAt === null) return
  if (endsAt > Math.max(now, startsAt ?? 0)) return
  const detail = 'The role ends before it begins, or has ended. Choose a later end, or none.'
  throw new Refusal('role_invalid', { detail, fields: { endsAt: detail } })
}

/** How it is told of a role that was given. */
export const givenDetails = ({ name, serviceId, resource, startsAt, endsAt }: AskedRole) => ({
  ...{ role: name, serviceId, resource, startsAt, endsAt },
})

/** And of one that was taken. */
export const takenDetails = ({ name, serviceId, resource }: Role) => ({ role: name, serviceId, resource })
