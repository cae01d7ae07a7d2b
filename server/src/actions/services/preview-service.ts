/** Who and which API tokens would lose something by a change of a service, before anybody makes it. */
import { setImmediate } from 'node:timers/promises'
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { ServiceDefinition } from '../../domain/service.ts'
import { rolesAfter, type ServiceChange } from '../../domain/service-change.ts'
import type { Paged } from '../../store/page.ts'
import type { HoldersApiToken, ServiceHolder } from '../../store/services/service-holders-store.ts'
import type { Reads } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import { findProvided, refuseUnlessManager } from './managed-service.ts'
import { soundDefinition } from './sound-definition.ts'

type LosingPerson = Pick<ServiceHolder, 'userId' | 'username'> & {
  readonly roles: readonly string[]
  readonly permissions: number
}
type LosingApiToken = Pick<HoldersApiToken, 'id' | 'name' | 'userId' | 'lastUsedAt'>
type Lost = { readonly people: Paged<LosingPerson>; readonly apiTokens: Paged<LosingApiToken> }

export type Losses = Lost & {
  /** Names of another organization are nobody else's to read. */
  readonly others: { readonly organizations: number; readonly people: number; readonly apiTokens: number }
}

export const NOTHING_LOST: Losses = {
  people: { items: [], total: 0 },
  apiTokens: { items: [], total: 0 },
  others: { organizations: 0, people: 0, apiTokens: 0 },
}

const MOST_NAMED = 50
const MOST_ROLES = 20
const PEOPLE_AT_ONCE = 50

export async function previewService(
  { store, now, settings }: Pick<Needs, 'store' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
  definition: ServiceDefinition | null,
): Promise<Losses> {
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
  const named = <Item>({ items, total }: Paged<Item>, may: boolean) => ({ items: may ? items : [], total })
  return {
    people: named(own.people, permits(authority, 'members.read')),
    apiTokens: named(own.apiTokens, permits(authority, 'api-tokens.read')),
    others,
  }
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
  store: Pick<Reads, 'services'>,
  organizationIds: readonly string[],
  change: ServiceChange,
  at: Instant,
): Promise<Losses['others']> {
  const others = { organizations: 0, people: 0, apiTokens: 0 }
  for (const each of organizationIds) {
    const { people, apiTokens } = await lossesIn(store, each, change, at)
    if (change.becomes === null || people.total > 0) others.organizations++
    others.people += people.total
    others.apiTokens += apiTokens.total
  }
  return others
}

async function lossesIn(
  { services }: Pick<Reads, 'services'>,
  organizationId: string,
  change: ServiceChange,
  at: Instant,
): Promise<Lost> {
  const people: LosingPerson[] = []
  const apiTokens: LosingApiToken[] = []
  const totals = { people: 0, apiTokens: 0 }
  for (let afterId = ''; ;) {
    const part = { afterId, limit: PEOPLE_AT_ONCE }
    const holders = await services.holders(organizationId, change.serviceId, part)
    const losing = new Map<string, ServiceHolder>()
    for (const holder of holders) {
      const lost = lostBy(holder, change, at)
      if (lost === undefined) continue
      losing.set(holder.userId, holder)
      if (++totals.people <= MOST_NAMED) people.push(lost)
    }
    for (const token of await services.apiTokensOfHolders(organizationId, [...losing.keys()], at)) {
      if (!loses(token, losing.get(token.userId)!.roles, change, at)) continue
      const { id, name, userId, lastUsedAt } = token
      if (++totals.apiTokens <= MOST_NAMED) apiTokens.push({ id, name, userId, lastUsedAt })
    }
    const last = holders.at(-1)
    if (last === undefined || holders.length < PEOPLE_AT_ONCE) break
    afterId = last.userId
    await setImmediate()
  }
  return {
    people: { items: people, total: totals.people },
    apiTokens: { items: apiTokens, total: totals.apiTokens },
  }
}

/** What begins later is lost as well. */
function lostBy({ userId, username, roles }: ServiceHolder, change: ServiceChange, at: Instant) {
  const before = roles.filter(
    ({ serviceId, endsAt }) => serviceId === change.serviceId && (endsAt === null || endsAt > at),
  )
  const after = rolesAfter(before, change)
  const kept = new Set(after.flatMap(rightsOf))
  const lost = new Set(before.flatMap(rightsOf).filter((right) => !kept.has(right)))
  if (lost.size === 0) return undefined
  const shrinking = before.filter((role) => rightsOf(role).some((right) => lost.has(right)))
  const names = new Set(shrinking.map(({ name }) => name))
  const permissions = new Set(
    shrinking.flatMap(({ permissions: own, resource }) =>
      own.filter((name) => lost.has(rightOf('permission', name, resource))),
    ),
  )
  return { userId, username, roles: [...names].slice(0, MOST_ROLES), permissions: permissions.size }
}

const rightOf = (kind: string, name: string, resource: string | null): string =>
  JSON.stringify([kind, name, resource])

const rightsOf = ({ name, permissions, resource }: HeldRole): string[] => [
  rightOf('role', name, resource),
  ...permissions.map((permission) => rightOf('permission', permission, resource)),
]

function loses(
  { allowedScopes, bounds }: HoldersApiToken,
  roles: readonly HeldRole[],
  change: ServiceChange,
  at: Instant,
): boolean {
  const grantsWith = (held: readonly HeldRole[]) => effectiveScope(allowedScopes, held, at, bounds).grants
  const own = roles.filter(({ serviceId }) => serviceId === change.serviceId)
  const kept = new Set(
    grantsWith(rolesAfter(own, change)).map(({ kind, name, resource }) => rightOf(kind, name, resource)),
  )
  return grantsWith(own).some(({ kind, name, resource }) => !kept.has(rightOf(kind, name, resource)))
}
