/**
 * API tokens and their values at rest. Reads go through the owner; a change is guarded in the UPDATE itself, so that of
 * two at once exactly one happens and a token never has two live values.
 */
import { sql, type Insertable, type RawBuilder, type SqlBool } from 'kysely'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { Lifetime } from '../../domain/api-tokens/lifetime.ts'
import { DAY_MS } from '../../domain/instant.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Find } from '../exact-lookup.ts'
import { boundedPage } from '../page.ts'
import { changeReminders, putReminders, renewReminders } from '../reminders/api-token-reminder-rows.ts'
import type { Schema } from '../schema.ts'
import { API_TOKEN_COLUMNS, toApiToken, tokensOf } from './api-token-columns.ts'
import type {
  ApiTokenChanges,
  ApiTokenReads,
  CallerFacts,
  NewApiToken,
  NewSecret,
} from './api-tokens-store.ts'
import { lineOf, revokeMade, takeTurn } from './lineage.ts'
import { endOldValues, endOverdueValues, oneValue, twoValues } from './old-value-rows.ts'
import { purge } from './purge.ts'
import { insertValue } from './status-place.ts'

const lifetimeColumn = (lifetime: Lifetime | null): string | null =>
  lifetime === null ? null : JSON.stringify(lifetime)

const boundsColumn = (bounds: ApiToken['bounds']): string | null =>
  bounds.length === 0 ? null : JSON.stringify(bounds)

const toRow = (token: NewApiToken, secretId: string) =>
  ({
    id: token.id,
    organization_id: token.organizationId,
    user_id: token.userId,
    name: token.name,
    description: token.description,
    allowed_scopes: JSON.stringify(token.allowedScopes),
    parent_id: token.parentId,
    bounds: boundsColumn(token.bounds),
    lifetime: lifetimeColumn(token.lifetime),
    reminder_days: token.reminderDays,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    secret_id: secretId,
    old_ends_at_first_use: 0,
  }) satisfies Insertable<Schema['api_tokens']>

const toSecretRow = (apiTokenId: string, secret: NewSecret) => ({
  id: secret.id,
  api_token_id: apiTokenId,
  hash: secret.hash,
  hash_key_id: secret.hashKeyId,
  created_at: secret.createdAt,
})

export const apiTokenReads = (db: Database, findForCaller: Find<CallerFacts>): ApiTokenReads => ({
  findForCaller: (apiTokenId) => findForCaller(db, apiTokenId),
  find: async (owner, id) => {
    const row = await tokensOf(db, owner)
      .select(API_TOKEN_COLUMNS)
      .where('api_tokens.id', '=', id)
      .executeTakeFirst()
    return row && toApiToken(row)
  },
  hasValue: async (id, secretId) => {
    const row = await db
      .selectFrom('api_token_secrets')
      .select('id')
      .where('id', '=', secretId)
      .where('api_token_id', '=', id)
      .executeTakeFirst()
    return row !== undefined
  },
  list: async (owner, page) => {
    const items = await boundedPage(page, async ({ offset, limit }) => {
      const rows = await tokensOf(db, owner)
        .select(API_TOKEN_COLUMNS)
        .orderBy('api_tokens.created_at', 'desc')
        .orderBy('api_tokens.id', 'desc')
        .offset(offset)
        .limit(limit)
        .execute()
      return rows.map(toApiToken)
    })
    const { total } = await tokensOf(db, owner)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return { items, total }
  },
  exchangesByDay: (owner, id, since) =>
    tokensOf(db, owner)
      .innerJoin('api_token_usage', 'api_token_usage.api_token_id', 'api_tokens.id')
      .select(['api_token_usage.day', 'api_token_usage.exchanges'])
      .where('api_tokens.id', '=', id)
      .where('api_token_usage.day', '>', since - DAY_MS)
      .orderBy('api_token_usage.day')
      .execute(),
})

const REMINDABLE = ['id', 'reminder_days', 'created_at', 'regenerated_at', 'expires_at'] as const

/** So long others are held off at most, should a process end between keeping a value and telling it. */
const TOLD_WITHIN_MS = 10_000

/** Later than the moment somebody asked; what a clock that was ahead has written proves nothing. */
const toldSince = (askedMsAgo: number, databaseNow: RawBuilder<number>): RawBuilder<SqlBool> =>
  sql`value_told_at > ${databaseNow} - ${askedMsAgo} and value_told_at <= ${databaseNow} + ${TOLD_WITHIN_MS}`

export const apiTokenChanges = (
  tx: Database,
  findForCaller: Find<CallerFacts>,
  databaseNow: RawBuilder<number>,
  losses: Losses,
): ApiTokenChanges => ({
  ...apiTokenReads(tx, findForCaller),
  insert: async (token, secret) => {
    const row = await tx
      .insertInto('api_tokens')
      .values(toRow(token, secret.id))
      .returning(API_TOKEN_COLUMNS)
      .executeTakeFirstOrThrow()
    await insertValue(tx, toSecretRow(token.id, secret))
    await putReminders(tx, { ...toRow(token, secret.id), regenerated_at: null })
    return toApiToken(row)
  },
  edit: async (id, { name, description, reminderDays }) => {
    const edited = await tx
      .updateTable('api_tokens')
      .set((token) => ({
        name: name ?? token.ref('name'),
        description: description === undefined ? token.ref('description') : description,
        reminder_days: reminderDays === undefined ? token.ref('reminder_days') : reminderDays,
      }))
      .where('id', '=', id)
      .returning(REMINDABLE)
      .executeTakeFirst()
    if (edited && reminderDays !== undefined) await changeReminders(tx, edited)
    return edited !== undefined
  },
  regenerate: async (id, change) => {
    const { secretId, secret, parentId, bounds, lifetime, expiresAt, at, askedMsAgo, overlap = null } = change
    // First the guard: of two at once the second waits here, then finds another value to be the present one.
    const regenerated = await tx
      .updateTable('api_tokens')
      .set({
        secret_id: secret.id,
        parent_id: parentId,
        bounds: boundsColumn(bounds),
        lifetime: lifetimeColumn(lifetime),
        expires_at: expiresAt,
        regenerated_at: at,
        seen_in_url_at: null,
        ...(overlap ? twoValues(secretId, overlap) : oneValue()),
        value_told_at: sql<number>`${databaseNow} + ${TOLD_WITHIN_MS}`,
      })
      .where('id', '=', id)
      .where('secret_id', '=', secretId)
      .where('revoked_at', 'is', null)
      .$if(askedMsAgo !== undefined, (update) =>
        update.where(sql<boolean>`(${toldSince(askedMsAgo!, databaseNow)}) is not true`),
      )
      .returning(REMINDABLE)
      .executeTakeFirst()
    if (regenerated === undefined) return false
    await renewReminders(tx, regenerated)
    const ended = await tx
      .updateTable('api_token_secrets')
      .set({ revoked_at: at })
      .where('api_token_id', '=', id)
      .where('revoked_at', 'is', null)
      .$if(overlap !== null, (update) => update.where('id', '<>', secretId))
      .returning('id')
      .execute()
    losses.valuesEnded(ended.map((value) => value.id))
    if (overlap) {
      const { endsAt } = overlap
      await tx
        .updateTable('api_token_secrets')
        .set({ expires_at: endsAt })
        .where('id', '=', secretId)
        .execute()
    }
    await insertValue(tx, toSecretRow(id, secret))
    return true
  },
  told: async (id, secretId, inMs) => {
    await tx
      .updateTable('api_tokens')
      .set({ value_told_at: sql<number>`${databaseNow} + ${inMs}` })
      .where('id', '=', id)
      .where('secret_id', '=', secretId)
      .execute()
  },
  endOldValue: async (apiTokenId, secretId, at) =>
    (await endOldValues(tx, [{ apiTokenId, secretId, at }], losses)).length === 1,
  endOverdueValues: (now, limit) => endOverdueValues(tx, now, limit, losses),
  revoke: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('api_tokens')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 1n) losses.apiTokensEnded([id])
    return numUpdatedRows === 1n
  },
  countInForce: async (owner, at) => {
    await takeTurn(tx, owner)
    const { count } = await tokensOf(tx, owner)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', at)]))
      .executeTakeFirstOrThrow()
    return Number(count)
  },
  revokeAll: async (owner, at, limit) => {
    const next = tokensOf(tx, owner).select('id').where('revoked_at', 'is', null).limit(limit)
    const rows = await tx
      .updateTable('api_tokens')
      .set({ revoked_at: at })
      .where('id', 'in', next)
      .where('revoked_at', 'is', null)
      .returning('id')
      .execute()
    // One word for all of them.
    if (rows.length > 0) losses.rightsLost(owner)
    return rows.map(({ id }) => id)
  },
  takeTurn: (owner) => takeTurn(tx, owner),
  revokeMade: (owner, makerIds, part) => revokeMade(tx, owner, makerIds, part, losses),
  lineOf: (owner, id) => lineOf(tx, owner, id),
  purge: (before, limit) => purge(tx, before, limit),
})
