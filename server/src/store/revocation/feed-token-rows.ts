/** Feed tokens at rest: their values as keyed hashes. */
import type { FeedToken } from '../../domain/feed-token.ts'
import type { Instant } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import { boundedPage } from '../page.ts'
import type { Schema } from '../schema.ts'
import type { FeedTokenChanges, FeedTokenReads } from './feed-tokens-store.ts'

const toFeedToken = (row: Schema['feed_tokens']): FeedToken => ({
  id: row.id,
  serviceId: row.service_id,
  name: row.name,
  createdAt: row.created_at,
  createdBy: row.created_by,
  lastHeardAt: row.last_heard_at,
})

export const feedTokenReads = (db: Database): FeedTokenReads => {
  const count = async (serviceId: string): Promise<number> => {
    const { total } = await db
      .selectFrom('feed_tokens')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('service_id', '=', serviceId)
      .executeTakeFirstOrThrow()
    return total
  }
  return {
    findPresented: async (id) => {
      const row = await db
        .selectFrom('feed_tokens')
        .innerJoin('services', 'services.id', 'feed_tokens.service_id')
        .selectAll('feed_tokens')
        .select(['services.organization_id', 'services.name as service_name', 'services.display_name'])
        .where('feed_tokens.id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { organization_id, service_name, display_name } = row
      return {
        ...{ token: toFeedToken(row), hash: row.hash },
        service: { organizationId: organization_id, name: service_name, displayName: display_name },
      }
    },
    list: async (serviceId, page) => ({
      items: await boundedPage(page, async ({ offset, limit }) => {
        const rows = await db
          .selectFrom('feed_tokens')
          .selectAll()
          .where('service_id', '=', serviceId)
          .orderBy('created_at', 'desc')
          .orderBy('id')
          .offset(offset)
          .limit(limit)
          .execute()
        return rows.map(toFeedToken)
      }),
      total: await count(serviceId),
    }),
    count,
  }
}

export const feedTokenChanges = (tx: Database): FeedTokenChanges => ({
  ...feedTokenReads(tx),
  insert: async ({ id, serviceId, name, hash, hashKeyId, createdAt, createdBy }) => {
    await tx
      .insertInto('feed_tokens')
      .values({
        ...{ id, name, hash, service_id: serviceId, hash_key_id: hashKeyId },
        ...{ created_at: createdAt, created_by: createdBy, last_heard_at: null },
      })
      .execute()
  },
  remove: async (serviceId, id) => {
    const row = await tx
      .deleteFrom('feed_tokens')
      .where('service_id', '=', serviceId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    return row && toFeedToken(row)
  },
})

export async function touchFeedTokens(tx: Database, ids: readonly string[], at: Instant): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .updateTable('feed_tokens')
    .set({ last_heard_at: at })
    .where('id', 'in', ids)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
