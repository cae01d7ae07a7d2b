/**
 * Batches of uses, a few statements each however many uses they hold. Uses of tokens that are gone are dropped, and a
 * batch that comes late never moves "last used" back,
 * unless to correct what a clock that was ahead has written.
 */
import { sql } from 'kysely'
import { DAY_MS, MINUTE_MS, type Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { ApiTokenUsage, EndedValue } from '../exchange/exchange-store.ts'
import type { Losses } from '../losses.ts'
import { endOldValues } from './old-value-rows.ts'
import { oldValuesAmong, partedUses, setOldLastUsed } from './old-value-usage.ts'
import { integer, text, values } from '../rows-as-table.ts'

/** After it nothing was written by a clock that was ahead. */
const FAR_FUTURE = Number.MAX_SAFE_INTEGER - DAY_MS

/** Stays below the number of parameters that either engine takes in one statement. */
const ROWS_PER_STATEMENT = 500

export async function addUsage(
  tx: Database,
  usage: readonly ApiTokenUsage[],
  losses: Losses,
  now: Instant = FAR_FUTURE,
): Promise<EndedValue[]> {
  const used = usage.filter(({ exchanges }) => exchanges > 0)
  const oldValues = []
  for (const ids of batches(tokensOf(used))) oldValues.push(...(await oldValuesAmong(tx, ids)))
  const { ofPresent, ofOld, ended } = partedUses(used, oldValues)
  for (const rows of batches(latestOfTokens(ofPresent))) await setLastUsed(tx, rows, now)
  for (const rows of batches(latestOfTokens(ofOld))) await setOldLastUsed(tx, rows, now)
  for (const rows of batches(daysOfTokens(used))) await addExchanges(tx, rows)
  for (const rows of batches(sightingsOf(usage))) await setSeenInUrl(tx, rows)
  const told = []
  for (const rows of batches(ended)) told.push(...(await endOldValues(tx, rows, losses)))
  return told
}

const tokensOf = (usage: readonly ApiTokenUsage[]): string[] => [
  ...new Set(usage.map(({ apiTokenId }) => apiTokenId)),
]

function* batches<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    yield rows.slice(from, from + ROWS_PER_STATEMENT)
  }
}

const latestOfTokens = (usage: readonly ApiTokenUsage[]): ApiTokenUsage[] => {
  const latest = new Map<string, ApiTokenUsage>()
  for (const use of usage) {
    const known = latest.get(use.apiTokenId)
    if (!known || known.lastUsedAt < use.lastUsedAt) latest.set(use.apiTokenId, use)
  }
  // One order in every process: two batches then wait for each other instead of deadlocking.
  return [...latest.values()].toSorted(byTokenId)
}

type Day = { readonly apiTokenId: string; readonly day: Instant; readonly exchanges: number }

/** One row per token and day: an upsert may meet a row only once in a statement. */
const daysOfTokens = (usage: readonly ApiTokenUsage[]): Day[] => {
  const days = new Map<string, Day>()
  for (const { apiTokenId, lastUsedAt, exchanges } of usage) {
    const day = lastUsedAt - (lastUsedAt % DAY_MS)
    const key = `${apiTokenId} ${day}`
    days.set(key, { apiTokenId, day, exchanges: exchanges + (days.get(key)?.exchanges ?? 0) })
  }
  return [...days.values()].toSorted(byTokenId)
}

type Sighting = { readonly apiTokenId: string; readonly secretId: string; readonly at: Instant }

const sightingsOf = (usage: readonly ApiTokenUsage[]): Sighting[] =>
  usage
    .flatMap(({ apiTokenId, secretId, seenInUrlAt }) =>
      seenInUrlAt === null ? [] : [{ apiTokenId, secretId, at: seenInUrlAt }],
    )
    .toSorted(byTokenId)

const byTokenId = (one: { apiTokenId: string }, other: { apiTokenId: string }): number =>
  one.apiTokenId < other.apiTokenId ? -1 : 1

async function setLastUsed(tx: Database, uses: readonly ApiTokenUsage[], now: Instant): Promise<void> {
  type Row = { id: string; at: Instant; address: string; user_agent: string }
  const rows = uses.map(
    (use) =>
      sql`(${text(use.apiTokenId)}, ${integer(use.lastUsedAt)}, ${text(use.address)}, ${text(use.userAgent)})`,
  )
  await tx
    .with('used(id, at, address, user_agent)', () => values<Row>(rows))
    .updateTable('api_tokens')
    .from('used')
    .set((from) => ({
      last_used_at: from.ref('used.at'),
      last_used_address: from.ref('used.address'),
      last_used_user_agent: from.ref('used.user_agent'),
    }))
    .whereRef('api_tokens.id', '=', 'used.id')
    // Says the same again: for more than a handful of rows SQLite reads the whole table otherwise.
    .where('api_tokens.id', 'in', (from) => from.selectFrom('used').select('used.id'))
    .where((where) =>
      where.or([
        where('api_tokens.last_used_at', 'is', null),
        where('api_tokens.last_used_at', '<', where.ref('used.at')),
        where('api_tokens.last_used_at', '>', now + MINUTE_MS),
      ]),
    )
    .execute()
}

async function addExchanges(tx: Database, days: readonly Day[]): Promise<void> {
  type Row = { id: string; day: Instant; exchanges: number }
  const rows = days.map(
    ({ apiTokenId, day, exchanges }) => sql`(${text(apiTokenId)}, ${integer(day)}, ${integer(exchanges)})`,
  )
  await tx
    .with('used(id, day, exchanges)', () => values<Row>(rows))
    .insertInto('api_token_usage')
    .columns(['api_token_id', 'day', 'exchanges'])
    .expression((from) =>
      from
        .selectFrom('used')
        .select(['used.id', 'used.day', 'used.exchanges'])
        // Not a join, for which SQLite reads the whole table.
        .where(({ exists, selectFrom }) =>
          exists(selectFrom('api_tokens').select('api_tokens.id').whereRef('api_tokens.id', '=', 'used.id')),
        ),
    )
    .onConflict((conflict) =>
      conflict.columns(['api_token_id', 'day']).doUpdateSet((from) => ({
        exchanges: sql`${from.ref('api_token_usage.exchanges')} + ${from.ref('excluded.exchanges')}`,
      })),
    )
    .execute()
}

/** The first time is kept. Only of the present value: regenerating was the cure for an older one. */
async function setSeenInUrl(tx: Database, sightings: readonly Sighting[]): Promise<void> {
  type Row = { id: string; secret_id: string; at: Instant }
  const rows = sightings.map(
    ({ apiTokenId, secretId, at }) => sql`(${text(apiTokenId)}, ${text(secretId)}, ${integer(at)})`,
  )
  await tx
    .with('seen(id, secret_id, at)', () => values<Row>(rows))
    .updateTable('api_tokens')
    .from('seen')
    .set((from) => ({ seen_in_url_at: from.ref('seen.at') }))
    .whereRef('api_tokens.id', '=', 'seen.id')
    .where('api_tokens.id', 'in', (from) => from.selectFrom('seen').select('seen.id'))
    .whereRef('api_tokens.secret_id', '=', 'seen.secret_id')
    .where('api_tokens.seen_in_url_at', 'is', null)
    .execute()
}
