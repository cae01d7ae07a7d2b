/** Who, which API tokens and which machines would lose something by taking roles away, before anybody does. Bounded, however many there are. */
import { setImmediate } from 'node:timers/promises'
import { permits, type Authority } from '../../domain/authority.ts'
import type { Grant } from '../../domain/grants.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { lostRights, type LostRights } from '../../domain/lost-rights.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { Paged } from '../../store/page.ts'
import type {
  HoldersApiToken,
  MachineHolder,
  PartOfHolders,
  RoleHolder,
} from '../../store/roles/role-holders-store.ts'
import type { Needs } from '../needs.ts'

type Lost = { readonly roles: readonly string[]; readonly permissions: number }
type LosingPerson = Pick<RoleHolder, 'userId' | 'username'> & Lost
type LosingMachine = Omit<MachineHolder, 'roles'> & Lost
type LosingApiToken = Pick<HoldersApiToken, 'id' | 'name' | 'userId' | 'lastUsedAt'> &
  Pick<RoleHolder, 'username'>
export type Losses = {
  readonly people: Paged<LosingPerson>
  readonly apiTokens: Paged<LosingApiToken>
  readonly machines: Paged<LosingMachine>
}

export type Taking = {
  /** Those whom it may reach. */
  readonly holders: (part: PartOfHolders) => Promise<readonly RoleHolder[]>
  /** Left out where it reaches none: no machine is in a group. */
  readonly machines?: (part: PartOfHolders) => Promise<readonly MachineHolder[]>
  /** What is looked at of what each holds, if not all. */
  readonly among?: (held: readonly HeldRole[]) => readonly HeldRole[]
  /** A role that stays as it is has to be the same object. */
  readonly after: (held: readonly HeldRole[]) => readonly HeldRole[]
}

const MOST_NAMED = 50
const MOST_ROLES = 20
const PEOPLE_AT_ONCE = 50

export async function lossesBy(
  { roles }: Pick<Needs['store'], 'roles'>,
  organizationId: string,
  taking: Taking,
  at: Instant,
): Promise<Losses> {
  const { holders, among = (held) => held, after } = taking
  const people: LosingPerson[] = []
  const apiTokens: LosingApiToken[] = []
  const totals = { people: 0, apiTokens: 0 }
  for (let afterId = ''; ;) {
    const part = await holders({ afterId, limit: PEOPLE_AT_ONCE })
    const losing = new Map<string, RoleHolder>()
    for (const holder of part) {
      const before = among(holder.roles)
      const lost = lostRights(before, after(before), at)
      if (lost === undefined) continue
      losing.set(holder.userId, holder)
      const { userId, username } = holder
      if (++totals.people <= MOST_NAMED) people.push({ userId, username, ...toldOf(lost) })
    }
    for (const token of await roles.apiTokensOfHolders(organizationId, [...losing.keys()], at)) {
      const { username, roles: held } = losing.get(token.userId)!
      if (!narrows(token, among(held), after, at)) continue
      const { id, name, userId, lastUsedAt } = token
      if (++totals.apiTokens <= MOST_NAMED) apiTokens.push({ id, name, userId, username, lastUsedAt })
    }
    const last = part.at(-1)
    if (last === undefined || part.length < PEOPLE_AT_ONCE) break
    afterId = last.userId
    await setImmediate()
  }
  return {
    people: { items: people, total: totals.people },
    apiTokens: { items: apiTokens, total: totals.apiTokens },
    machines: await losingMachines(taking, at),
  }
}

async function losingMachines(
  { machines = async () => [], among = (held) => held, after }: Taking,
  at: Instant,
): Promise<Losses['machines']> {
  const items: LosingMachine[] = []
  let total = 0
  for (let afterId = ''; ;) {
    const part = await machines({ afterId, limit: PEOPLE_AT_ONCE })
    for (const { roles, ...machine } of part) {
      const before = among(roles)
      const lost = lostRights(before, after(before), at)
      if (lost !== undefined && ++total <= MOST_NAMED) items.push({ ...machine, ...toldOf(lost) })
    }
    const last = part.at(-1)
    if (last === undefined || part.length < PEOPLE_AT_ONCE) return { items, total }
    afterId = last.id
    await setImmediate()
  }
}

const toldOf = ({ roles, permissions }: LostRights): Lost => ({
  roles: roles.slice(0, MOST_ROLES),
  permissions: permissions.length,
})

/** To whom they may be named; how many is told to whoever may make the change. */
export const namedFor = (authority: Authority, { people, apiTokens, machines }: Losses): Losses => ({
  people: permits(authority, 'members.read') ? people : { ...people, items: [] },
  apiTokens: permits(authority, 'api-tokens.read') ? apiTokens : { ...apiTokens, items: [] },
  machines: permits(authority, 'oauth-apps.read') ? machines : { ...machines, items: [] },
})

function narrows(
  { allowedScopes, bounds }: HoldersApiToken,
  held: readonly HeldRole[],
  after: Taking['after'],
  at: Instant,
): boolean {
  const grantsWith = (roles: readonly HeldRole[]) => effectiveScope(allowedScopes, roles, at, bounds).grants
  const kept = new Set(grantsWith(after(held)).map(keyOf))
  return grantsWith(held).some(
    (grant) => !kept.has(keyOf(grant)) && !kept.has(keyOf({ ...grant, resource: null })),
  )
}

const keyOf = ({ kind, serviceId, name, resource }: Grant): string =>
  JSON.stringify([kind, serviceId, name, resource])
