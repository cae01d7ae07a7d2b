/** All organizations of the installation. Never asked for by who merely belongs to one. */
import { sql } from 'kysely'
import type { ManagedOrganization } from '../../domain/organization.ts'
import type { Database } from '../engine.ts'
import { boundedPage } from '../page.ts'
import { hasWords } from '../people/member-search.ts'
import { ORGANIZATION_COLUMNS, toOrganization } from './organization-columns.ts'
import type { ManagedOrganizationReads } from './organizations-store.ts'

const MEMBER_COUNT = sql<number>`(
  select count(*) from memberships where memberships.organization_id = organizations.id
)`

const HAS_OWNER = sql<number>`(
  select count(*) from role_assignments
  join memberships on memberships.organization_id = role_assignments.organization_id
    and memberships.user_id = role_assignments.user_id
  join users on users.id = role_assignments.user_id
  where role_assignments.organization_id = organizations.id
    and role_assignments.service_id is null and role_assignments.name = 'org_owner'
    and role_assignments.ends_at is null
    and memberships.disabled_at is null and users.deactivated_at is null
)`

/** Invited by nobody who belongs to it. */
const INVITED_OWNER = sql`from invitations
  where invitations.organization_id = organizations.id and invitations.invited_by is null
    and invitations.accepted_at is null and invitations.withdrawn_at is null
  order by invitations.sent_at desc limit 1`

export const managedOrganizationReads = (db: Database): ManagedOrganizationReads => {
  const found = (search = '') =>
    db.selectFrom('organizations').where(hasWords('organizations.search_text', search))
  const managed = (search?: string) =>
    found(search)
      .select(ORGANIZATION_COLUMNS)
      .select([
        MEMBER_COUNT.as('member_count'),
        HAS_OWNER.as('owners'),
        sql<string | null>`(select invitations.email ${INVITED_OWNER})`.as('invited_email'),
        sql<number | null>`(select invitations.expires_at ${INVITED_OWNER})`.as('invited_until'),
        sql<number | null>`(select invitations.is_mailed ${INVITED_OWNER})`.as('invited_by_mail'),
      ])
  type Row = Parameters<typeof toOrganization>[0] & {
    member_count: number
    owners: number
    invited_email: string | null
    invited_until: number | null
    invited_by_mail: number | null
  }
  const toManaged = (row: Row): ManagedOrganization => ({
    ...toOrganization(row),
    memberCount: Number(row.member_count),
    hasOwner: Number(row.owners) > 0,
    invitedOwner:
      row.invited_email === null || row.invited_until === null
        ? null
        : {
            ...{ email: row.invited_email, expiresAt: Number(row.invited_until) },
            isMailed: Number(row.invited_by_mail) === 1,
          },
  })
  const count = async (search?: string): Promise<number> => {
    const { total } = await found(search)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return total
  }
  return {
    listManaged: async (page, search) => {
      const items = await boundedPage(page, async ({ offset, limit }) => {
        const rows = await managed(search)
          .orderBy('organizations.display_name')
          .orderBy('organizations.id')
          .offset(offset)
          .limit(limit)
          .execute()
        return rows.map(toManaged)
      })
      return { items, total: await count(search) }
    },
    findManaged: async (id) => {
      const row = await managed().where('organizations.id', '=', id).executeTakeFirst()
      return row && toManaged(row)
    },
    findByName: async (name) => {
      const row = await db
        .selectFrom('organizations')
        .select(ORGANIZATION_COLUMNS)
        .where('organizations.name', '=', name)
        .executeTakeFirst()
      return row && toOrganization(row)
    },
    count,
  }
}
