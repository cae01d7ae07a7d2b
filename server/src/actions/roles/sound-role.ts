/** Whether a role can be held at all, whoever gives it: it exists there, is bound as it may be, and is not one too many. */
import type { AskedRole } from '../../domain/assigning.ts'
import { MOST_GRANTS } from '../../domain/grants.ts'
import {
  existsIn,
  isNamedOnly,
  isOrganizationRole,
  organizationRole,
} from '../../domain/organization-roles.ts'
import type { Organization } from '../../domain/organization.ts'
import { Refusal } from '../../domain/refusal.ts'
import { refuseTokenStrings } from '../kept-text.ts'
import type { Needs } from '../needs.ts'

type Role = Pick<AskedRole, 'serviceId' | 'name' | 'resource'>

/** @throws {Refusal} `role_invalid` or `not_found` */
export async function refuseUnsoundRole(
  { store }: Pick<Needs, 'store'>,
  organization: Organization,
  userId: string,
  role: Role,
): Promise<void> {
  const permissions = await permissionsOf({ store }, organization, role)
  if (isOrganizationRole(role.name)) return
  refuseTooManyRights([...(await store.roles.heldBy(userId, organization.id)), { permissions }])
}

/**
 * What a role permits that exists there.
 * @throws {Refusal} `role_invalid` or `not_found`
 */
export async function permissionsOf(
  { store }: Pick<Needs, 'store'>,
  organization: Organization,
  { serviceId, name, resource }: Role,
): Promise<readonly string[]> {
  if (serviceId === null) {
    const isKnown = existsIn(name, organization) || !isOrganizationRole(name)
    if (!isKnown || resource !== null) {
      throw new Refusal('role_invalid', {
        detail: `${name} is no role of this organization, or is bound to a resource.`,
      })
    }
    return organizationRole(name)?.permissions ?? customPermissions({ store }, organization, name)
  }
  if (resource === '') {
    throw new Refusal('role_invalid', {
      detail: 'The resource has no name. Leave it out to give the role on every resource.',
    })
  }
  if (resource !== null) refuseTokenStrings(resource, 'resource')
  const service = await store.services.find(organization.id, serviceId)
  const role = service?.roles.find((each) => each.name === name)
  if (role === undefined)
    throw new Refusal('not_found', { detail: 'No service of this organization has such a role.' })
  return role.permissions
}

async function customPermissions(
  { store }: Pick<Needs, 'store'>,
  { id }: Organization,
  name: string,
): Promise<readonly string[]> {
  const role = await store.customRoles.find(id, name)
  if (role === undefined) {
    const detail = 'This organization has no such role. Look it up in the list of roles.'
    throw new Refusal('not_found', { detail })
  }
  if (role.services.length > 0) return role.services.flatMap(({ permissions }) => permissions)
  throw new Refusal('conflict', {
    detail: `Nothing is left in the custom role ${name}: its services or their permissions are gone. Put permissions into it first, or remove it.`,
  })
}

/**
 * What those that are no persons may hold at all, and while.
 * @throws {Refusal} `role_invalid`
 */
export function refuseUnlessForOthers(
  holder: 'A group' | 'An OAuth app',
  asked: readonly Pick<AskedRole, 'serviceId' | 'name' | 'startsAt' | 'endsAt'>[],
): void {
  for (const { serviceId, name, startsAt, endsAt } of asked) {
    if (serviceId === null && isNamedOnly(name)) {
      throw new Refusal('role_invalid', {
        detail: `${holder} can't hold ${name}: it is given to persons one by one, so that it is always known who holds it.`,
      })
    }
    if (startsAt !== null && endsAt !== null && startsAt >= endsAt) {
      throw new Refusal('role_invalid', {
        detail: 'The role would end before it begins. Change one of the two.',
      })
    }
  }
}

/** Each exchange reads and carries all of them. */
export function refuseTooManyRights(roles: readonly { readonly permissions: readonly string[] }[]): void {
  const rights = roles.reduce((sum, { permissions }) => sum + 1 + permissions.length, 0)
  if (rights <= MOST_GRANTS) return
  throw new Refusal('role_invalid', {
    detail: `One person can hold ${MOST_GRANTS} rights in an organization: roles, and the permissions of each. Give roles on every resource instead, or remove some first.`,
  })
}
