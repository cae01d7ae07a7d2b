/** Who may decide a request: whoever may give just this role to just this person, and did not ask for it themselves. */
import { actsAsOwner, mayGive, type Giver } from '../../domain/assigning.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import type { Caller } from '../../domain/caller.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { Instant } from '../../domain/instant.ts'
import { ORGANIZATION_ROLES } from '../../domain/organization-roles.ts'
import { isOwnersAlone } from '../../domain/person.ts'
import type { RequestedRole } from '../../domain/role-requests/role-request.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { User } from '../../domain/user.ts'
import type { Reads } from '../../store/store.ts'
import { giverOf } from '../roles/giving.ts'

/** Each of them has to agree. */
export type Decider = readonly {
  readonly isGivable: ReturnType<typeof mayGive>
  readonly isOwner: boolean
}[]

const as = (giver: Giver): Decider[number] => ({
  isGivable: mayGive(giver),
  isOwner: actsAsOwner(giver.authority),
})
const asPerson = (held: readonly HeldRole[], now: Instant): Decider[number] =>
  as({ authority: effectiveScope(EVERY_SCOPE, held, now), held, now })

/**
 * As far as the caller was let in, and as the person is at this moment: asked within a change, what they lost since they
 * were let in does not count.
 */
export async function deciderOf(
  reads: Pick<Reads, 'roles' | 'organizations'>,
  caller: Caller,
  now: Instant,
): Promise<Decider | undefined> {
  const { user, organization } = caller
  if ((await reads.organizations.findForMember(organization.id, user.id)) === undefined) return undefined
  const asCaller = await giverOf(reads, caller, now)
  return [as(asCaller), asPerson(asCaller.held, now)]
}

/** Until then; null for ever. Owners are touched by owners alone. */
export const mayGrant = (
  decider: Decider | undefined,
  askerHolds: readonly HeldRole[],
  role: RequestedRole,
  endsAt: Instant | null,
): boolean =>
  decider?.every(
    ({ isGivable, isOwner }) =>
      isGivable({ ...role, startsAt: null, endsAt }) && (isOwner || !isOwnersAlone(askerHolds)),
  ) === true

/** For some time at least: then what they hold may still be too short for what is asked, and they shorten it. */
export const mayDecide = (
  decider: Decider | undefined,
  askerHolds: readonly HeldRole[],
  role: RequestedRole,
  now: Instant,
): boolean => mayGrant(decider, askerHolds, role, now + 1)

export type Approvers = {
  readonly among: readonly { readonly user: User; readonly decider: Decider }[]
  /** False in an organization with more people who manage members than are looked at. */
  readonly areAll: boolean
}

const MANAGING = Object.entries(ORGANIZATION_ROLES).flatMap(([name, { permissions }]) =>
  permissions.some((permission) => permission === 'members.manage') ? [name] : [],
)
const MOST_LOOKED_AT = 200

/** Everyone but the asker who manages members now and can act; owners, who come first in the table, first. */
export async function findApprovers(
  { people }: Pick<Reads, 'people'>,
  organizationId: string,
  askerId: string,
  now: Instant,
): Promise<Approvers> {
  const among = new Map<string, Approvers['among'][number]>()
  let areAll = true
  for (const role of MANAGING) {
    const asked = { search: '', role, state: 'active', sort: 'username' } as const
    const page = { offset: 0, limit: MOST_LOOKED_AT }
    const { items, total } = await people.list(organizationId, asked, page, now)
    areAll &&= total <= items.length
    for (const { user, roles } of items)
      if (user.id !== askerId && user.deactivatedAt === null)
        among.set(user.id, { user, decider: [asPerson(roles, now)] })
  }
  return { among: [...among.values()], areAll }
}
