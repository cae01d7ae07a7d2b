/** Grants, consents, codes and refresh tokens; which of two at once wins is decided by the condition of an update. */
import type { Losses } from '../losses.ts'
import type { Database, Engine } from '../engine.ts'
import { boundedPage } from '../page.ts'
import { takeStatusPlace } from '../status-places.ts'
import { revokeGrants } from './grant-losses.ts'
import { findGrantFacts } from './grant-facts.ts'
import {
  toCode,
  toCodeRow,
  toConsent,
  toConsentRow,
  toGrantRow,
  toRefreshToken,
  toRefreshTokenRow,
} from './grant-columns.ts'
import type { OAuthGrantChanges, OAuthGrantReads } from './oauth-grants-store.ts'
import { purgeGrants } from './purge-grants.ts'

export const oauthGrantReads = (db: Database, rowsAsJson: Engine['rowsAsJson']): OAuthGrantReads => ({
  find: (id) => findGrantFacts(db, rowsAsJson, id),
  findCode: async (id) => {
    const row = await db.selectFrom('oauth_codes').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toCode(row)
  },
  findRefreshToken: async (id) => {
    const row = await db
      .selectFrom('oauth_refresh_tokens')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toRefreshToken(row)
  },
  findConsent: async ({ organizationId, appId, userId }) => {
    const row = await db
      .selectFrom('oauth_consents')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .where('app_id', '=', appId)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row && toConsent(row)
  },
  organizationsWith: async (appId, organizationIds) => {
    if (organizationIds.length === 0) return []
    const rows = await db
      .selectFrom('oauth_app_organizations')
      .select('organization_id')
      .where('app_id', '=', appId)
      .where('organization_id', 'in', organizationIds)
      .execute()
    return rows.map(({ organization_id }) => organization_id)
  },
  listConnected: async (userId, page) => {
    const items = await boundedPage(page, async ({ offset, limit }) => {
      const rows = await db
        .selectFrom('oauth_consents')
        .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_consents.app_id')
        .innerJoin('organizations', 'organizations.id', 'oauth_consents.organization_id')
        .selectAll('oauth_consents')
        .select(['oauth_apps.name', 'oauth_apps.description', 'oauth_apps.deactivated_at'])
        .select('organizations.display_name')
        .where('oauth_consents.user_id', '=', userId)
        .orderBy(({ fn }) => fn.coalesce('oauth_consents.last_used_at', 'oauth_consents.given_at'), 'desc')
        .orderBy('oauth_consents.organization_id')
        .orderBy('oauth_consents.app_id')
        .offset(offset)
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        consent: toConsent(row),
        app: {
          id: row.app_id,
          name: row.name,
          description: row.description,
          deactivatedAt: row.deactivated_at,
        },
        organization: { id: row.organization_id, displayName: row.display_name },
      }))
    })
    const { total } = await db
      .selectFrom('oauth_consents')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow()
    return { items, total }
  },
})

/** Each new one forgets as many at the most: there is one too many, as a rule. */
const OLDER_AT_ONCE = 200

export const oauthGrantChanges = (
  tx: Database,
  rowsAsJson: Engine['rowsAsJson'],
  losses: Losses,
): OAuthGrantChanges => ({
  ...oauthGrantReads(tx, rowsAsJson),
  insert: async (grant) => {
    await tx
      .insertInto('oauth_grants')
      .values({ ...toGrantRow(grant), status_place: await takeStatusPlace(tx) })
      .execute()
  },
  insertCode: async (code) => {
    await tx.insertInto('oauth_codes').values(toCodeRow(code)).execute()
  },
  useCode: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_codes')
      .set({ used_at: at })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  insertRefreshToken: async (token) => {
    await tx.insertInto('oauth_refresh_tokens').values(toRefreshTokenRow(token)).execute()
  },
  replaceRefreshToken: async (id, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_refresh_tokens')
      .set({ replaced_at: at })
      .where('id', '=', id)
      .where('replaced_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  forgetReplaced: async ({ id, grantId, expiresAt }, replacedBefore) => {
    await tx
      .updateTable('oauth_refresh_tokens')
      .set({ expires_at: expiresAt })
      .where('id', '=', id)
      .where('replaced_at', 'is not', null)
      .execute()
    // Those before the first were made when none named another, and can't be known again.
    const first = tx.selectFrom('oauth_refresh_tokens').select('created_at').where('id', '=', id)
    await tx
      .deleteFrom('oauth_refresh_tokens')
      .where('grant_id', '=', grantId)
      .where('id', '<>', id)
      .where('replaced_at', '<=', replacedBefore)
      .where('created_at', '>', first)
      .execute()
  },
  prolongRefreshToken: async (id, expiresAt) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_refresh_tokens')
      .set({ expires_at: expiresAt })
      .where('id', '=', id)
      .where('replaced_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  touch: async (grant, at) => {
    await tx
      .updateTable('oauth_grants')
      .set({ last_used_at: at })
      .where('id', '=', grant.id)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', at)]))
      .execute()
    await tx
      .updateTable('oauth_consents')
      .set({ last_used_at: at })
      .where('organization_id', '=', grant.organizationId)
      .where('app_id', '=', grant.appId)
      .where('user_id', '=', grant.userId)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', at)]))
      .execute()
  },
  bind: async (id, dpopThumbprint) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_grants')
      .set({ dpop_thumbprint: dpopThumbprint })
      .where('id', '=', id)
      .where((where) =>
        where.or([where('dpop_thumbprint', 'is', null), where('dpop_thumbprint', '=', dpopThumbprint)]),
      )
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  revoke: async (id, at) => {
    const revoked = await tx
      .updateTable('oauth_grants')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning(['organization_id', 'user_id', 'status_place'])
      .executeTakeFirst()
    if (revoked === undefined) return false
    const { organization_id: organizationId, user_id: userId, status_place: place } = revoked
    losses.placeEnded({ place, organizationId, userId })
    return true
  },
  putConsent: async (consent) => {
    const { scope, given_at, ...row } = toConsentRow(consent)
    await tx
      .insertInto('oauth_consents')
      .values({ ...row, scope, given_at })
      .onConflict((taken) =>
        taken.columns(['organization_id', 'app_id', 'user_id']).doUpdateSet({ scope, given_at }),
      )
      .execute()
  },
  removeConsent: async (key, at) => {
    const { numDeletedRows } = await tx
      .deleteFrom('oauth_consents')
      .where('organization_id', '=', key.organizationId)
      .where('app_id', '=', key.appId)
      .where('user_id', '=', key.userId)
      .executeTakeFirst()
    await revokeGrants(tx, losses, { ...key, at })
    return numDeletedRows === 1n
  },
  revokeAllOf: ({ organizationId, userId }, at) => revokeGrants(tx, losses, { organizationId, userId, at }),
  keepNewest: async ({ organizationId, appId, userId }, most) => {
    const older = await tx
      .selectFrom('oauth_grants')
      .select(['id', 'status_place'])
      .where('organization_id', '=', organizationId)
      .where('app_id', '=', appId)
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .offset(most)
      .limit(OLDER_AT_ONCE)
      .execute()
    if (older.length === 0) return
    const ids = older.map(({ id }) => id)
    await tx.deleteFrom('oauth_grants').where('id', 'in', ids).execute()
    for (const { status_place: place } of older) losses.placeEnded({ place, organizationId, userId })
  },
  purge: (ended, now, limit) => purgeGrants(tx, ended, now, limit),
})
