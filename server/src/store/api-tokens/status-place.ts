/** Gives a new value of an API token its place in the newest status list: any that is free. */
import type { Insertable } from 'kysely'
import { STATUS_LIST_ENTRIES } from '../../domain/status-list.ts'
import type { Database } from '../engine.ts'
import type { Schema } from '../schema.ts'

/**
 * Half of a full half is taken at each try, so so many taken ones in a row mean that about half of the list is: time for
 * the next one. Nothing is counted, and nobody waits for anybody.
 */
const TRIES = 12

type Value = Omit<Insertable<Schema['api_token_secrets']>, 'status_list' | 'status_index'>

export async function insertValue(tx: Database, value: Value): Promise<void> {
  const { list } = await tx
    .selectFrom('api_token_secrets')
    .select(({ fn }) => fn.max('status_list').as('list'))
    .executeTakeFirstOrThrow()
  for (let status_list = Math.max(Number(list ?? 0), 1); ; status_list++) {
    for (const status_index of randomIndexes()) {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('api_token_secrets')
        .values({ ...value, status_list, status_index })
        .onConflict((conflict) => conflict.columns(['status_list', 'status_index']).doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows === 1n) return
    }
  }
}

const randomIndexes = (): number[] =>
  [...crypto.getRandomValues(new Uint32Array(TRIES))].map((number) => number % STATUS_LIST_ENTRIES)
