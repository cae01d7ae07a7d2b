/**
 * Everything an exchange decides on, in one round trip: compiled when the store opens.
 * It decides nothing itself: revoked, expired and deactivated are all answered.
 */
import type { InferResult } from 'kysely'
import type { ApiTokenSecret } from '../domain/api-token.ts'
import { API_TOKEN_COLUMNS, toApiToken } from './api-tokens.ts'
import type { Database, Engine, Lookup } from './engine.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from './organizations.ts'
import { heldRolesJson, toHeldRoles, type HeldRolesJson } from './roles.ts'
import type { ExchangeFacts } from './store.ts'
import { toUser, USER_COLUMNS } from './users.ts'

type Find = (db: Database, id: string) => Promise<ExchangeFacts | undefined>
export type FindFacts = { readonly bySecret: Find; readonly byToken: Find }

const facts = (db: Database, heldRoles: HeldRolesJson) =>
  db
    .selectFrom('api_token_secrets')
    .innerJoin('api_tokens', 'api_tokens.id', 'api_token_secrets.api_token_id')
    .innerJoin('users', 'users.id', 'api_tokens.user_id')
    .innerJoin('organizations', 'organizations.id', 'api_tokens.organization_id')
    .leftJoin('memberships', (join) =>
      join
        .onRef('memberships.organization_id', '=', 'api_tokens.organization_id')
        .onRef('memberships.user_id', '=', 'api_tokens.user_id'),
    )
    .select([
      'api_token_secrets.id as secret_id',
      'api_token_secrets.hash as secret_hash',
      'api_token_secrets.hash_key_id as secret_hash_key_id',
      'api_token_secrets.created_at as secret_created_at',
      'api_token_secrets.expires_at as secret_expires_at',
      'api_token_secrets.revoked_at as secret_revoked_at',
      'memberships.user_id as member_id',
    ])
    .select(API_TOKEN_COLUMNS)
    .select(USER_COLUMNS)
    .select(ORGANIZATION_COLUMNS)
    .select(heldRoles.as('roles'))

type Row = InferResult<ReturnType<typeof facts>>[number]

const toSecret = (row: Row) =>
  ({
    id: row.secret_id,
    hash: row.secret_hash,
    hashKeyId: row.secret_hash_key_id,
    createdAt: row.secret_created_at,
    expiresAt: row.secret_expires_at,
    revokedAt: row.secret_revoked_at,
  }) satisfies ApiTokenSecret

const toFacts = (row: Row): ExchangeFacts => ({
  secret: toSecret(row),
  token: toApiToken(row),
  user: toUser(row),
  organization: toOrganization(row),
  isMember: row.member_id !== null,
  roles: toHeldRoles(row.roles),
})

export function compileFacts({ reader, lookup, rowsAsJson }: Engine): FindFacts {
  const query = facts(reader, heldRolesJson(rowsAsJson))
  const bySecret = lookup<Row>(
    (isAskedFor) => query.where(isAskedFor('api_token_secrets.id')),
    (row) => row.secret_id,
  )
  const byToken = lookup<Row>(
    (isAskedFor) =>
      query.where(isAskedFor('api_tokens.id')).whereRef('api_token_secrets.id', '=', 'api_tokens.secret_id'),
    (row) => row.token_id,
  )
  const answer =
    (find: Lookup<Row>): Find =>
    async (db, id) => {
      const row = await find(db, id)
      return row && toFacts(row)
    }
  return { bySecret: answer(bySecret), byToken: answer(byToken) }
}
