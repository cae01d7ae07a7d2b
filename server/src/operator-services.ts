/** What the operator does with services at the machine, out of a file, beside a running server or without one. */
import { applyServices } from './actions/services/apply-services.ts'
import { isStepToDo, planServices, type ServicesPlan } from './actions/services/plan-services.ts'
import type { Needs } from './actions/needs.ts'
import type { Config } from './config.ts'
import type { Organization } from './domain/organization.ts'
import type { Service, ServiceOffers } from './domain/service.ts'
import { Refusal } from './domain/refusal.ts'
import { atTheMachine, withInstallation } from './operator.ts'
import { everyOrganization, organizationCalled } from './operator-organizations.ts'
import { readServicesFile, ServicesFileProblems } from './services-file.ts'

/** What whoever was shown the plan says to it: as it is shown, whatever it is by then, or not at all. */
export type ServicesAnswer = 'asShown' | 'asItIsThen' | 'no'

export type AskedServices = {
  /** A short name or an id. */
  readonly organization: string
  readonly text: string
  /** Not asked when there is nothing to do. */
  readonly answer: (plan: ServicesPlan, organization: Organization) => Promise<ServicesAnswer>
}

export type AppliedServices = {
  readonly organization: Organization
  readonly plan: ServicesPlan
  readonly outcome: 'done' | 'nothingToDo' | 'notDone'
}

/** @throws {ServicesFileProblems} with every problem; {Refusal} `not_found`, `conflict` */
export const applyServicesFile = (
  config: Config,
  { organization: called, text, answer }: AskedServices,
): Promise<AppliedServices> =>
  withInstallation(config, async (needs) => {
    const { entries, problemAt } = readServicesFile(text, needs.settings)
    const organization = await organizationCalled(needs, called)
    const plan = await planServices({ ...needs, at: needs.now() }, organization.id, entries)
    if (plan.problems.length > 0) {
      throw new ServicesFileProblems(plan.problems.map(({ path, detail }) => problemAt(path, detail)))
    }
    if (!plan.steps.some(isStepToDo)) return { organization, plan, outcome: 'nothingToDo' }
    const given = await answer(plan, organization)
    if (given === 'no') return { organization, plan, outcome: 'notDone' }
    const done = await applyServices(needs, {
      ...{ by: atTheMachine(), organizationId: organization.id, entries },
      ...(given === 'asShown' && { confirmed: plan }),
    })
    return { organization, plan: done, outcome: 'done' }
  })

export type ListedService = {
  readonly service: Service
  readonly organization: Organization
  readonly isOwn: boolean
  readonly offers: ServiceOffers
}

/** Of one organization, or of all of them. */
export const listServicesOf = (config: Config, called: string | undefined): Promise<ListedService[]> =>
  withInstallation(config, async (needs) => {
    const organizations =
      called === undefined ? await everyOrganization(needs) : [await organizationCalled(needs, called)]
    const listed: ListedService[] = []
    for (const organization of organizations) {
      for (const service of await needs.store.services.list(organization.id)) {
        const isOwn = service.organizationId === organization.id
        const offers = isOwn ? await needs.store.services.offersOf(service.id) : NO_OFFERS
        listed.push({ service, organization, isOwn, offers })
      }
    }
    return listed
  })

const NO_OFFERS: ServiceOffers = { toAll: false, organizationIds: [] }

/** As a services file has it; those that are named, or all that the organization provides. */
export const exportServices = (config: Config, called: string, names: readonly string[]): Promise<object[]> =>
  withInstallation(config, async (needs) => {
    const organization = await organizationCalled(needs, called)
    const own = (await needs.store.services.list(organization.id)).filter(
      ({ organizationId }) => organizationId === organization.id,
    )
    const wanted = names.length === 0 ? own : names.map((name) => providedAs(name, own, organization))
    const entries: object[] = []
    for (const service of wanted) entries.push(await entryOf(needs, service))
    return entries
  })

function providedAs(name: string, own: readonly Service[], organization: Organization): Service {
  const found = own.find((service) => service.name === name)
  if (found !== undefined) return found
  throw new Refusal('not_found', {
    detail: `The organization ${organization.name} provides no service ${name}. "countersign services list --organization ${organization.name}" shows those that it has.`,
  })
}

async function entryOf({ store }: Pick<Needs, 'store'>, service: Service): Promise<object> {
  const { id, name, displayName, description, permissions, roles } = service
  const offers = await store.services.offersOf(id)
  const isOffered = offers.toAll || offers.organizationIds.length > 0
  return { name, displayName, description, permissions, roles, ...(isOffered && { offers }) }
}
