/** Who stands behind an API token, in one round trip, for every call with an access token: compiled when the store opens. */
import type { InferResult } from 'kysely'
import type { Database, Engine } from '../engine.ts'
import { exactly, type Find } from '../exact-lookup.ts'
import { assignedRolesJson, toAssignedRoles, type HeldRolesJson } from '../held-roles.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from '../organizations/organization-columns.ts'
import { toUser, USER_COLUMNS } from '../people/user-rows.ts'
import { API_TOKEN_COLUMNS, toApiToken } from './api-token-columns.ts'
import type { CallerFacts } from './api-tokens-store.ts'

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
    .select([
      'memberships.user_id as member_id',
      'memberships.disabled_at as member_disabled_at',
      heldRoles.as('roles'),
    ])

type CallerRow = InferResult<ReturnType<typeof callerFacts>>[number]

const toCallerFacts = (row: CallerRow): CallerFacts => ({
  token: toApiToken(row),
  user: toUser(row),
  organization: toOrganization(row),
  isMember: row.member_id !== null && row.member_disabled_at === null,
  roles: toAssignedRoles(row.roles),
})

export function compileCallerFacts({ reader, lookup, rowsAsJson }: Engine): Find<CallerFacts> {
  const heldRoles = assignedRolesJson(rowsAsJson)
  const tokenId = (row: CallerRow): string => row.token_id
  const byToken = lookup<CallerRow>(
    (isAskedFor) => callerFacts(reader, heldRoles).where(isAskedFor('api_tokens.id')),
    tokenId,
  )
  return exactly(byToken, tokenId, toCallerFacts)
}
