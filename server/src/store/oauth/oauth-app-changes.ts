/** Changes of OAuth apps, their secrets, who has them and what machines hold; each tells what is lost by it. */
import { foldedForSearch } from '../../domain/search.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Database, Engine } from '../engine.ts'
import type { Find } from '../exact-lookup.ts'
import type { Losses } from '../losses.ts'
import { toAssignedColumns } from '../roles/role-rows.ts'
import { takeStatusPlace } from '../status-places.ts'
import { appEnds, changedAppLoses, revokeGrantsOfApp, secretEnds } from './app-losses.ts'
import { oauthAppReads } from './oauth-app-rows.ts'
import type { ClientBySecret, OAuthAppChanges, RoleOfApp } from './oauth-apps-store.ts'

/** What can change of an app. */
const changeableColumns = (app: OAuthApp) => ({
  name: app.name,
  name_folded: foldedForSearch(app.name),
  description: app.description,
  redirect_uris: JSON.stringify(app.redirectUris),
  post_logout_redirect_uris: JSON.stringify(app.postLogoutRedirectUris),
  authentication: app.authentication,
  public_keys: JSON.stringify(app.publicKeys),
  access_token_seconds: app.accessTokenSeconds,
  has_refresh_tokens: app.hasRefreshTokens ? (1 as const) : (0 as const),
  has_device_flow: app.hasDeviceFlow ? (1 as const) : (0 as const),
  refresh_idle_seconds: app.refreshIdleSeconds,
  refresh_lifetime_seconds: app.refreshLifetimeSeconds,
  allowed_scopes: JSON.stringify(app.allowedScopes),
  requires_dpop: app.requiresDpop ? (1 as const) : (0 as const),
  is_shared: app.isShared ? (1 as const) : (0 as const),
  changed_at: app.changedAt,
  deactivated_at: app.deactivatedAt,
  deactivated_by: app.deactivatedBy,
})

/** Each new secret forgets as many at the most: a replaced one ends when its time comes. */
const MOST_KEPT_ENDED = 20

export const oauthAppChanges = (
  tx: Database,
  rowsAsJson: Engine['rowsAsJson'],
  findBySecret: Find<ClientBySecret>,
  losses: Losses,
): OAuthAppChanges => ({
  ...oauthAppReads(tx, rowsAsJson, findBySecret),
  insert: async (app) => {
    await tx
      .insertInto('oauth_apps')
      .values({
        id: app.id,
        organization_id: app.organizationId,
        kind: app.kind,
        created_at: app.createdAt,
        created_by: app.createdBy,
        status_place: await takeStatusPlace(tx),
        ...changeableColumns(app),
      })
      .execute()
    await addTo(tx, app.organizationId, app.id, { addedAt: app.createdAt, addedBy: app.createdBy })
  },
  keepFromUrl: async (app, organizationId, at) => {
    const { deactivated_at, deactivated_by, ...columns } = changeableColumns(app)
    const known = await tx
      .selectFrom('oauth_apps')
      .select('status_place')
      .where('id', '=', app.id)
      .executeTakeFirst()
    const status_place = known === undefined ? await takeStatusPlace(tx) : known.status_place
    await tx
      .insertInto('oauth_apps')
      .values(({ selectFrom }) => ({
        organization_id: selectFrom('organizations').select('id').where('is_home', '=', 1).$asScalar(),
        ...{ id: app.id, kind: app.kind, created_at: at, created_by: null },
        ...{ ...columns, status_place, deactivated_at, deactivated_by },
      }))
      .onConflict((taken) => taken.column('id').doUpdateSet({ ...columns, kind: app.kind }))
      .execute()
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('oauth_app_organizations')
      .values({
        ...{ organization_id: organizationId, app_id: app.id, added_at: at },
        ...{ added_by: null, last_used_at: null },
      })
      .onConflict((taken) => taken.columns(['organization_id', 'app_id']).doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  },
  // A write that changes nothing: SELECT … FOR UPDATE is not in every engine.
  lock: async (organizationId, id) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_apps')
      .set({ id })
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  update: async (app) => {
    await changedAppLoses(tx, losses, app)
    const { numUpdatedRows } = await tx
      .updateTable('oauth_apps')
      .set(changeableColumns(app))
      .where('organization_id', '=', app.organizationId)
      .where('id', '=', app.id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  remove: async (organizationId, id, at) => {
    await appEnds(tx, losses, { appId: id, at })
    const { numDeletedRows } = await tx
      .deleteFrom('oauth_apps')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },
  insertSecret: async (id, secret) => {
    await tx
      .insertInto('oauth_app_secrets')
      .values({
        id: secret.id,
        app_id: id,
        name: secret.name,
        hash: secret.hash,
        created_at: secret.createdAt,
        created_by: secret.createdBy,
        expires_at: secret.expiresAt,
        revoked_at: secret.revokedAt,
        last_used_at: null,
        last_used_address: null,
        last_used_user_agent: null,
        status_place: await takeStatusPlace(tx),
      })
      .execute()
  },
  endSecret: async (id, secretId, { expiresAt, revokedAt }) => {
    if (revokedAt !== null) await secretEnds(tx, losses, id, secretId)
    const { numUpdatedRows } = await tx
      .updateTable('oauth_app_secrets')
      .set({ expires_at: expiresAt, revoked_at: revokedAt })
      .where('app_id', '=', id)
      .where('id', '=', secretId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  forgetEndedSecrets: async (id, now) => {
    const ended = await tx
      .selectFrom('oauth_app_secrets')
      .select('id')
      .where('app_id', '=', id)
      .where((where) => where.or([where('revoked_at', 'is not', null), where('expires_at', '<=', now)]))
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .offset(MOST_KEPT_ENDED)
      .limit(MOST_KEPT_ENDED)
      .execute()
    if (ended.length === 0) return
    const ids = ended.map((secret) => secret.id)
    await tx.deleteFrom('oauth_app_secrets').where('app_id', '=', id).where('id', 'in', ids).execute()
  },
  endGrants: async (id, at) => {
    await tx.deleteFrom('oauth_consents').where('app_id', '=', id).execute()
    return revokeGrantsOfApp(tx, losses, { appId: id, at })
  },
  addTo: (organizationId, id, added) => addTo(tx, organizationId, id, added),
  removeFrom: async (organizationId, id, at) => {
    await appEnds(tx, losses, { appId: id, organizationId, at })
    const { numDeletedRows } = await tx
      .deleteFrom('oauth_app_organizations')
      .where('organization_id', '=', organizationId)
      .where('app_id', '=', id)
      .executeTakeFirst()
    return numDeletedRows === 1n
  },
  putRole: async (organizationId, id, role) => {
    const before = await roleOf(tx, organizationId, id, role).executeTakeFirst()
    if (before.numDeletedRows > 0n) losses.rightsLost({ organizationId, userId: id })
    await tx
      .insertInto('oauth_app_roles')
      .values({ organization_id: organizationId, app_id: id, ...toAssignedColumns(role) })
      .execute()
  },
  removeRole: async (organizationId, id, role) => {
    const { numDeletedRows } = await roleOf(tx, organizationId, id, role).executeTakeFirst()
    losses.rightsLost({ organizationId, userId: id })
    return numDeletedRows === 1n
  },
})

async function addTo(
  tx: Database,
  organizationId: string,
  id: string,
  { addedAt, addedBy }: { addedAt: number; addedBy: string | null },
): Promise<void> {
  await tx
    .insertInto('oauth_app_organizations')
    .values({
      organization_id: organizationId,
      app_id: id,
      added_at: addedAt,
      added_by: addedBy,
      last_used_at: null,
    })
    .execute()
}

const roleOf = (tx: Database, organizationId: string, id: string, { serviceId, name, resource }: RoleOfApp) =>
  tx
    .deleteFrom('oauth_app_roles')
    .where('organization_id', '=', organizationId)
    .where('app_id', '=', id)
    .where('service_id', 'is not distinct from', serviceId)
    .where('name', '=', name)
    .where('resource', 'is not distinct from', resource)
