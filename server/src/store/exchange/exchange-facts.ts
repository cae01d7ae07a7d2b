/**
 * Everything an exchange decides on, in one round trip: compiled when the store opens.
 * It decides nothing itself: revoked, expired and deactivated are all answered.
 */
import type { InferResult } from 'kysely'
import type { AllowedScopes } from '../../domain/allowed-scopes.ts'
import { API_TOKEN_COLUMNS, toApiToken } from '../api-tokens/api-token-rows.ts'
import type { Database, Engine, Lookup } from '../engine.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from '../organizations/organization-rows.ts'
import { heldRolesJson, toHeldRoles, type HeldRolesJson } from '../roles/role-rows.ts'
import type { CallerFacts, ExchangeFacts } from '../store.ts'
import { toUser, USER_COLUMNS } from '../people/user-rows.ts'

type Find<Facts> = (db: Database, id: string) => Promise<Facts | undefined>
export type FindFacts = { readonly forExchange: Find<ExchangeFacts>; readonly forCaller: Find<CallerFacts> }

const exchangeFacts = (db: Database, heldRoles: HeldRolesJson) =>
  db
    .selectFrom('api_token_secrets')
    .innerJoin('api_tokens', 'api_tokens.id', 'api_token_secrets.api_token_id')
    .innerJoin('users', 'users.id', 'api_tokens.user_id')
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
      'api_tokens.id as token_id',
      'api_tokens.organization_id as token_organization_id',
      'api_tokens.user_id as token_user_id',
      'api_tokens.allowed_scopes as token_allowed_scopes',
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
      'memberships.user_id as member_id',
      heldRoles.as('roles'),
    ])

const callerFacts = (db: Database, heldRoles: HeldRolesJson) =>
  db
    .selectFrom('api_tokens')
    .innerJoin('users', 'users.id', 'api_tokens.user_id')
    .innerJoin('organizations', 'organizations.id', 'api_tokens.organization_id')
    .leftJoin('memberships', (join) =>
      join
        .onRef('memberships.organization_id', '=', 'api_tokens.organization_id')
        .onRef('memberships.user_id', '=', 'api_tokens.user_id'),
    )
    .select(API_TOKEN_COLUMNS)
    .select(USER_COLUMNS)
    .select(ORGANIZATION_COLUMNS)
    .select(['memberships.user_id as member_id', heldRoles.as('roles')])

type ExchangeRow = InferResult<ReturnType<typeof exchangeFacts>>[number]
type CallerRow = InferResult<ReturnType<typeof callerFacts>>[number]

const toExchangeFacts = (row: ExchangeRow): ExchangeFacts => ({
  secret: {
    id: row.secret_id,
    hash: row.secret_hash,
    expiresAt: row.secret_expires_at,
    revokedAt: row.secret_revoked_at,
  },
  token: {
    id: row.token_id,
    organizationId: row.token_organization_id,
    userId: row.token_user_id,
    allowedScopes: JSON.parse(row.token_allowed_scopes) as AllowedScopes,
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
  isMember: row.member_id !== null,
  roles: toHeldRoles(row.roles),
})

const toCallerFacts = (row: CallerRow): CallerFacts => ({
  token: toApiToken(row),
  user: toUser(row),
  organization: toOrganization(row),
  isMember: row.member_id !== null,
  roles: toHeldRoles(row.roles),
})

export function compileFacts({ reader, lookup, rowsAsJson }: Engine): FindFacts {
  const heldRoles = heldRolesJson(rowsAsJson)
  const secretId = (row: ExchangeRow): string => row.secret_id
  const tokenId = (row: CallerRow): string => row.token_id
  const bySecret = lookup<ExchangeRow>(
    (isAskedFor) => exchangeFacts(reader, heldRoles).where(isAskedFor('api_token_secrets.id')),
    secretId,
  )
  const byToken = lookup<CallerRow>(
    (isAskedFor) => callerFacts(reader, heldRoles).where(isAskedFor('api_tokens.id')),
    tokenId,
  )
  return {
    forExchange: found(bySecret, secretId, toExchangeFacts),
    forCaller: found(byToken, tokenId, toCallerFacts),
  }
}

/** The row of an unknown id is read like any other before it is dropped. */
const found =
  <Row, Facts>(find: Lookup<Row>, idOf: (row: Row) => string, toFacts: (row: Row) => Facts): Find<Facts> =>
  async (db, id) => {
    const row = await find(db, id)
    const facts = row && toFacts(row)
    return row && idOf(row) === id ? facts : undefined
  }
