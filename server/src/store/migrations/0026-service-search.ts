/** Services are found as people and organizations are. Those that exist are filled by code. */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import { text, values } from '../rows-as-table.ts'
import { serviceSearchText } from '../services/service-search.ts'
import type { Migration } from './migration.ts'

const SERVICES_PER_BATCH = 500

export const serviceSearch: Migration = {
  name: '0026-service-search',
  statements: () => ["alter table services add column search_text text not null default ''"],
  fill: async (tx) => {
    for (let last: string | undefined = ''; last !== undefined;) last = await fillBatch(tx, last)
  },
}

/** Answers after which to go on. */
async function fillBatch(tx: Database, after: string): Promise<string | undefined> {
  const services = await tx
    .selectFrom('services')
    .select(['id', 'name', 'display_name as displayName', 'description'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(SERVICES_PER_BATCH)
    .execute()
  if (services.length === 0) return undefined
  const rows = services.map((each) => sql`(${text(each.id)}, ${text(serviceSearchText(each))})`)
  await tx
    .with('filled(id, search_text)', () => values<{ id: string; search_text: string }>(rows))
    .updateTable('services')
    .from('filled')
    .set((from) => ({ search_text: from.ref('filled.search_text') }))
    .whereRef('services.id', '=', 'filled.id')
    .execute()
  return services.at(-1)!.id
}
