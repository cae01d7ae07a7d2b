/** Values of API tokens that can't be exchanged any more, by their places in status lists. */
import type { Instant } from '../../domain/instant.ts'
import type { StatusIndex } from '../../domain/status-list.ts'
import type { Database } from '../engine.ts'
import { pagesSince, withdrawnMembers, type Members } from './pages.ts'

export async function* endedValues(db: Database, since: Instant): AsyncGenerator<readonly StatusIndex[]> {
  const values = { table: 'api_token_secrets', moment: 'revoked_at', key: 'id' } as const
  for await (const ids of pagesSince<string>(db, values, 'id', since))
    yield* valuesWhere(db, 'api_token_secrets.id', ids)
  for (const moment of ['revoked_at', 'deactivated_at'] as const) {
    const tokens = { table: 'api_tokens', moment, key: 'id' } as const
    for await (const ids of pagesSince<string>(db, tokens, 'id', since))
      yield* valuesWhere(db, 'api_token_secrets.api_token_id', ids)
  }
  for await (const members of withdrawnMembers(db, since)) yield await valuesOf(db, members)
}

async function* valuesWhere(
  db: Database,
  column: 'api_token_secrets.id' | 'api_token_secrets.api_token_id',
  ids: readonly string[],
): AsyncGenerator<readonly StatusIndex[]> {
  for (let from = 0; from < ids.length; from += 500) {
    const rows = await db
      .selectFrom('api_token_secrets')
      .select(['status_list as list', 'status_index as index'])
      .where(column, 'in', ids.slice(from, from + 500))
      .execute()
    yield rows
  }
}

const valuesOf = (db: Database, { organizationId, userIds }: Members): Promise<readonly StatusIndex[]> =>
  db
    .selectFrom('api_tokens')
    .innerJoin('api_token_secrets', 'api_token_secrets.api_token_id', 'api_tokens.id')
    .select(['status_list as list', 'status_index as index'])
    .where('api_tokens.organization_id', '=', organizationId)
    .where('api_tokens.user_id', 'in', userIds)
    .where('api_tokens.revoked_at', 'is', null)
    .where('api_token_secrets.revoked_at', 'is', null)
    .execute()
