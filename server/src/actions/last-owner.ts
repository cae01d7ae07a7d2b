/**
 * An organization that has an owner keeps one, and the installation a platform operator. Every change that could take the
 * last one away runs in here. Who is disabled or deactivated, holds the role for a time only or was merely invited doesn't
 * count.
 */
import { Refusal } from '../domain/refusal.ts'
import type { Instant } from '../domain/instant.ts'
import type { Changes } from '../store/store.ts'

const KEPT = {
  org_owner:
    'This would leave the organization without an owner who can act. Make somebody else an owner first.',
  platform_operator:
    'This would leave the installation without a platform operator who can act. Make somebody else one first.',
} as const
type KeptRole = keyof typeof KEPT
const KEPT_ROLES = Object.keys(KEPT) as KeptRole[]

/** @throws {Refusal} `last_owner`, and then nothing has changed */
export async function keepingOwners<Result>(
  tx: Pick<Changes, 'organizations' | 'roles'>,
  organizationId: string,
  now: Instant,
  change: () => Promise<Result>,
): Promise<Result> {
  // Two owners who demote each other at once: the second waits here, and then finds that it is the last.
  await tx.organizations.lock(organizationId)
  const count = (name: KeptRole): Promise<number> => tx.roles.countLastingHolders(organizationId, name, now)
  const before = await inTurn(KEPT_ROLES, count)
  const result = await change()
  const after = await inTurn(KEPT_ROLES, count)
  const [gone] = KEPT_ROLES.filter((_, index) => before[index]! > 0 && after[index] === 0)
  if (gone !== undefined) throw new Refusal('last_owner', { detail: KEPT[gone] })
  return result
}

/** One connection has one transaction, and answers one question after the other. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await ask(item))
  return results
}
