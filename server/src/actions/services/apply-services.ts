/**
 * Makes an organization's services what a file says, all of it or nothing, by the operator. What was confirmed is what is
 * done. Who loses what is counted right before, since that takes a while with thousands and nobody is to wait for it; what
 * changes is worked out again within the transaction, and when it has become another thing nothing does.
 */
import { randomUuid } from '../../crypto/random.ts'
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import { Refusal } from '../../domain/refusal.ts'
import { isDifferent } from '../../domain/service-difference.ts'
import type { Changes } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import {
  isStepToDo,
  planServices,
  type ServiceEntry,
  type ServicesPlan,
  type ServiceStep,
} from './plan-services.ts'
import { writeDefinition, writeNewService, writeOffers } from './write-service.ts'

type Asked = {
  readonly by: Origin
  readonly organizationId: string
  readonly entries: readonly ServiceEntry[]
  /** Undefined: whatever it is by then. */
  readonly confirmed?: ServicesPlan
}

/** Answers what was done. @throws {Refusal} `conflict` when that is not what was confirmed, or somebody else was quicker */
export async function applyServices(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  { by, organizationId, entries, confirmed }: Asked,
): Promise<ServicesPlan> {
  const counted = await planServices({ store, settings, at: now() }, organizationId, entries)
  if (confirmed !== undefined) refuseAnotherThan(confirmed, counted)
  return store.change(async (tx) => {
    // Whoever adds one here waits from now on, and then whoever changes one of those that are named.
    await tx.organizations.lock(organizationId)
    const named = new Set(entries.map(({ name }) => name))
    const own = (await tx.services.list(organizationId)).filter(({ name }) => named.has(name))
    for (const { id } of own.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      await tx.services.lock(organizationId, id)
    }
    const at = now()
    const plan = await planServices({ store: tx, settings, at, isUncounted: true }, organizationId, entries)
    const [problem] = plan.problems
    if (problem !== undefined) throw new Refusal('conflict', { detail: problem.detail })
    if (!isSameChange(plan, counted)) throw changedMeanwhile()
    const events: AuditEvent[] = []
    for (const step of plan.steps.filter(isStepToDo)) {
      events.push(...(await writeStep({ tx, at, by }, organizationId, step)))
    }
    return { result: counted, events }
  })
}

async function writeStep(
  write: { readonly tx: Changes; readonly at: number; readonly by: Origin },
  organizationId: string,
  { wanted, service: before, difference, offers }: ServiceStep,
): Promise<AuditEvent[]> {
  const events: AuditEvent[] = []
  const service =
    before === undefined
      ? { ...wanted, id: randomUuid(), organizationId, createdAt: write.at }
      : { ...before, ...wanted }
  if (before === undefined) events.push(await writeNewService(write, service))
  else if (difference !== undefined && isDifferent(difference)) {
    events.push(await writeDefinition(write, before, service))
  }
  if (offers !== undefined) events.push(...(await writeOffers(write, service, offers)))
  return events
}

/** That fewer lose something, since a token has ended meanwhile, is what was confirmed as well. */
function refuseAnotherThan(confirmed: ServicesPlan, plan: ServicesPlan): void {
  const isNoMore = plan.steps.every((step, at) => {
    const [now, then] = [lossesOf(step), lossesOf(confirmed.steps[at]!)]
    return now.every((count, position) => count <= then[position]!)
  })
  if (!(isSameChange(plan, confirmed) && isNoMore)) throw changedMeanwhile()
}

const isSameChange = (one: ServicesPlan, other: ServicesPlan): boolean =>
  JSON.stringify(one.steps.map(changesOf)) === JSON.stringify(other.steps.map(changesOf))

const changedMeanwhile = (): Refusal =>
  new Refusal('conflict', {
    detail:
      'Somebody changed the services, or who holds their roles, after the plan was shown. Nothing was changed; try again and look at the new plan.',
  })

const changesOf = ({ service, difference, offers, wanted }: ServiceStep) => [
  service?.id ?? null,
  difference ?? null,
  offers ?? null,
  wanted,
]

const lossesOf = ({ losses: { here, elsewhere } }: ServiceStep): number[] => [
  ...Object.values(here),
  ...Object.values(elsewhere),
]
