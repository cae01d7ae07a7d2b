/**
 * What uses mean where an API token has an old value beside its present one: each value has its own last use, and the
 * first of the new one may end the old one. A row at a time, since few tokens have two values.
 */
import { MINUTE_MS, type Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { ApiTokenUsage, EndedValue } from '../exchange/exchange-store.ts'
import { endOldValue } from './old-value-rows.ts'

type OldValue = Awaited<ReturnType<typeof oldValuesAmong>>[number]
type FirstUse = OldValue & { readonly usedAt: Instant }

/** Of those that have one. */
export const oldValuesAmong = (tx: Database, apiTokenIds: readonly string[]) =>
  tx
    .selectFrom('api_tokens')
    .select(['id', 'organization_id', 'user_id', 'secret_id', 'old_secret_id', 'old_ends_at_first_use'])
    .where('id', 'in', apiTokenIds)
    .where('old_secret_id', 'is not', null)
    .orderBy('id')
    .execute()

/** By the value that was used; and the first uses that end an old value. */
export function partedUses(usage: readonly ApiTokenUsage[], oldValues: readonly OldValue[]) {
  const byToken = new Map(oldValues.map((row) => [row.id, row]))
  const ofPresent: ApiTokenUsage[] = []
  const ofOld: ApiTokenUsage[] = []
  const firstUses: FirstUse[] = []
  for (const use of usage) {
    const row = byToken.get(use.apiTokenId)
    const isOld = row?.old_secret_id === use.secretId
    ;(isOld ? ofOld : ofPresent).push(use)
    const isFirst = row?.old_ends_at_first_use === 1 && row.secret_id === use.secretId
    if (isFirst) firstUses.push({ ...row, usedAt: use.lastUsedAt })
  }
  return { ofPresent, ofOld, firstUses }
}

/** As of the present one: never backwards, unless to correct a clock that was ahead. */
export async function setOldLastUsed(tx: Database, use: ApiTokenUsage, now: Instant): Promise<void> {
  await tx
    .updateTable('api_tokens')
    .set({
      old_last_used_at: use.lastUsedAt,
      old_last_used_address: use.address,
      old_last_used_user_agent: use.userAgent,
    })
    .where('id', '=', use.apiTokenId)
    .where('old_secret_id', '=', use.secretId)
    .where((where) =>
      where.or([
        where('old_last_used_at', 'is', null),
        where('old_last_used_at', '<', use.lastUsedAt),
        where('old_last_used_at', '>', now + MINUTE_MS),
      ]),
    )
    .execute()
}

export async function endAtFirstUse(tx: Database, firstUses: readonly FirstUse[]): Promise<EndedValue[]> {
  const ended: EndedValue[] = []
  for (const { id, organization_id, user_id, old_secret_id, usedAt } of firstUses) {
    const secretId = old_secret_id ?? ''
    if (!(await endOldValue(tx, id, secretId, usedAt))) continue
    ended.push({ apiTokenId: id, organizationId: organization_id, userId: user_id, secretId, at: usedAt })
  }
  return ended
}
