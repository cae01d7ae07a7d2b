/**
 * What access tokens of an app that are out already lose when the app changes. What can come back is told as rights that are
 * lost, since access tokens from after that name the same place in a status list; what never does by its place.
 */
import { sql } from 'kysely'
import type { Instant } from '../../domain/instant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Database } from '../engine.ts'
import type { Losses } from '../losses.ts'
import type { Schema } from '../schema.ts'
import { grantsGo, grantsInForce, revokeGrants, TOLD_ONE_BY_ONE } from './grant-losses.ts'
import { leaveStatusPlace, takeStatusPlace } from '../status-places.ts'

const BEFORE = [
  'kind',
  'authentication',
  'public_keys',
  'allowed_scopes',
  'deactivated_at',
  'status_place',
] as const satisfies (keyof Schema['oauth_apps'])[]
type Before = Pick<Schema['oauth_apps'], (typeof BEFORE)[number]>

/** Deactivated, or allowed something else than before. */
const mayLose = (before: Before, { allowedScopes, deactivatedAt }: OAuthApp): boolean =>
  (deactivatedAt !== null && before.deactivated_at === null) ||
  before.allowed_scopes !== JSON.stringify(allowedScopes)

function losesKey(before: Before, { publicKeys }: OAuthApp): boolean {
  const kept = publicKeys.map((key) => JSON.stringify(key))
  return (JSON.parse(before.public_keys) as object[]).some((key) => !kept.includes(JSON.stringify(key)))
}

const losesSecrets = (before: Before, { authentication }: OAuthApp): boolean =>
  before.authentication === 'secret' && authentication !== 'secret'

type WithApp = {
  readonly appId: string
  /** Everywhere, when it is left out. */
  readonly organizationId?: string | undefined
  readonly at: Instant
}

/** Before the app is as it is to be. */
export async function changedAppLoses(tx: Database, losses: Losses, app: OAuthApp): Promise<void> {
  const before = await tx
    .selectFrom('oauth_apps')
    .select(BEFORE)
    .where('organization_id', '=', app.organizationId)
    .where('id', '=', app.id)
    .executeTakeFirst()
  if (before === undefined) return
  // What it proves itself by may come back, with another place. What comes of people's consents does not hang on it.
  const [byKeys, bySecrets] =
    before.kind === 'machine' ? [losesKey(before, app), losesSecrets(before, app)] : [false, false]
  if (byKeys) await moveToNewPlaces(tx, 'oauth_apps', { column: 'id', app })
  if (bySecrets) await moveToNewPlaces(tx, 'oauth_app_secrets', { column: 'app_id', app })
  if (byKeys || bySecrets || mayLose(before, app))
    await appLoses(tx, losses, { appId: app.id, at: app.changedAt })
}

async function moveToNewPlaces(
  tx: Database,
  table: 'oauth_apps' | 'oauth_app_secrets',
  { column, app }: { readonly column: 'id' | 'app_id'; readonly app: OAuthApp },
): Promise<void> {
  const rows = await tx
    .selectFrom(table)
    .select(['id', 'status_place'])
    .where(sql.ref(column), '=', app.id)
    .execute()
  for (const { id, status_place: left } of rows) {
    await leaveStatusPlace(tx, left, app.changedAt)
    const status_place = await takeStatusPlace(tx)
    await tx.updateTable(table).set({ status_place }).where('id', '=', id).execute()
  }
}

/** Its access tokens are a machine's own, or those of the people who let it in. */
async function appLoses(tx: Database, losses: Losses, { appId, at }: WithApp): Promise<void> {
  for (const { organizationId, kind } of await having(tx, { appId })) {
    if (kind === 'machine') losses.rightsLost({ organizationId, userId: appId })
    else {
      const people = await grantsInForce(tx, { appId, organizationId, at })
        .select('user_id')
        .distinct()
        .limit(TOLD_ONE_BY_ONE + 1)
        .execute()
      if (people.length > TOLD_ONE_BY_ONE) losses.rightsLost({ organizationId })
      else for (const { user_id: userId } of people) losses.rightsLost({ organizationId, userId })
    }
  }
}

/** Before anything of it is gone, for good. */
export async function appEnds(tx: Database, losses: Losses, where: WithApp): Promise<void> {
  for (const { organizationId, kind } of await having(tx, where)) {
    if (kind === 'machine') losses.rightsLost({ organizationId, userId: where.appId })
    else await grantsGo(tx, losses, { ...where, organizationId })
  }
}

/** Answers how many were in force. */
export async function revokeGrantsOfApp(tx: Database, losses: Losses, of: WithApp): Promise<number> {
  let revoked = 0
  for (const { organizationId } of await having(tx, of))
    revoked += await revokeGrants(tx, losses, { ...of, organizationId })
  return revoked
}

/** Before it is over: what a machine got by it. */
export async function secretEnds(
  tx: Database,
  losses: Losses,
  appId: string,
  secretId: string,
): Promise<void> {
  const rows = await tx
    .selectFrom('oauth_app_secrets')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_app_secrets.app_id')
    .innerJoin('oauth_app_organizations', 'oauth_app_organizations.app_id', 'oauth_apps.id')
    .select(['oauth_app_organizations.organization_id', 'oauth_app_secrets.status_place'])
    .where('oauth_app_secrets.app_id', '=', appId)
    .where('oauth_app_secrets.id', '=', secretId)
    .where('oauth_app_secrets.revoked_at', 'is', null)
    .where('oauth_apps.kind', '=', 'machine')
    .execute()
  for (const { organization_id: organizationId, status_place: place } of rows)
    losses.placeEnded({ place, organizationId, userId: appId })
}

async function having(
  tx: Database,
  { appId, organizationId }: Omit<WithApp, 'at'>,
): Promise<{ organizationId: string; kind: OAuthApp['kind'] }[]> {
  const rows = await tx
    .selectFrom('oauth_app_organizations')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_app_organizations.app_id')
    .select(['oauth_app_organizations.organization_id', 'oauth_apps.kind'])
    .where('app_id', '=', appId)
    .$if(organizationId !== undefined, (all) =>
      all.where('oauth_app_organizations.organization_id', '=', organizationId!),
    )
    .execute()
  return rows.map((row) => ({ organizationId: row.organization_id, kind: row.kind }))
}
