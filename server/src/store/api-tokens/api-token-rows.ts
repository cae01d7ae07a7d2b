/**
 * API tokens and their values at rest. Reads go through the owner; a change is guarded in the UPDATE itself, so that of
 * two at once exactly one happens and a token never has two live values.
 */
import type { Insertable, Selection } from 'kysely'
import { DAY_MS } from '../../domain/instant.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { Lifetime } from '../../domain/api-tokens/lifetime.ts'
import type { Database } from '../engine.ts'
import type { FindFacts } from '../exchange/exchange-facts.ts'
import type { Schema } from '../schema.ts'
import type { Changes, NewApiToken, NewSecret, Reads, TokenOwner } from '../store.ts'

export const API_TOKEN_COLUMNS = [
  'api_tokens.id as token_id',
  'api_tokens.organization_id as token_organization_id',
  'api_tokens.user_id as token_user_id',
  'api_tokens.name as token_name',
  'api_tokens.allowed_scopes as token_allowed_scopes',
  'api_tokens.lifetime as token_lifetime',
  'api_tokens.reminder_days as token_reminder_days',
  'api_tokens.created_at as token_created_at',
  'api_tokens.regenerated_at as token_regenerated_at',
  'api_tokens.expires_at as token_expires_at',
  'api_tokens.deactivated_at as token_deactivated_at',
  'api_tokens.revoked_at as token_revoked_at',
  'api_tokens.last_used_at as token_last_used_at',
  'api_tokens.last_used_address as token_last_used_address',
  'api_tokens.last_used_user_agent as token_last_used_user_agent',
  'api_tokens.seen_in_url_at as token_seen_in_url_at',
  'api_tokens.secret_id as token_secret_id',
] as const

type ApiTokenRow = Selection<Schema, 'api_tokens', (typeof API_TOKEN_COLUMNS)[number]>

export const toApiToken = (row: ApiTokenRow) =>
  ({
    id: row.token_id,
    organizationId: row.token_organization_id,
    userId: row.token_user_id,
    name: row.token_name,
    allowedScopes: JSON.parse(row.token_allowed_scopes) as ApiToken['allowedScopes'],
    lifetime: row.token_lifetime === null ? null : (JSON.parse(row.token_lifetime) as Lifetime),
    reminderDays: row.token_reminder_days,
    createdAt: row.token_created_at,
    regeneratedAt: row.token_regenerated_at,
    expiresAt: row.token_expires_at,
    deactivatedAt: row.token_deactivated_at,
    revokedAt: row.token_revoked_at,
    lastUsedAt: row.token_last_used_at,
    lastUsedAddress: row.token_last_used_address,
    lastUsedUserAgent: row.token_last_used_user_agent,
    seenInUrlAt: row.token_seen_in_url_at,
    secretId: row.token_secret_id,
  }) satisfies ApiToken

const lifetimeColumn = (lifetime: Lifetime | null): string | null =>
  lifetime === null ? null : JSON.stringify(lifetime)

const toRow = (token: NewApiToken, secretId: string) =>
  ({
    id: token.id,
    organization_id: token.organizationId,
    user_id: token.userId,
    name: token.name,
    allowed_scopes: JSON.stringify(token.allowedScopes),
    lifetime: lifetimeColumn(token.lifetime),
    reminder_days: token.reminderDays,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    secret_id: secretId,
  }) satisfies Insertable<Schema['api_tokens']>

const toSecretRow = (apiTokenId: string, secret: NewSecret) =>
  ({
    id: secret.id,
    api_token_id: apiTokenId,
    hash: secret.hash,
    hash_key_id: secret.hashKeyId,
    created_at: secret.createdAt,
  }) satisfies Insertable<Schema['api_token_secrets']>

export const tokensOf = (db: Database, { organizationId, userId }: TokenOwner) => {
  const tokens = db.selectFrom('api_tokens').where('api_tokens.organization_id', '=', organizationId)
  return userId === null ? tokens : tokens.where('api_tokens.user_id', '=', userId)
}

export const apiTokenReads = (db: Database, findFacts: FindFacts): Reads['apiTokens'] => ({
  findForExchange: (secretId) => findFacts.forExchange(db, secretId),
  findForCaller: (apiTokenId) => findFacts.forCaller(db, apiTokenId),
  find: async (owner, id) => {
    const row = await tokensOf(db, owner)
      .select(API_TOKEN_COLUMNS)
      .where('api_tokens.id', '=', id)
      .executeTakeFirst()
    return row && toApiToken(row)
  },
  list: async (owner, { offset, limit }) => {
    const rows = await tokensOf(db, owner)
      .select(API_TOKEN_COLUMNS)
      .orderBy('api_tokens.created_at', 'desc')
      .orderBy('api_tokens.id', 'desc')
      .offset(offset)
      .limit(limit)
      .execute()
    const { total } = await tokensOf(db, owner)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return { items: rows.map(toApiToken), total }
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

export const apiTokenChanges = (tx: Database, findFacts: FindFacts): Changes['apiTokens'] => ({
  ...apiTokenReads(tx, findFacts),
  insert: async (token, secret) => {
    const row = await tx
      .insertInto('api_tokens')
      .values(toRow(token, secret.id))
      .returning(API_TOKEN_COLUMNS)
      .executeTakeFirstOrThrow()
    await tx.insertInto('api_token_secrets').values(toSecretRow(token.id, secret)).execute()
    return toApiToken(row)
  },
  edit: async (id, { name, reminderDays }) => {
    const { numUpdatedRows } = await tx
      .updateTable('api_tokens')
      .set((token) => ({
        name: name ?? token.ref('name'),
        reminder_days: reminderDays === undefined ? token.ref('reminder_days') : reminderDays,
      }))
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  regenerate: async (id, { secretId, secret, lifetime, expiresAt, at }) => {
    // First the guard: of two at once the second waits here, then finds another value to be the present one.
    const { numUpdatedRows } = await tx
      .updateTable('api_tokens')
      .set({
        secret_id: secret.id,
        lifetime: lifetimeColumn(lifetime),
        expires_at: expiresAt,
        regenerated_at: at,
        seen_in_url_at: null,
      })
      .where('id', '=', id)
      .where('secret_id', '=', secretId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) return false
    await tx
      .updateTable('api_token_secrets')
      .set({ revoked_at: at })
      .where('api_token_id', '=', id)
      .where('revoked_at', 'is', null)
      .execute()
    await tx.insertInto('api_token_secrets').values(toSecretRow(id, secret)).execute()
    return true
  },
  revoke: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('api_tokens')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  revokeAll: async ({ organizationId, userId }, at) => {
    const rows = await tx
      .updateTable('api_tokens')
      .set({ revoked_at: at })
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .returning('id')
      .execute()
    return rows.map(({ id }) => id)
  },
})
