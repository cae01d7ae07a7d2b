/**
 * What OAuth apps proved or were let in with and that counts no more, by its places in status lists. A machine's secret has
 * one place for all organizations that have the app, so that it ends with the suspension of the last of them; before, that of
 * one is told by the feed alone.
 */
import type { Instant } from '../../domain/instant.ts'
import { statusIndexOf, type StatusIndex } from '../../domain/status-list.ts'
import type { Database } from '../engine.ts'
import { pagesSince, suspendedOrganizations, withdrawnMembers } from './pages.ts'

const ENDED = [
  { table: 'status_places', moment: 'left_at', key: 'place', column: 'place' },
  { table: 'oauth_app_secrets', moment: 'revoked_at', key: 'id', column: 'status_place' },
  { table: 'oauth_grants', moment: 'revoked_at', key: 'id', column: 'status_place' },
] as const
const DEACTIVATED = { table: 'oauth_apps', moment: 'deactivated_at', key: 'id' } as const
const GRANTS_PER_PAGE = 2_000

export async function* endedCredentials(
  db: Database,
  since: Instant,
): AsyncGenerator<readonly StatusIndex[]> {
  for (const { column, ...moments } of ENDED)
    for await (const places of pagesSince<number>(db, moments, column, since)) yield places.map(toStatus)
  for await (const ids of pagesSince<string>(db, DEACTIVATED, 'id', since))
    for (const id of ids) {
      yield await proofsOf(db, [id])
      yield* grantsOfApp(db, id, since)
    }
  for await (const { organizationId, userIds } of withdrawnMembers(db, since)) {
    const rows = await db
      .selectFrom('oauth_grants')
      .select('status_place')
      .where('organization_id', '=', organizationId)
      .where('user_id', 'in', userIds)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', since)
      .execute()
    yield rows.map(({ status_place }) => toStatus(status_place))
  }
  for (const id of await suspendedOrganizations(db, since))
    yield await proofsOf(db, await machinesThatOnlySuspendedHave(db, id))
}

/** `bigint` comes as text where a driver does not know better. */
const toStatus = (place: number): StatusIndex => statusIndexOf(Number(place))

/** Of the secrets that were not revoked, and the keys. */
async function proofsOf(db: Database, appIds: readonly string[]): Promise<StatusIndex[]> {
  if (appIds.length === 0) return []
  const keys = await db.selectFrom('oauth_apps').select('status_place').where('id', 'in', appIds).execute()
  const secrets = await db
    .selectFrom('oauth_app_secrets')
    .select('status_place')
    .where('app_id', 'in', appIds)
    .where('revoked_at', 'is', null)
    .execute()
  return [...keys, ...secrets].map(({ status_place }) => toStatus(status_place))
}

async function* grantsOfApp(
  db: Database,
  appId: string,
  since: Instant,
): AsyncGenerator<readonly StatusIndex[]> {
  const having = await db
    .selectFrom('oauth_app_organizations')
    .select('organization_id')
    .where('app_id', '=', appId)
    .execute()
  for (const { organization_id: organizationId } of having)
    for (let after = ''; ;) {
      const grants = await db
        .selectFrom('oauth_grants')
        .select(['id', 'status_place'])
        .where('app_id', '=', appId)
        .where('organization_id', '=', organizationId)
        .where('id', '>', after)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', since)
        .orderBy('id')
        .limit(GRANTS_PER_PAGE)
        .execute()
      yield grants.map(({ status_place }) => toStatus(status_place))
      const last = grants.at(-1)
      if (last === undefined || grants.length < GRANTS_PER_PAGE) break
      after = last.id
    }
}

async function machinesThatOnlySuspendedHave(db: Database, organizationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('oauth_app_organizations as had')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'had.app_id')
    .select('oauth_apps.id')
    .where('had.organization_id', '=', organizationId)
    .where('oauth_apps.kind', '=', 'machine')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('oauth_app_organizations as other')
            .innerJoin('organizations', 'organizations.id', 'other.organization_id')
            .select('other.app_id')
            .whereRef('other.app_id', '=', 'had.app_id')
            .where('organizations.suspended_at', 'is', null),
        ),
      ),
    )
    .execute()
  return rows.map(({ id }) => id)
}
