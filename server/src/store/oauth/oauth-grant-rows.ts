/** Grants, consents, codes and refresh tokens; which of two at once wins is decided by the condition of an update. */
import type { Losses } from '../losses.ts'
import type { Database, Engine } from '../engine.ts'
import { boundedPage } from '../page.ts'
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
import type { ConsentKey, OAuthGrantChanges, OAuthGrantReads } from './oauth-grants-store.ts'
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

export const oauthGrantChanges = (
  tx: Database,
  rowsAsJson: Engine['rowsAsJson'],
  losses: Losses,
): OAuthGrantChanges => ({
  ...oauthGrantReads(tx, rowsAsJson),
  insert: async (grant) => {
    await tx.insertInto('oauth_grants').values(toGrantRow(grant)).execute()
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
    const { numUpdatedRows } = await tx
      .updateTable('oauth_grants')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    const isRevoked = numUpdatedRows === 1n
    if (isRevoked) losses.rightsLost(await whoseGrant(tx, id))
    return isRevoked
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
    const { organizationId, userId } = key
    if ((await revokeAllOf(tx, key, at)) > 0) losses.rightsLost({ organizationId, userId })
    return numDeletedRows === 1n
  },
  revokeAllOf: async ({ organizationId, userId }, at) => {
    const revoked = await revokeAllOf(tx, { organizationId, userId }, at)
    if (revoked > 0) losses.rightsLost({ organizationId, userId })
    return revoked
  },
  keepNewest: async ({ organizationId, appId, userId }, most) => {
    const older = tx
      .selectFrom('oauth_grants')
      .select('id')
      .where('organization_id', '=', organizationId)
      .where('app_id', '=', appId)
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .offset(most)
      .limit(1000)
    const { numDeletedRows } = await tx.deleteFrom('oauth_grants').where('id', 'in', older).executeTakeFirst()
    if (numDeletedRows > 0n) losses.rightsLost({ organizationId, userId })
  },
  purge: (ended, now, limit) => purgeGrants(tx, ended, now, limit),
})

async function whoseGrant(tx: Database, id: string): Promise<{ organizationId: string; userId: string }> {
  const row = await tx
    .selectFrom('oauth_grants')
    .select(['organization_id', 'user_id'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { organizationId: row.organization_id, userId: row.user_id }
}

/** How many were in force. */
async function revokeAllOf(
  tx: Database,
  { organizationId, userId, appId }: Omit<ConsentKey, 'appId'> & { readonly appId?: string },
  at: number,
): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('oauth_grants')
    .set({ revoked_at: at })
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId)
    .$if(appId !== undefined, (grants) => grants.where('app_id', '=', appId!))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
