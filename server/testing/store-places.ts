/** Where hand-overs are tried: on both engines, and where a database is slow or fails in between. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../src/domain/refusal.ts'
import type { Store } from '../src/store/store.ts'

const slow = (store: Store): Store => ({
  ...store,
  change: (work) =>
    store.change(async (tx) => {
      await sleep(5)
      return work(tx)
    }),
})

export const STORE_PLACES = [
  ['SQLite', 'sqlite', (store: Store) => store],
  ['PostgreSQL', 'postgres', (store: Store) => store],
  ['a slow store', 'sqlite', slow],
] as const

/** The next change fails: before anything was done, or after it is durable. */
export function failingOnce(store: Store, when: 'before' | 'after'): Store {
  let isFailing = true
  return {
    ...store,
    change: async (work) => {
      if (!isFailing) return store.change(work)
      isFailing = false
      if (when === 'after') await store.change(work)
      throw new Refusal('store_unavailable')
    },
  }
}
