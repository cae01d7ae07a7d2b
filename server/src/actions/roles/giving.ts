/** Refuses to give what the giver may not: the one door of everything that gives anybody a role. */
import { mayGive, type AskedRole, type Giver } from '../../domain/assigning.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Reads } from '../../store/store.ts'

/** What is given together under one name, for instance by putting somebody into a group. */
export type Bundle = { readonly displayName: string; readonly roles: readonly AskedRole[] }

const MOST_NAMED = 10

export const giverOf = async (
  { roles }: Pick<Reads, 'roles'>,
  { authority, user, organization }: Caller,
  now: Instant,
): Promise<Giver> => ({ authority, held: await roles.heldBy(user.id, organization.id), now })

/** @throws {Refusal} `forbidden`, naming the roles and the bundles that are not the giver's to give */
export function refuseGivingMore(
  giver: Giver,
  roles: readonly AskedRole[],
  bundles: readonly Bundle[] = [],
): void {
  const isGivable = mayGive(giver)
  const beyond = [
    ...roles.filter((role) => !isGivable(role)).map(({ name }) => name),
    ...bundles.filter((bundle) => !bundle.roles.every(isGivable)).map(({ displayName }) => displayName),
  ]
  if (beyond.length === 0) return
  throw new Refusal('forbidden', {
    detail: `You can’t give ${beyond.slice(0, MOST_NAMED).join(', ')}: you don’t hold it yourself, on as much and for as long. Leave it out, or ask an organization owner.`,
  })
}
