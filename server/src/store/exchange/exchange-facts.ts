/**
 * Everything an exchange decides on, in one round trip: compiled when the store opens. What is held is remembered with the
 * version that was read with it; each exchange reads the version again, and what is held only where it is another one.
 * It decides nothing itself: revoked, expired and deactivated are all answered.
 */
import { sql, type InferResult, type RawBuilder, type SqlBool } from 'kysely'
import { toAllowedScopes, toBounds } from '../allowed-scopes.ts'
import type { Database, Engine, Lookup } from '../engine.ts'
import { exactly, type Find } from '../exact-lookup.ts'
import { heldRolesJson, toGroups, toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import { keepTexts } from '../kept-texts.ts'
import { LAST_LOSS } from '../losses.ts'
import type { ExchangeFacts, ExchangeReads } from './exchange-store.ts'

/** Of what the members of the organization hold, and of the roles of all services. Null where nothing was held ever. */
const RIGHTS_VERSION = sql<string | null>`rights.version || ' ' || rights_of_all.version`

const exchangeFacts = (db: Database, heldRoles: HeldRolesJson, isKnown: RawBuilder<SqlBool>) =>
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
    .leftJoin('rights_versions as rights', 'rights.organization_id', 'api_tokens.organization_id')
    .leftJoin('rights_versions as rights_of_all', (join) =>
      join.on('rights_of_all.organization_id', '=', sql.lit('')),
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
      RIGHTS_VERSION.as('rights_version'),
      sql<string | null>`case when ${isKnown} then null else ${heldRoles} end`.as('roles'),
    ])

type ExchangeRow = InferResult<ReturnType<typeof exchangeFacts>>[number]

/** What is held, and the version that was read at the same moment. */
type Held = { readonly version: string; readonly json: string }
type Read = { readonly row: ExchangeRow; readonly held: string }

const toExchangeFacts = ({ row, held }: Read): ExchangeFacts => ({
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
  roles: toHeldRoles(held),
  groups: toGroups(held),
  asOf: row.as_of,
})

/** 16 MB at most: of 24,000 API tokens of people with three roles, or 2,000 with fifty. Of others it is read each time. */
const MOST_CHARACTERS = 16 * 2 ** 20
/** What else an entry needs, counted in characters. */
const ENTRY = 200

export function compileExchangeFacts({ reader, lookup, rowsAsJson }: Engine): Find<ExchangeFacts> {
  const heldRoles = heldRolesJson(rowsAsJson)
  const secretId = (row: ExchangeRow): string => row.secret_id
  const bySecret = lookup<ExchangeRow>((isAskedFor, isKnown) => {
    const id = 'api_token_secrets.id'
    return exchangeFacts(reader, heldRoles, isKnown(id, RIGHTS_VERSION)).where(isAskedFor(id))
  }, secretId)

  const remembered = keepTexts<Held>(MOST_CHARACTERS)
  const read: Lookup<Read> = async (db, id) => {
    // A transaction sees what it may yet take back: of that nothing is remembered.
    if (db !== reader) return withHeld(await bySecret(db, id), undefined)
    const known = remembered.get(id)
    const found = withHeld(await bySecret(db, id, known?.version), known)
    if (found === undefined || secretId(found.row) !== id) return found
    const { held: json, row } = found
    const version = row.rights_version
    if (version !== null && version !== known?.version)
      remembered.set(id, { version, json }, json.length + ENTRY)
    return found
  }
  return exactly(read, ({ row }) => secretId(row), toExchangeFacts)
}

function withHeld(row: ExchangeRow | undefined, known: Held | undefined): Read | undefined {
  if (row === undefined) return undefined
  const isKnown = known !== undefined && row.rights_version === known.version
  return { row, held: isKnown ? known.json : (row.roles ?? '[]') }
}

export const exchangeReads = (db: Database, find: Find<ExchangeFacts>): ExchangeReads => ({
  findFacts: (secretId) => find(db, secretId),
})
