/** Organizations are found as people are, without accents and by words in any order. Those that exist are filled by code. */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import { organizationSearchText } from '../organizations/organization-search.ts'
import { text, values } from '../rows-as-table.ts'
import type { Migration } from './migration.ts'

const ORGANIZATIONS_PER_BATCH = 500

export const organizationSearch: Migration = {
  name: '0022-organization-search',
  statements: () => ["alter table organizations add column search_text text not null default ''"],
  fill: async (tx) => {
    for (let last: string | undefined = ''; last !== undefined;) last = await fillBatch(tx, last)
  },
}

/** Answers after which to go on. */
async function fillBatch(tx: Database, after: string): Promise<string | undefined> {
  const organizations = await tx
    .selectFrom('organizations')
    .select(['id', 'name', 'display_name as displayName'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(ORGANIZATIONS_PER_BATCH)
    .execute()
  if (organizations.length === 0) return undefined
  const rows = organizations.map((each) => sql`(${text(each.id)}, ${text(organizationSearchText(each))})`)
  await tx
    .with('filled(id, search_text)', () => values<{ id: string; search_text: string }>(rows))
    .updateTable('organizations')
    .from('filled')
    .set((from) => ({ search_text: from.ref('filled.search_text') }))
    .whereRef('organizations.id', '=', 'filled.id')
    .execute()
  return organizations.at(-1)!.id
}
