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

export const managedOrganizationReads = (db: Database): ManagedOrganizationReads => {
  const found = (search = '') =>
    db.selectFrom('organizations').where(hasWords('organizations.search_text', search))
  const managed = (search?: string) =>
    found(search).select(ORGANIZATION_COLUMNS).select(MEMBER_COUNT.as('member_count'))
  type Row = Parameters<typeof toOrganization>[0] & { member_count: number }
  const toManaged = (row: Row): ManagedOrganization => ({
    ...toOrganization(row),
    memberCount: Number(row.member_count),
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
