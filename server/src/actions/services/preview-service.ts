/** Who and which API tokens would lose something by a change of a service, before anybody makes it. */
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ServiceDefinition } from '../../domain/service.ts'
import { rolesAfter, type ServiceChange } from '../../domain/service-change.ts'
import type { Reads } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import { lossesBy, namedFor, type Losses, type Taking } from '../roles/losses.ts'
import { findProvided, refuseUnlessManager } from './managed-service.ts'
import { soundDefinition } from './sound-definition.ts'

export type ServiceLosses = Losses & {
  /** Names of another organization are nobody else's to read. */
  readonly others: {
    readonly organizations: number
    readonly people: number
    readonly apiTokens: number
    readonly machines: number
  }
}

export const NOTHING_LOST: ServiceLosses = {
  people: { items: [], total: 0 },
  apiTokens: { items: [], total: 0 },
  machines: { items: [], total: 0 },
  others: { organizations: 0, people: 0, apiTokens: 0, machines: 0 },
}

export async function previewService(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
  definition: ServiceDefinition | null,
): Promise<ServiceLosses> {
  refuseUnlessManager(caller)
  const { organization, authority } = caller
  const isAdded = definition === null && (await isAddedBy(store, organization.id, id))
  const { name } = isAdded ? { name: '' } : await findProvided(store, organization.id, id)
  const becomes = definition && soundDefinition({ ...definition, name }, settings)
  const change = { serviceId: id, becomes }
  const at = now()
  const own = await lossesIn(store, organization.id, change, at)
  const organizations = isAdded ? [] : await store.services.organizationsOf(id)
  const elsewhere = organizations.filter((each) => each !== organization.id)
  const others = await countLosses(store, elsewhere, change, at)
  return { ...namedFor(authority, own), others }
}

/** What an organization added it removes for itself alone. */
async function isAddedBy(
  { services }: Pick<Reads, 'services'>,
  organizationId: string,
  id: string,
): Promise<boolean> {
  const service = await services.find(organizationId, id)
  return service !== undefined && service.organizationId !== organizationId
}

/** Of organizations whose names of people and tokens are nobody's here to read. */
export async function countLosses(
  store: Pick<Reads, 'roles'>,
  organizationIds: readonly string[],
  change: ServiceChange,
  at: Instant,
): Promise<ServiceLosses['others']> {
  const others = { organizations: 0, people: 0, apiTokens: 0, machines: 0 }
  for (const each of organizationIds) {
    const { people, apiTokens, machines } = await lossesIn(store, each, change, at)
    if (change.becomes === null || people.total + machines.total > 0) others.organizations++
    others.people += people.total
    others.apiTokens += apiTokens.total
    others.machines += machines.total
  }
  return others
}

const lossesIn = (
  store: Pick<Reads, 'roles'>,
  organizationId: string,
  change: ServiceChange,
  at: Instant,
): Promise<Losses> => {
  const { serviceId } = change
  const taking: Taking = {
    holders: (part) => store.roles.holdersOfService(organizationId, serviceId, part),
    machines: (part) => store.roles.machinesOfService(organizationId, serviceId, part),
    among: (held) => held.filter((role) => role.serviceId === serviceId),
    after: (held) => rolesAfter(held, change),
  }
  return lossesBy(store, organizationId, taking, at)
}
