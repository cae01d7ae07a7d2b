/**
 * Everything an exchange decides on, in one round trip: compiled when the store opens.
 * It decides nothing itself: revoked, expired and deactivated are all answered.
 */
import type { InferResult } from 'kysely'
import { toAllowedScopes, toBounds } from '../allowed-scopes.ts'
import type { Database, Engine } from '../engine.ts'
import { exactly, type Find } from '../exact-lookup.ts'
import { heldRolesJson, toGroups, toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import { LAST_LOSS } from '../losses.ts'
import type { ExchangeFacts, ExchangeReads } from './exchange-store.ts'

const exchangeFacts = (db: Database, heldRoles: HeldRolesJson) =>
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
      'api_token_secrets.expires_at as secret_expires_at',
      'api_token_secrets.revoked_at as secret_revoked_at',
      'api_token_secrets.status_list',
      'api_token_secrets.status_index',
      LAST_LOSS.as('as_of'),
      'api_tokens.id as token_id',
      'api_tokens.organization_id as token_organization_id',
      'api_tokens.user_id as token_user_id',
      'api_tokens.allowed_scopes as token_allowed_scopes',
      'api_tokens.bounds as token_bounds',
      'api_tokens.expires_at as token_expires_at',
      'api_tokens.deactivated_at as token_deactivated_at',
      'api_tokens.revoked_at as token_revoked_at',
      'users.domain as user_domain',
      'users.username as user_username',
      'users.email as user_email',
      'users.is_email_verified as user_is_email_verified',
      'users.first_name as user_first_name',
      'users.last_name as user_last_name',
      'users.deactivated_at as user_deactivated_at',
      'organizations.tokens_may_administer as organization_tokens_may_administer',
      'organizations.suspended_at as organization_suspended_at',
      'memberships.user_id as member_id',
      'memberships.disabled_at as member_disabled_at',
      heldRoles.as('roles'),
    ])

type ExchangeRow = InferResult<ReturnType<typeof exchangeFacts>>[number]

const toExchangeFacts = (row: ExchangeRow): ExchangeFacts => ({
  secret: {
    id: row.secret_id,
    hash: row.secret_hash,
    expiresAt: row.secret_expires_at,
    revokedAt: row.secret_revoked_at,
    status: { list: row.status_list, index: row.status_index },
  },
  token: {
    id: row.token_id,
    organizationId: row.token_organization_id,
    userId: row.token_user_id,
    allowedScopes: toAllowedScopes(row.token_allowed_scopes),
    bounds: toBounds(row.token_bounds),
    expiresAt: row.token_expires_at,
    deactivatedAt: row.token_deactivated_at,
    revokedAt: row.token_revoked_at,
  },
  user: {
    id: row.token_user_id,
    domain: row.user_domain,
    username: row.user_username,
    email: row.user_email,
    isEmailVerified: row.user_is_email_verified === 1,
    firstName: row.user_first_name,
    lastName: row.user_last_name,
    deactivatedAt: row.user_deactivated_at,
  },
  organization: {
    tokensMayAdminister: row.organization_tokens_may_administer === 1,
    suspendedAt: row.organization_suspended_at,
  },
  isMember: row.member_id !== null,
  isDisabled: row.member_disabled_at !== null,
  roles: toHeldRoles(row.roles),
  groups: toGroups(row.roles),
  asOf: row.as_of,
})

export function compileExchangeFacts({ reader, lookup, rowsAsJson }: Engine): Find<ExchangeFacts> {
  const heldRoles = heldRolesJson(rowsAsJson)
  const secretId = (row: ExchangeRow): string => row.secret_id
  const bySecret = lookup<ExchangeRow>(
    (isAskedFor) => exchangeFacts(reader, heldRoles).where(isAskedFor('api_token_secrets.id')),
    secretId,
  )
  return exactly(bySecret, secretId, toExchangeFacts)
}

export const exchangeReads = (db: Database, find: Find<ExchangeFacts>): ExchangeReads => ({
  findFacts: (secretId) => find(db, secretId),
})
