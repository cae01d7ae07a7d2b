/** What an invitation may carry: roles and groups that are there, and that its sender may give. */
import type { AskedRole, Giver } from '../../domain/assigning.ts'
import type { Organization } from '../../domain/organization.ts'
import { existsIn, isOrganizationRole } from '../../domain/organization-roles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Service } from '../../domain/service.ts'
import type { GroupToJoin } from '../../store/invitations/invitations-store.ts'
import type { Reads } from '../../store/store.ts'
import { refuseTokenStrings } from '../kept-text.ts'
import { refuseGivingMore } from '../roles/giving.ts'

type Asked = { readonly roles: readonly AskedRole[]; readonly groupIds: readonly string[] }
type RoleReads = Pick<Reads, 'services' | 'invitations'>

/** What is there of what was asked for, and the names of what is not. */
export type Present = {
  readonly roles: readonly AskedRole[]
  readonly groups: readonly GroupToJoin[]
  readonly missing: readonly string[]
}

export async function presentOf(
  { services, invitations }: RoleReads,
  organization: Organization,
  { roles, groupIds }: Asked,
): Promise<Present> {
  const { id } = organization
  const has: Service[] = []
  for (const serviceId of new Set(roles.map((role) => role.serviceId))) {
    const service = serviceId === null ? undefined : await services.find(id, serviceId)
    if (service) has.push(service)
  }
  const named = roles.filter(({ serviceId, name }) => serviceId === null && !isOrganizationRole(name))
  const custom = await invitations.customRoleNames(
    id,
    named.map(({ name }) => name),
  )
  const isThere = ({ serviceId, name, resource }: AskedRole): boolean =>
    serviceId === null
      ? resource === null && (existsIn(name, organization) || custom.has(name))
      : has.some((service) => service.id === serviceId && service.roles.some((role) => role.name === name))
  const groups = await invitations.groupsToJoin(id, groupIds)
  return {
    roles: roles.filter(isThere),
    groups,
    missing: [
      ...roles.filter((role) => !isThere(role)).map(({ name }) => name),
      ...groupIds.filter((groupId) => !groups.some((group) => group.id === groupId)),
    ],
  }
}

/** @throws {Refusal} naming what is not there, or is not the sender's to give */
export async function refuseUnlessGivable(
  reads: RoleReads,
  organization: Organization,
  giver: Giver,
  asked: Asked,
): Promise<void> {
  for (const { resource, startsAt, endsAt } of asked.roles) {
    if (resource !== null) refuseTokenStrings(resource, 'roles')
    if (resource === '' || (endsAt !== null && endsAt <= Math.max(giver.now, startsAt ?? 0)))
      throw invalidRoles(
        'A role must end in the future and after it begins, and a resource must have a name.',
      )
  }
  const { roles, groups, missing } = await presentOf(reads, organization, asked)
  if (missing.length > 0)
    throw invalidRoles(`These are not in the organization: ${missing.slice(0, 10).join(', ')}.`)
  refuseGivingMore(giver, roles, groups)
}

const invalidRoles = (detail: string): Refusal =>
  new Refusal('role_invalid', { detail, fields: { roles: detail } })
