/**
 * What definitions from a file would make of an organization's services: added, changed or left, and who loses what by it.
 * Nothing is written. A service that is not among them is left alone.
 */
import type { Instant } from '../../domain/instant.ts'
import type { Service, ServiceOffers } from '../../domain/service.ts'
import { differenceOf, isDifferent, type ServiceDifference } from '../../domain/service-difference.ts'
import type { Reads } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import { countLosses, type ServiceLosses } from './preview-service.ts'
import { soundDefinition, type NewService, type Path } from './sound-definition.ts'
import { offersBy, withoutOffer } from './write-service.ts'

/** Sound ones: each has been looked through before. */
export type ServiceEntry = NewService & {
  /** Left out: as they are. */
  readonly offers?: ServiceOffers
}

type Kept = ReturnType<typeof soundDefinition>

export type ServiceStep = {
  readonly wanted: Kept
  /** As it is; undefined when it is added. */
  readonly service: Service | undefined
  readonly difference: ServiceDifference | undefined
  /** Undefined when they stay as they are. */
  readonly offers: (ServiceOffers & { readonly withdrawn: number }) | undefined
  readonly losses: { readonly here: ServiceLosses['others']; readonly elsewhere: ServiceLosses['others'] }
}

export type ServicesPlan = {
  readonly steps: readonly ServiceStep[]
  /** Which the organization has, and which are not spoken of. */
  readonly untouched: number
  /** Why it can't be done; a path begins with the position of the entry. */
  readonly problems: readonly { readonly path: Path; readonly detail: string }[]
}

type Planning = {
  readonly store: Pick<Reads, 'services' | 'organizations' | 'roles'>
  readonly settings: Needs['settings']
  readonly at: Instant
  /** Who loses what is not counted, but told as nobody. */
  readonly isUncounted?: boolean
}

export async function planServices(
  planning: Planning,
  organizationId: string,
  entries: readonly ServiceEntry[],
): Promise<ServicesPlan> {
  const { store, settings } = planning
  const there = new Map((await store.services.list(organizationId)).map((service) => [service.name, service]))
  const most = settings.servicesPerOrganization
  const problems: { path: Path; detail: string }[] = []
  const steps: ServiceStep[] = []
  let count = there.size
  for (const [at, entry] of entries.entries()) {
    const service = there.get(entry.name)
    if (service === undefined && ++count > most) {
      const detail = `An organization can have ${most} services, and with ${entry.name} it would have ${count}. Remove one that is not needed any more.`
      problems.push({ path: [at, 'name'], detail })
    }
    if (service !== undefined && service.organizationId !== organizationId) {
      problems.push({ path: [at, 'name'], detail: await ofAnother(store, service) })
      continue
    }
    for (const [position, id] of (entry.offers?.organizationIds ?? []).entries()) {
      if ((await store.organizations.find(id)) !== undefined) continue
      const path = [at, 'offers', 'organizationIds', position]
      problems.push({ path, detail: `There is no organization with the id ${id}.` })
    }
    steps.push(await stepOf(planning, organizationId, entry, service))
  }
  const named = new Set(entries.map(({ name }) => name))
  return { steps, problems, untouched: [...there.keys()].filter((name) => !named.has(name)).length }
}

export const isStepToDo = ({ service, difference, offers }: ServiceStep): boolean =>
  service === undefined || offers !== undefined || (difference !== undefined && isDifferent(difference))

async function ofAnother({ organizations }: Planning['store'], service: Service): Promise<string> {
  const provider = await organizations.find(service.organizationId)
  const called = provider === undefined ? 'Another organization' : `The organization ${provider.name}`
  return `${called} provides ${service.name} here, and only its provider can change it. Leave it out of this file.`
}

async function stepOf(
  { store, settings, at, isUncounted = false }: Planning,
  organizationId: string,
  { offers: asked, ...definition }: ServiceEntry,
  service: Service | undefined,
): Promise<ServiceStep> {
  const wanted = soundDefinition(definition, settings)
  const offers = asked && offersBy(organizationId, asked)
  if (service === undefined) {
    const isOffered = offers !== undefined && !isSameOffer(offers, NO_OFFERS)
    return {
      ...{ wanted, service, difference: undefined, losses: { here: NO_LOSSES, elsewhere: NO_LOSSES } },
      offers: isOffered ? { ...offers, withdrawn: 0 } : undefined,
    }
  }
  const isOfferedOtherwise =
    offers !== undefined && !isSameOffer(offers, await store.services.offersOf(service.id))
  const withdrawn = isOfferedOtherwise ? await withoutOffer(store, service, offers) : []
  const gone = new Set(withdrawn)
  const step = {
    ...{ wanted, service, difference: differenceOf(service, wanted) },
    offers: isOfferedOtherwise ? { ...offers, withdrawn: withdrawn.length } : undefined,
  }
  if (isUncounted) return { ...step, losses: { here: NO_LOSSES, elsewhere: NO_LOSSES } }
  const others = (await store.services.organizationsOf(service.id)).filter(
    (each) => each !== organizationId && !gone.has(each),
  )
  const change = { serviceId: service.id, becomes: wanted }
  const narrowed = await countLosses(store, others, change, at)
  const lost = await countLosses(store, withdrawn, { ...change, becomes: null }, at)
  const here = await countLosses(store, [organizationId], change, at)
  return { ...step, losses: { here, elsewhere: sum(narrowed, lost) } }
}

const NO_OFFERS: ServiceOffers = { toAll: false, organizationIds: [] }
const NO_LOSSES: ServiceLosses['others'] = { organizations: 0, people: 0, apiTokens: 0, machines: 0 }

const isSameOffer = (one: ServiceOffers, other: ServiceOffers): boolean =>
  one.toAll === other.toAll && one.organizationIds.join() === other.organizationIds.toSorted().join()

const sum = (one: ServiceLosses['others'], other: ServiceLosses['others']): ServiceLosses['others'] => ({
  organizations: one.organizations + other.organizations,
  people: one.people + other.people,
  apiTokens: one.apiTokens + other.apiTokens,
  machines: one.machines + other.machines,
})
