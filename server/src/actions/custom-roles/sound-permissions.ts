/** The permissions of a custom role as they may be kept: of services that the organization has, and the definer's to put in. */
import { actsAsOwner, lastingPermissions, type Giver } from '../../domain/assigning.ts'
import { beyond, MOST_PERMISSIONS, type PermissionsOfService } from '../../domain/custom-role.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'

/** Each once, however often it was asked for; in one order, so that two who lock services don't wait for each other. */
export function eachOnce(asked: readonly PermissionsOfService[]): PermissionsOfService[] {
  const byService = new Map<string, Set<string>>()
  for (const { serviceId, permissions } of asked) {
    byService.set(serviceId, new Set([...(byService.get(serviceId) ?? []), ...permissions]))
  }
  const services = [...byService]
    .map(([serviceId, permissions]) => ({ serviceId, permissions: [...permissions].toSorted() }))
    .toSorted((one, other) => (one.serviceId < other.serviceId ? -1 : 1))
  const count = services.reduce((sum, { permissions }) => sum + permissions.length, 0)
  if (count <= MOST_PERMISSIONS) return services
  throw new Refusal('limit_reached', {
    detail: `A custom role may have ${MOST_PERMISSIONS} permissions, and these are ${count}. Leave some out, or make two of it.`,
  })
}

/**
 * Until the transaction ends nobody changes these services: a permission that is going must not come into a role on the way.
 * @throws {Refusal} `not_found`, naming what the organization doesn't have
 */
export async function refuseUnknown(
  { services }: Pick<Changes, 'services'>,
  organizationId: string,
  asked: readonly PermissionsOfService[],
): Promise<void> {
  for (const { serviceId, permissions } of asked) {
    const found = await services.find(organizationId, serviceId)
    if (found !== undefined) await services.lock(found.organizationId, serviceId)
    const service = found && (await services.find(organizationId, serviceId))
    if (service === undefined) throw unknown(`The organization has no service ${serviceId}.`)
    const defined = new Set(service.permissions.map(({ name }) => name))
    const missing = permissions.find((name) => !defined.has(name))
    if (missing !== undefined) throw unknown(`The service ${service.name} has no permission ${missing}.`)
  }
}

function unknown(what: string): Refusal {
  const detail = `${what} Look at the services that there are, and leave it out.`
  return new Refusal('not_found', { detail, fields: { services: detail } })
}

/** Whoever holds the role gets what is put into it; the definer may be one of them. */
export function refusePuttingIn(
  giver: Giver,
  before: readonly PermissionsOfService[],
  after: readonly PermissionsOfService[],
): void {
  if (actsAsOwner(giver.authority)) return
  for (const { serviceId, permissions } of beyond(after, before)) {
    const own = lastingPermissions(giver, serviceId)
    const more = permissions.find((name) => !own.has(name))
    if (more === undefined) continue
    throw new Refusal('forbidden', {
      detail: `You can’t put ${more} into a custom role: you don’t hold it yourself, on every resource and for good. Leave it out, or ask an organization owner.`,
    })
  }
}
