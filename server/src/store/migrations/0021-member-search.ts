/**
 * People are found without accents, and by words in any order: one text of all that they are searched by. Folding is
 * ours, the engines differ in it, so those who exist are filled by code.
 */
import { sql } from 'kysely'
import type { Database } from '../engine.ts'
import { searchTextOf } from '../people/member-search.ts'
import { text, values } from '../rows-as-table.ts'
import type { Migration } from './migration.ts'

const PEOPLE_PER_BATCH = 500

export const memberSearch: Migration = {
  name: '0021-member-search',
  statements: () => [
    "alter table users add column search_text text not null default ''",
    'alter table users drop column names_folded',
  ],
  fill: async (tx) => {
    for (let last: string | undefined = ''; last !== undefined;) last = await fillBatch(tx, last)
  },
}

/** Answers after whom to go on. */
async function fillBatch(tx: Database, after: string): Promise<string | undefined> {
  const people = await tx
    .selectFrom('users')
    .select(['id', 'username', 'first_name as firstName', 'last_name as lastName', 'email'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(PEOPLE_PER_BATCH)
    .execute()
  if (people.length === 0) return undefined
  const rows = people.map((person) => sql`(${text(person.id)}, ${text(searchTextOf(person))})`)
  await tx
    .with('filled(id, search_text)', () => values<{ id: string; search_text: string }>(rows))
    .updateTable('users')
    .from('filled')
    .set((from) => ({ search_text: from.ref('filled.search_text') }))
    .whereRef('users.id', '=', 'filled.id')
    .execute()
  return people.at(-1)!.id
}
