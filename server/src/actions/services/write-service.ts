/**
 * What registering, changing and offering a service write, with the events that tell of it: for who does it over HTTP,
 * and for the operator with a file. Whether they may is decided before.
 */
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Service, ServiceOffers } from '../../domain/service.ts'
import { differenceOf } from '../../domain/service-difference.ts'
import type { Changes, Reads } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'

type Write = {
  readonly tx: Changes
  readonly at: Instant
  /** Null: whoever has the installation in hand. */
  readonly by: Caller | Origin | null
}

const targetOf = ({ id }: Pick<Service, 'id'>) => ({ type: 'service', id })

export async function writeNewService({ tx, at, by }: Write, service: Service): Promise<AuditEvent> {
  await tx.services.insert(service)
  const { organizationId, name } = service
  return auditEvent(at, by, 'csp__register_service', {
    ...{ organizationId, target: targetOf(service), details: { name } },
  })
}

export async function writeDefinition(
  { tx, at, by }: Write,
  before: Service,
  after: Service,
): Promise<AuditEvent> {
  await tx.services.redefine(after, at)
  const { organizationId, name } = after
  return auditEvent(at, by, 'csp__change_service', {
    ...{ organizationId, target: targetOf(after), details: { name, ...toldOf(before, after) } },
  })
}

const MOST_NAMES = 20

/** Names for the audit log, so many at the most; the numbers are whole. */
function toldOf(before: Service, after: Service) {
  const { rolesAdded, rolesRemoved, widened, permissionsRemoved } = differenceOf(before, after)
  return {
    rolesAdded: rolesAdded.slice(0, MOST_NAMES),
    rolesRemoved: rolesRemoved.slice(0, MOST_NAMES),
    rolesWidened: widened.map(({ role }) => role).slice(0, MOST_NAMES),
    permissionsRemoved: permissionsRemoved.slice(0, MOST_NAMES),
  }
}

/** Its offers, each organization once; to itself none is needed. */
export const offersBy = (provider: string, { toAll, organizationIds }: ServiceOffers): ServiceOffers => ({
  toAll,
  organizationIds: [...new Set(organizationIds)].filter((each) => each !== provider).toSorted(),
})

export async function writeOffers(
  { tx, at, by }: Write,
  service: Pick<Service, 'id' | 'name' | 'organizationId'>,
  offers: ServiceOffers,
): Promise<AuditEvent[]> {
  const { id, name, organizationId } = service
  const losing = await withoutOffer(tx, service, offers)
  await tx.services.setOffers(id, offers, at)
  for (const each of losing) await tx.services.takeAway(each, id)
  const target = targetOf(service)
  const organizations = offers.organizationIds.length
  const details = { name, toAll: offers.toAll, organizations, withdrawn: losing.length }
  return [
    auditEvent(at, by, 'csp__offer_service', { organizationId, target, details }),
    // They learn that it is gone, and not who of another organization did it.
    ...losing.map((each) =>
      auditEvent(at, null, 'csp__remove_added_service', {
        ...{ organizationId: each, target, details: { name } },
      }),
    ),
  ]
}

/** Those that have it, but for its provider, and would not be offered it. */
export async function withoutOffer(
  { services }: Pick<Reads, 'services'>,
  { id, organizationId: provider }: Pick<Service, 'id' | 'organizationId'>,
  { toAll, organizationIds }: ServiceOffers,
): Promise<string[]> {
  if (toAll) return []
  const offered = new Set([...organizationIds, provider])
  return (await services.organizationsOf(id)).filter((each) => !offered.has(each))
}
