/** Who and what stands behind a grant, in one round trip: for each token that comes of it, and each call with one. */
import { statusIndexOf } from '../../domain/status-list.ts'
import type { Database, Engine } from '../engine.ts'
import { toAllowedScopes } from '../allowed-scopes.ts'
import { assignedRolesJson, toAssignedRoles, toGroups } from '../held-roles.ts'
import { LAST_LOSS } from '../losses.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from '../organizations/organization-columns.ts'
import { toUser, USER_COLUMNS } from '../people/user-rows.ts'
import { toConsentText, toGrant } from './grant-columns.ts'
import type { GrantFacts } from './oauth-grants-store.ts'

export async function findGrantFacts(
  db: Database,
  rowsAsJson: Engine['rowsAsJson'],
  id: string,
): Promise<GrantFacts | undefined> {
  const row = await db
    .selectFrom('oauth_grants')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_grants.app_id')
    .innerJoin('oauth_consents', (join) =>
      join
        .onRef('oauth_consents.organization_id', '=', 'oauth_grants.organization_id')
        .onRef('oauth_consents.app_id', '=', 'oauth_grants.app_id')
        .onRef('oauth_consents.user_id', '=', 'oauth_grants.user_id'),
    )
    .innerJoin('users', 'users.id', 'oauth_grants.user_id')
    .innerJoin('organizations', 'organizations.id', 'oauth_grants.organization_id')
    .innerJoin('memberships', (join) =>
      join
        .onRef('memberships.organization_id', '=', 'oauth_grants.organization_id')
        .onRef('memberships.user_id', '=', 'oauth_grants.user_id'),
    )
    .selectAll('oauth_grants')
    .select(USER_COLUMNS)
    .select(ORGANIZATION_COLUMNS)
    .select([
      'oauth_consents.scope as consent',
      'oauth_apps.name as app_name',
      'oauth_apps.allowed_scopes as app_allowed_scopes',
      'oauth_apps.access_token_seconds as app_access_token_seconds',
      'oauth_apps.deactivated_at as app_deactivated_at',
      'memberships.disabled_at as member_disabled_at',
      assignedRolesJson(rowsAsJson).as('roles'),
      LAST_LOSS.as('as_of'),
    ])
    .where('oauth_grants.id', '=', id)
    .executeTakeFirst()
  return (
    row && {
      grant: toGrant(row),
      status: statusIndexOf(row.status_place),
      consent: toConsentText(row.consent),
      app: {
        id: row.app_id,
        name: row.app_name,
        allowedScopes: toAllowedScopes(row.app_allowed_scopes),
        accessTokenSeconds: row.app_access_token_seconds,
        deactivatedAt: row.app_deactivated_at,
      },
      user: toUser(row),
      organization: toOrganization(row),
      isMember: row.member_disabled_at === null,
      roles: toAssignedRoles(row.roles),
      groups: toGroups(row.roles),
      asOf: row.as_of,
    }
  )
}
