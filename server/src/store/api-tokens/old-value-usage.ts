/**
 * What uses mean where an API token has an old value beside its present one: each value has its own last use, and the
 * first of the new one may end the old one.
 */
import { sql } from 'kysely'
import { MINUTE_MS, type Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { ApiTokenUsage, EndedValue } from '../exchange/exchange-store.ts'
import { endedValue } from './old-value-rows.ts'
import { integer, text, values } from '../rows-as-table.ts'

type OldValue = Awaited<ReturnType<typeof oldValuesAmong>>[number]

/** Of those that have one. */
export const oldValuesAmong = (tx: Database, apiTokenIds: readonly string[]) =>
  tx
    .selectFrom('api_tokens')
    .select(['id', 'organization_id', 'user_id', 'secret_id', 'old_secret_id', 'old_ends_at_first_use'])
    .where('id', 'in', apiTokenIds)
    .where('old_secret_id', 'is not', null)
    .orderBy('id')
    .execute()

/** By the value that was used; and the old values that end by the first use of the new one. */
export function partedUses(usage: readonly ApiTokenUsage[], oldValues: readonly OldValue[]) {
  const byToken = new Map(oldValues.map((row) => [row.id, row]))
  const ofPresent: ApiTokenUsage[] = []
  const ofOld: ApiTokenUsage[] = []
  const ended: EndedValue[] = []
  for (const use of usage) {
    const row = byToken.get(use.apiTokenId)
    const isOld = row?.old_secret_id === use.secretId
    ;(isOld ? ofOld : ofPresent).push(use)
    const isFirst = row?.old_ends_at_first_use === 1 && row.secret_id === use.secretId
    if (isFirst) ended.push(endedValue(row, use.lastUsedAt))
  }
  return { ofPresent, ofOld, ended }
}

/** As of the present one: never backwards, unless to correct a clock that was ahead. One use of each token. */
export async function setOldLastUsed(
  tx: Database,
  uses: readonly ApiTokenUsage[],
  now: Instant,
): Promise<void> {
  type Row = { id: string; secret_id: string; at: Instant; address: string; user_agent: string }
  const rows = uses.map(
    ({ apiTokenId, secretId, lastUsedAt, address, userAgent }) =>
      sql`(${text(apiTokenId)}, ${text(secretId)}, ${integer(lastUsedAt)}, ${text(address)}, ${text(userAgent)})`,
  )
  await tx
    .with('used(id, secret_id, at, address, user_agent)', () => values<Row>(rows))
    .updateTable('api_tokens')
    .from('used')
    .set((from) => ({
      old_last_used_at: from.ref('used.at'),
      old_last_used_address: from.ref('used.address'),
      old_last_used_user_agent: from.ref('used.user_agent'),
    }))
    .whereRef('api_tokens.id', '=', 'used.id')
    .where('api_tokens.id', 'in', (from) => from.selectFrom('used').select('used.id'))
    .whereRef('api_tokens.old_secret_id', '=', 'used.secret_id')
    .where((where) =>
      where.or([
        where('old_last_used_at', 'is', null),
        where('old_last_used_at', '<', where.ref('used.at')),
        where('old_last_used_at', '>', now + MINUTE_MS),
      ]),
    )
    .execute()
}
