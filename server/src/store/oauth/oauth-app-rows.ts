/** OAuth apps, their secrets, who has them and what machines hold. */
import { sql } from 'kysely'
import { appIdOfUrl } from '../../domain/oauth/client-url.ts'
import type { OAuthAppSecret } from '../../domain/oauth/oauth-app.ts'
import { statusIndexOf } from '../../domain/status-list.ts'
import { searchWords } from '../../domain/search.ts'
import type { Database, Engine } from '../engine.ts'
import type { Find } from '../exact-lookup.ts'
import { rolesOfAppJson, toAssignedRoles, toHeldRoles } from '../held-roles.ts'
import { LAST_LOSS } from '../losses.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from '../organizations/organization-columns.ts'
import { boundedPage } from '../page.ts'
import type { Schema } from '../schema.ts'
import { APP_COLUMNS, toApp } from './app-columns.ts'
import type { ClientBySecret, KeptSecret, OAuthAppReads } from './oauth-apps-store.ts'

const MOST_LISTED_SECRETS = 50
/** Ids of apps that publish themselves: what somebody's people let in takes no place from what is made here. */
const FROM_URL = appIdOfUrl('%')

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
      const keysStatus = statusIndexOf(row.app_status_place)
      return { app: toApp(row), secrets: secrets.map(toKeptSecret), keysStatus }
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
    countOf: async (organizationId, which = 'added') => {
      const { count } = await hadBy(organizationId)
        .where('oauth_apps.id', which === 'added' ? 'not like' : 'like', FROM_URL)
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
