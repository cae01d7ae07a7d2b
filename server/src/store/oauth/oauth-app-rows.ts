/** OAuth apps, their secrets, who has them and what machines hold. */
import { sql } from 'kysely'
import type { OAuthApp, OAuthAppSecret } from '../../domain/oauth/oauth-app.ts'
import { foldedForSearch, searchWords } from '../../domain/search.ts'
import type { Database, Engine } from '../engine.ts'
import type { Find } from '../exact-lookup.ts'
import { rolesOfAppJson, toAssignedRoles, toHeldRoles } from '../held-roles.ts'
import { LAST_LOSS, type Losses } from '../losses.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from '../organizations/organization-columns.ts'
import { boundedPage } from '../page.ts'
import { toAssignedColumns } from '../roles/role-rows.ts'
import type { Schema } from '../schema.ts'
import { APP_COLUMNS, toApp } from './app-columns.ts'
import type {
  ClientBySecret,
  KeptSecret,
  OAuthAppChanges,
  OAuthAppReads,
  OAuthAppUsage,
  RoleOfApp,
} from './oauth-apps-store.ts'

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
  refresh_idle_seconds: app.refreshIdleSeconds,
  refresh_lifetime_seconds: app.refreshLifetimeSeconds,
  allowed_scopes: JSON.stringify(app.allowedScopes),
  requires_dpop: app.requiresDpop ? (1 as const) : (0 as const),
  is_shared: app.isShared ? (1 as const) : (0 as const),
  changed_at: app.changedAt,
  deactivated_at: app.deactivatedAt,
  deactivated_by: app.deactivatedBy,
})

const toSecret = (row: Omit<Schema['oauth_app_secrets'], 'hash'>): OAuthAppSecret => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
  lastUsedAddress: row.last_used_address,
  lastUsedUserAgent: row.last_used_user_agent,
})

const toKeptSecret = (row: Schema['oauth_app_secrets']): KeptSecret => ({ ...toSecret(row), hash: row.hash })

export const oauthAppReads = (
  db: Database,
  rowsAsJson: Engine['rowsAsJson'],
  findBySecret: Find<ClientBySecret>,
): OAuthAppReads => {
  const hadBy = (organizationId: string) =>
    db
      .selectFrom('oauth_apps')
      .innerJoin('oauth_app_organizations', 'oauth_app_organizations.app_id', 'oauth_apps.id')
      .where('oauth_app_organizations.organization_id', '=', organizationId)
  return {
    findClient: async (id) => {
      const row = await db
        .selectFrom('oauth_apps')
        .select(APP_COLUMNS)
        .where('id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const secrets =
        row.app_authentication === 'secret'
          ? await db
              .selectFrom('oauth_app_secrets')
              .selectAll()
              .where('app_id', '=', id)
              .where('revoked_at', 'is', null)
              .execute()
          : []
      return { app: toApp(row), secrets: secrets.map(toKeptSecret) }
    },
    findBySecret: (secretId) => findBySecret(db, secretId),
    findMachine: async (id, organizationId) => {
      const row = await db
        .selectFrom('oauth_app_organizations')
        .innerJoin('organizations', 'organizations.id', 'oauth_app_organizations.organization_id')
        .select(ORGANIZATION_COLUMNS)
        .select(rolesOfAppJson(rowsAsJson).as('roles'))
        .select(LAST_LOSS.as('as_of'))
        .where('oauth_app_organizations.app_id', '=', id)
        .where('oauth_app_organizations.organization_id', '=', organizationId)
        .executeTakeFirst()
      return row && { organization: toOrganization(row), roles: toHeldRoles(row.roles), asOf: row.as_of }
    },
    list: async (organizationId, search, page) => {
      let found = hadBy(organizationId)
      for (const word of searchWords(search)) {
        const pattern = `%${word.replaceAll(/[!%_]/g, '!$&')}%`
        found = found.where(sql<boolean>`${sql.ref('oauth_apps.name_folded')} like ${pattern} escape '!'`)
      }
      const items = await boundedPage(page, async ({ offset, limit }) =>
        (
          await found
            .select(APP_COLUMNS)
            .orderBy('oauth_apps.name_folded')
            .orderBy('oauth_apps.id')
            .offset(offset)
            .limit(limit)
            .execute()
        ).map(toApp),
      )
      const { total } = await found
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return { items, total }
    },
    find: async (organizationId, id) => {
      const row = await hadBy(organizationId)
        .select(APP_COLUMNS)
        .where('oauth_apps.id', '=', id)
        .executeTakeFirst()
      return row && toApp(row)
    },
    secretsOf: async (id) => {
      const rows = await db
        .selectFrom('oauth_app_secrets')
        .selectAll()
        .where('app_id', '=', id)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(MOST_LISTED_SECRETS)
        .execute()
      return rows.map(toSecret)
    },
    organizationsOf: async (id, { offset, limit }) => {
      const having = db
        .selectFrom('oauth_app_organizations')
        .innerJoin('organizations', 'organizations.id', 'oauth_app_organizations.organization_id')
        .where('app_id', '=', id)
      const rows = await having
        .select(['organization_id', 'display_name', 'added_at', 'added_by', 'last_used_at'])
        .orderBy('added_at')
        .orderBy('organization_id')
        .offset(offset)
        .limit(limit)
        .execute()
      const { total } = await having
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const items = rows.map((row) => ({
        organizationId: row.organization_id,
        displayName: row.display_name,
        addedAt: row.added_at,
        addedBy: row.added_by,
        lastUsedAt: row.last_used_at,
      }))
      return { items, total }
    },
    rolesOf: async (organizationId, id) => {
      const row = await db
        .selectFrom('oauth_app_organizations')
        .select(rolesOfAppJson(rowsAsJson, ['held.created_at', 'held.widened_at']).as('roles'))
        .where('app_id', '=', id)
        .where('organization_id', '=', organizationId)
        .executeTakeFirst()
      return toAssignedRoles(row?.roles ?? null)
    },
    countOf: async (organizationId) => {
      const { count } = await hadBy(organizationId)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
    here: async (organizationId, ids) => {
      if (ids.length === 0) return new Map()
      const rows = await hadBy(organizationId)
        .innerJoin('organizations', 'organizations.id', 'oauth_apps.organization_id')
        .select(['oauth_apps.id', 'organizations.display_name', 'added_at', 'last_used_at'])
        .where('oauth_apps.id', 'in', ids)
        .execute()
      return new Map(
        rows.map((row) => [
          row.id,
          { owner: row.display_name, addedAt: row.added_at, lastUsedAt: row.last_used_at },
        ]),
      )
    },
    findShared: async (id) => {
      const row = await db
        .selectFrom('oauth_apps')
        .select(APP_COLUMNS)
        .where('id', '=', id)
        .where('is_shared', '=', 1)
        .executeTakeFirst()
      return row && toApp(row)
    },
    peopleOf: async (id, organizationId, { offset, limit }) => {
      const people = db
        .selectFrom('oauth_consents')
        .innerJoin('users', 'users.id', 'oauth_consents.user_id')
        .where('app_id', '=', id)
        .$if(organizationId !== null, (all) => all.where('organization_id', '=', organizationId))
      const rows = await people
        .select(['users.id', 'users.username', 'given_at', 'last_used_at'])
        .orderBy('users.username')
        .orderBy('oauth_consents.organization_id')
        .offset(offset)
        .limit(limit)
        .execute()
      const { total } = await people
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const items = rows.map((row) => ({
        userId: row.id,
        username: row.username,
        givenAt: row.given_at,
        lastUsedAt: row.last_used_at,
      }))
      return { items, total }
    },
    countOfPerson: async (organizationId, userId, now) => {
      const { letIn } = await db
        .selectFrom('oauth_consents')
        .select(({ fn }) => fn.countAll<number>().as('letIn'))
        .where('user_id', '=', userId)
        .where('organization_id', '=', organizationId)
        .executeTakeFirstOrThrow()
      const { secretsMade } = await db
        .selectFrom('oauth_app_secrets')
        .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_app_secrets.app_id')
        .select(({ fn }) => fn.countAll<number>().as('secretsMade'))
        .where('oauth_apps.organization_id', '=', organizationId)
        .where('oauth_app_secrets.created_by', '=', userId)
        .where('revoked_at', 'is', null)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .executeTakeFirstOrThrow()
      return { letIn, secretsMade }
    },
    countRoles: async (id, organizationId) => {
      const { count } = await db
        .selectFrom('oauth_app_roles')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('app_id', '=', id)
        .$if(organizationId !== null, (all) => all.where('organization_id', '=', organizationId))
        .executeTakeFirstOrThrow()
      return count
    },
  }
}

/** Each new secret forgets as many at the most: a replaced one ends when its time comes. */
const MOST_KEPT_ENDED = 20
const MOST_LISTED_SECRETS = 50

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
        ...changeableColumns(app),
      })
      .execute()
    await addTo(tx, app.organizationId, app.id, { addedAt: app.createdAt, addedBy: app.createdBy })
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
    const before = await tx
      .selectFrom('oauth_apps')
      .select(['allowed_scopes', 'deactivated_at'])
      .where('organization_id', '=', app.organizationId)
      .where('id', '=', app.id)
      .executeTakeFirst()
    if (before && mayLose(before, app)) await appLoses(tx, losses, app.id)
    const { numUpdatedRows } = await tx
      .updateTable('oauth_apps')
      .set(changeableColumns(app))
      .where('organization_id', '=', app.organizationId)
      .where('id', '=', app.id)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  remove: async (organizationId, id) => {
    await appLoses(tx, losses, id)
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
      })
      .execute()
  },
  endSecret: async (id, secretId, { expiresAt, revokedAt }) => {
    const { numUpdatedRows } = await tx
      .updateTable('oauth_app_secrets')
      .set({ expires_at: expiresAt, revoked_at: revokedAt })
      .where('app_id', '=', id)
      .where('id', '=', secretId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (revokedAt !== null) await appLoses(tx, losses, id)
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
    await appLoses(tx, losses, id)
    await tx.deleteFrom('oauth_consents').where('app_id', '=', id).execute()
    const { numUpdatedRows } = await tx
      .updateTable('oauth_grants')
      .set({ revoked_at: at })
      .where('app_id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  },
  addTo: (organizationId, id, added) => addTo(tx, organizationId, id, added),
  removeFrom: async (organizationId, id) => {
    await appLoses(tx, losses, id, organizationId)
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

/** Deactivated, or allowed something else than before. */
const mayLose = (
  before: Pick<Schema['oauth_apps'], 'allowed_scopes' | 'deactivated_at'>,
  { allowedScopes, deactivatedAt }: OAuthApp,
): boolean =>
  (deactivatedAt !== null && before.deactivated_at === null) ||
  before.allowed_scopes !== JSON.stringify(allowedScopes)

/** Of an app that more have let in, the whole organization is told, in one word: everybody fetches an access token anew. */
const TOLD_ONE_BY_ONE = 200

/** Before anything of it is gone. Its access tokens are a machine's own, or those of the people who let it in. */
async function appLoses(tx: Database, losses: Losses, id: string, organizationId?: string): Promise<void> {
  const having = await tx
    .selectFrom('oauth_app_organizations')
    .innerJoin('oauth_apps', 'oauth_apps.id', 'oauth_app_organizations.app_id')
    .select(['oauth_app_organizations.organization_id', 'oauth_apps.kind'])
    .where('app_id', '=', id)
    .$if(organizationId !== undefined, (all) =>
      all.where('oauth_app_organizations.organization_id', '=', organizationId!),
    )
    .execute()
  for (const { organization_id: at, kind } of having) {
    if (kind === 'machine') {
      losses.rightsLost({ organizationId: at, userId: id })
      continue
    }
    const people = await tx
      .selectFrom('oauth_grants')
      .select('user_id')
      .distinct()
      .where('app_id', '=', id)
      .where('organization_id', '=', at)
      .where('revoked_at', 'is', null)
      .limit(TOLD_ONE_BY_ONE + 1)
      .execute()
    if (people.length > TOLD_ONE_BY_ONE) losses.rightsLost({ organizationId: at })
    else for (const { user_id: userId } of people) losses.rightsLost({ organizationId: at, userId })
  }
}

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

/** When and whence apps were used; never earlier than it stands already. */
export async function addAppUsage(tx: Database, usage: readonly OAuthAppUsage[]): Promise<void> {
  for (const { appId, organizationId, secretId, lastUsedAt, address, userAgent } of usage) {
    await tx
      .updateTable('oauth_app_organizations')
      .set({ last_used_at: lastUsedAt })
      .where('organization_id', '=', organizationId)
      .where('app_id', '=', appId)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', lastUsedAt)]))
      .execute()
    if (secretId === null) continue
    await tx
      .updateTable('oauth_app_secrets')
      .set({ last_used_at: lastUsedAt, last_used_address: address, last_used_user_agent: userAgent })
      .where('app_id', '=', appId)
      .where('id', '=', secretId)
      .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', lastUsedAt)]))
      .execute()
  }
}
