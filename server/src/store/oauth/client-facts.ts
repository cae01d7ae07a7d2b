/**
 * An app by one of its secrets, in one round trip: compiled when the store opens. With what a machine holds in the app's own
 * organization, which is where most of them work.
 */
import { sql, type InferResult } from 'kysely'
import { statusIndexOf } from '../../domain/status-list.ts'
import type { Database, Engine } from '../engine.ts'
import { exactly, type Find } from '../exact-lookup.ts'
import { rolesOfAppJson, toHeldRoles, type HeldRolesJson } from '../held-roles.ts'
import { LAST_LOSS } from '../losses.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from '../organizations/organization-columns.ts'
import { APP_COLUMNS, toApp } from './app-columns.ts'
import type { ClientBySecret } from './oauth-apps-store.ts'

const clientFacts = (db: Database, roles: HeldRolesJson) =>
  db
    .selectFrom('oauth_app_secrets')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_app_secrets.app_id')
    .leftJoin('oauth_app_organizations', (join) =>
      join
        .onRef('oauth_app_organizations.app_id', '=', 'oauth_apps.id')
        .onRef('oauth_app_organizations.organization_id', '=', 'oauth_apps.organization_id'),
    )
    .innerJoin('organizations', 'organizations.id', 'oauth_apps.organization_id')
    .select([
      'oauth_app_secrets.id as secret_id',
      'oauth_app_secrets.hash as secret_hash',
      'oauth_app_secrets.expires_at as secret_expires_at',
      'oauth_app_secrets.revoked_at as secret_revoked_at',
      'oauth_app_secrets.status_place as secret_status_place',
      'oauth_app_organizations.app_id as had_by_its_own',
      LAST_LOSS.as('as_of'),
      roles.as('roles'),
      sql<0 | 1>`case when exists (
        select 1 from oauth_app_secrets as newer
        where newer.app_id = oauth_app_secrets.app_id and newer.revoked_at is null
          and newer.created_at > oauth_app_secrets.created_at
      ) then 1 else 0 end`.as('has_newer'),
    ])
    .select(APP_COLUMNS)
    .select(ORGANIZATION_COLUMNS)

type ClientRow = InferResult<ReturnType<typeof clientFacts>>[number]

const toClient = (row: ClientRow): ClientBySecret => ({
  app: toApp(row),
  secret: {
    id: row.secret_id,
    hash: row.secret_hash,
    expiresAt: row.secret_expires_at,
    revokedAt: row.secret_revoked_at,
    status: statusIndexOf(row.secret_status_place),
  },
  hasNewerSecret: row.has_newer === 1,
  machine:
    row.had_by_its_own === null
      ? undefined
      : { organization: toOrganization(row), roles: toHeldRoles(row.roles), asOf: row.as_of },
})

export function compileClientFacts({ reader, lookup, rowsAsJson }: Engine): Find<ClientBySecret> {
  const roles = rolesOfAppJson(rowsAsJson)
  const secretId = (row: ClientRow): string => row.secret_id
  const bySecret = lookup<ClientRow>(
    (isAskedFor) => clientFacts(reader, roles).where(isAskedFor('oauth_app_secrets.id')),
    secretId,
  )
  return exactly(bySecret, secretId, toClient)
}
