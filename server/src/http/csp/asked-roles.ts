/**
 * Roles as requests of the platform name them, in each of the ways that its clients write: `{"name", "resource",
 * "expiresAt"}` or the bare name, and of a service by its id or its link.
 */
import { eachRoleOnce, isSameRole, type AskedRole } from '../../domain/assigning.ts'
import type { Instant } from '../../domain/instant.ts'
import { givenMembers } from './given-members.ts'
import { serviceIdOf } from './links.ts'

const MOST_ROLES = 100
const { refuse, record, list, text } = givenMembers('request_invalid', { items: MOST_ROLES, characters: 200 })

type Given = Readonly<Record<string, unknown>>
export type AskedChanges = { readonly give: readonly AskedRole[]; readonly take: readonly AskedRole[] }

/** `organizationRoles`, `customRoles` and the roles of services, to begin with; `services` is what the request calls these. */
export function rolesToBeginWith(body: Given, services: string): AskedRole[] {
  const roles = [
    ...organizationRolesFrom(body),
    ...list(body['customRoles'], 'customRoles').map(roleOf(null)),
    ...list(body[services], services).flatMap((each) => {
      const service = record(each, `each of ${services}`)
      const serviceId = serviceFrom(service, services)
      // Some clients write the names alone; answers have both, and the fuller one counts.
      const [fuller, names] = [service['serviceRoles'], service['serviceRoleNames']]
      const asked = list(fuller, 'serviceRoles')
      return (asked.length > 0 ? asked : list(names, 'serviceRoleNames')).map(roleOf(serviceId))
    }),
  ]
  return bounded(eachRoleOnce(roles))
}

function organizationRolesFrom(body: Given): AskedRole[] {
  const roles = list(body['organizationRoles'], 'organizationRoles')
  if (roles.length > 0) return roles.map(roleOf(null))
  const names = list(body['orgRoleNames'], 'orgRoleNames')
  const name = body['orgRoleName'] ?? undefined
  return [...names, ...(name === undefined ? [] : [name])].map(roleOf(null))
}

/** `rolesToAdd` and `rolesToRemove`, of the organization and of services. */
export function roleChangesFrom(body: Given): AskedChanges {
  const own = body['organizationRoles'] ?? undefined
  const parts = [
    ...(own === undefined ? [] : [partFrom(null, record(own, 'organizationRoles'))]),
    ...list(body['serviceRoles'], 'serviceRoles').map((each) => {
      const service = record(each, 'each of serviceRoles')
      return partFrom(serviceFrom(service, 'serviceRoles'), service)
    }),
  ]
  const give = eachRoleOnce(parts.flatMap((part) => part.give))
  const take = eachRoleOnce(parts.flatMap((part) => part.take))
  bounded([...give, ...take])
  const isBoth = give.find((role) => take.some((taken) => isSameRole(taken, role)))
  if (isBoth) return refuse(`${isBoth.name} in rolesToAdd and in rolesToRemove`, 'in one of the two')
  return { give, take }
}

function partFrom(serviceId: string | null, given: Given): AskedChanges {
  if (!('rolesToAdd' in given) && !('rolesToRemove' in given))
    return refuse('Roles that are changed', 'in rolesToAdd or in rolesToRemove')
  return {
    give: list(given['rolesToAdd'], 'rolesToAdd').map(roleOf(serviceId)),
    take: list(given['rolesToRemove'], 'rolesToRemove').map(roleOf(serviceId)),
  }
}

/** A link that leads to no service here is as unknown as an id that does. */
function serviceFrom(service: Given, place: string): string {
  const { serviceDefinitionId: id, serviceDefinitionLink: link } = service
  if (id !== undefined && id !== null) return text(id, `${place}.serviceDefinitionId`)
  return serviceIdOf(text(link, `${place}.serviceDefinitionId or serviceDefinitionLink`)) ?? 'no such service'
}

const roleOf =
  (serviceId: string | null) =>
  (given: unknown): AskedRole => {
    const { name, resource, expiresAt } =
      typeof given === 'string' ? { name: given } : record(given, 'A role')
    return {
      serviceId,
      name: text(name, 'The name of a role'),
      resource: resource === null || resource === undefined ? null : text(resource, 'The resource of a role'),
      startsAt: null,
      endsAt: instantFrom(expiresAt),
    }
  }

const LATEST = Date.parse('9999-12-31T23:59:59.999Z')

/** Left out it would be for ever, so what can't be read is refused. */
function instantFrom(value: unknown): Instant | null {
  if (value === null || value === undefined) return null
  const isInstant = typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= LATEST
  return isInstant ? value : refuse('expiresAt', 'milliseconds since 1970, or left out')
}

function bounded(roles: AskedRole[]): AskedRole[] {
  if (roles.length > MOST_ROLES) refuse('The roles of one request', `at most ${MOST_ROLES}`)
  return roles
}
