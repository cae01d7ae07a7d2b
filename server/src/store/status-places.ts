/**
 * Places in status lists for what OAuth apps prove and are let in with: each is given once, and given again only when nobody
 * remembers whose it was. A trigger notes when its credential is deleted, by whatever it is.
 */
import type { Instant } from '../domain/instant.ts'
import { OAUTH_LISTS_FROM, placeOf, STATUS_LIST_ENTRIES, statusIndexOf } from '../domain/status-list.ts'
import type { Database } from './engine.ts'

/**
 * Half of a full half is taken at each try, so so many taken ones in a row mean that about half of all lists are: time for
 * another one. Nothing is counted, and nobody waits for anybody.
 */
const TRIES = 12

/** Any that is free, in any of the lists. */
export async function takeStatusPlace(tx: Database): Promise<number> {
  for (let last = Math.max(await newestOAuthList(tx), OAUTH_LISTS_FROM); ; last++) {
    for (const place of randomPlaces(last - OAUTH_LISTS_FROM + 1)) {
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('status_places')
        .values({ place, left_at: null })
        .onConflict((conflict) => conflict.column('place').doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows === 1n) return place
    }
  }
}

/** Its credential is another one from now on. */
export async function leaveStatusPlace(tx: Database, place: number, at: Instant): Promise<void> {
  await tx.updateTable('status_places').set({ left_at: at }).where('place', '=', place).execute()
}

/** 0 when there is none. */
export async function newestOAuthList(db: Database): Promise<number> {
  const { place } = await db
    .selectFrom('status_places')
    .select(({ fn }) => fn.max('place').as('place'))
    .executeTakeFirstOrThrow()
  return place === null ? 0 : statusIndexOf(Number(place)).list
}

/** Answers how many can be given again. */
export async function purgeStatusPlaces(tx: Database, leftBefore: Instant, limit: number): Promise<number> {
  const oldest = tx
    .selectFrom('status_places')
    .select('place')
    .where('left_at', '<=', leftBefore)
    .orderBy('left_at')
    .limit(limit)
  const { numDeletedRows } = await tx
    .deleteFrom('status_places')
    .where('place', 'in', oldest)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

function randomPlaces(lists: number): number[] {
  const numbers = crypto.getRandomValues(new Uint32Array(2 * TRIES))
  return Array.from({ length: TRIES }, (_, index) =>
    placeOf({
      list: OAUTH_LISTS_FROM + (numbers[2 * index]! % lists),
      index: numbers[2 * index + 1]! % STATUS_LIST_ENTRIES,
    }),
  )
}
