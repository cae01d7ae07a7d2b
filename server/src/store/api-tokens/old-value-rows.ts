/**
 * The old value of an API token beside its present one: begun by regenerating, ended by its owner, the clock or the first
 * use of the new one. What it was last used by is kept apart while there are two, and joined again when it ends.
 */
import { sql, type RawBuilder, type Selection } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import { laterUse, type LastUse, type NewOverlap, type Overlap } from '../../domain/api-tokens/overlap.ts'
import type { Database } from '../engine.ts'
import type { EndedValue } from '../exchange/exchange-store.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'
import { integer, text, values } from '../rows-as-table.ts'

export const OLD_VALUE_COLUMNS = [
  'api_tokens.old_secret_id as token_old_secret_id',
  'api_tokens.old_ends_at as token_old_ends_at',
  'api_tokens.old_ends_at_first_use as token_old_ends_at_first_use',
  'api_tokens.old_last_used_at as token_old_last_used_at',
  'api_tokens.old_last_used_address as token_old_last_used_address',
  'api_tokens.old_last_used_user_agent as token_old_last_used_user_agent',
  'api_tokens.last_used_at as token_last_used_at',
  'api_tokens.last_used_address as token_last_used_address',
  'api_tokens.last_used_user_agent as token_last_used_user_agent',
] as const

type OldValueRow = Selection<Schema, 'api_tokens', (typeof OLD_VALUE_COLUMNS)[number]>

const useOf = (at: Instant | null, address: string | null, userAgent: string | null): LastUse | null =>
  at === null ? null : { at, address: address ?? '', userAgent: userAgent ?? '' }

/** The uses of one or two values, and of the token as a whole. */
export function toUses(row: OldValueRow) {
  const presentUse = useOf(
    row.token_last_used_at,
    row.token_last_used_address,
    row.token_last_used_user_agent,
  )
  const oldUse = useOf(
    row.token_old_last_used_at,
    row.token_old_last_used_address,
    row.token_old_last_used_user_agent,
  )
  const lastUse = laterUse(presentUse, oldUse)
  const overlap: Overlap | null =
    row.token_old_secret_id === null
      ? null
      : {
          secretId: row.token_old_secret_id,
          endsAt: row.token_old_ends_at ?? 0,
          endsAtFirstUse: row.token_old_ends_at_first_use === 1,
          oldUse,
          presentUse,
        }
  return {
    lastUsedAt: lastUse?.at ?? null,
    lastUsedAddress: lastUse?.address ?? null,
    lastUsedUserAgent: lastUse?.userAgent ?? null,
    overlap,
  }
}

const laterOf = <Column>(column: 'at' | 'address' | 'user_agent'): RawBuilder<Column> => {
  const [old, present] = [sql.ref(`old_last_used_${column}`), sql.ref(`last_used_${column}`)]
  return sql`case when coalesce(old_last_used_at, -1) > coalesce(last_used_at, -1) then ${old} else ${present} end`
}

const lastUse = () => ({
  at: laterOf<Instant | null>('at'),
  address: laterOf<string | null>('address'),
  user_agent: laterOf<string | null>('user_agent'),
})

/** What of the row changes when there is one value again. */
export const oneValue = () => ({
  ...{ old_secret_id: null, old_ends_at: null, old_ends_at_first_use: 0 as const },
  ...{ old_last_used_at: null, old_last_used_address: null, old_last_used_user_agent: null },
  last_used_at: lastUse().at,
  last_used_address: lastUse().address,
  last_used_user_agent: lastUse().user_agent,
})

/** What of the row changes when the present value becomes the old one and works on: its uses go with it. */
export const twoValues = (secretId: string, { endsAt, endsAtFirstUse }: NewOverlap) => ({
  old_secret_id: secretId,
  old_ends_at: endsAt,
  old_ends_at_first_use: endsAtFirstUse ? (1 as const) : (0 as const),
  old_last_used_at: lastUse().at,
  old_last_used_address: lastUse().address,
  old_last_used_user_agent: lastUse().user_agent,
  ...{ last_used_at: null, last_used_address: null, last_used_user_agent: null },
})

type OldValueOf = {
  readonly id: string
  readonly organization_id: string
  readonly user_id: string
  readonly old_secret_id: string | null
}

export const endedValue = (row: OldValueOf, at: Instant): EndedValue => ({
  apiTokenId: row.id,
  organizationId: row.organization_id,
  userId: row.user_id,
  secretId: row.old_secret_id ?? '',
  at,
})

/** Answers those that were old values until now: of two who end one, one has ended it. */
export async function endOldValues<Ended extends Pick<EndedValue, 'apiTokenId' | 'secretId' | 'at'>>(
  tx: Database,
  ended: readonly Ended[],
  losses: Losses,
): Promise<Ended[]> {
  if (ended.length === 0) return []
  type Row = { id: string; secret_id: string; at: Instant }
  const tableOf = (some: readonly Ended[]) =>
    values<Row>(
      some.map(
        ({ apiTokenId, secretId, at }) => sql`(${text(apiTokenId)}, ${text(secretId)}, ${integer(at)})`,
      ),
    )
  const changed = await tx
    .with('ended(id, secret_id, at)', () => tableOf(ended))
    .updateTable('api_tokens')
    .from('ended')
    .set(oneValue())
    .whereRef('api_tokens.id', '=', 'ended.id')
    .where('api_tokens.id', 'in', (from) => from.selectFrom('ended').select('ended.id'))
    .whereRef('api_tokens.old_secret_id', '=', 'ended.secret_id')
    .returning('api_tokens.id')
    .execute()
  const ids = new Set(changed.map(({ id }) => id))
  const told = ended.filter(({ apiTokenId }) => ids.delete(apiTokenId))
  if (told.length === 0) return []
  await tx
    .with('ended(id, secret_id, at)', () => tableOf(told))
    .updateTable('api_token_secrets')
    .from('ended')
    .set((from) => ({ revoked_at: from.ref('ended.at') }))
    .whereRef('api_token_secrets.id', '=', 'ended.secret_id')
    .where('api_token_secrets.id', 'in', (from) => from.selectFrom('ended').select('ended.secret_id'))
    .where('revoked_at', 'is', null)
    .execute()
  losses.valuesEnded(told.map(({ secretId }) => secretId))
  return told
}

/** Those whose time is over, so many at the most; of a token that was revoked nothing is told. */
export async function endOverdueValues(tx: Database, now: Instant, limit: number, losses: Losses) {
  const rows = await tx
    .selectFrom('api_tokens')
    .select(['id', 'organization_id', 'user_id', 'old_secret_id', 'old_ends_at', 'revoked_at'])
    .where('old_secret_id', 'is not', null)
    .where('old_ends_at', '<=', now)
    .orderBy('old_ends_at')
    .limit(limit)
    .execute()
  const revoked = new Set(rows.flatMap(({ id, revoked_at }) => (revoked_at === null ? [] : [id])))
  const ended = await endOldValues(
    tx,
    rows.map((row) => endedValue(row, row.old_ends_at ?? now)),
    losses,
  )
  return { count: rows.length, ended: ended.filter(({ apiTokenId }) => !revoked.has(apiTokenId)) }
}
