/**
 * Notices proxies that nobody declared: what they say of where a request came from is not believed, so everyone behind
 * them counts as one. For the operator to see; it changes nothing.
 */
import { createBoundedTable } from '../crypto/bounded-table.ts'

export type UndeclaredProxies = {
  /** True the first time for each of a few addresses: what is worth a line in the log. */
  see(address: string): boolean
  /** Requests since the start. */
  requests(): number
}

/** Whoever may connect can pretend to be a proxy; that must not fill the log. */
const MOST_TOLD = 5

export function createUndeclaredProxies(): UndeclaredProxies {
  const told = createBoundedTable<true>({ most: MOST_TOLD })
  let requests = 0
  return {
    see(address) {
      requests++
      if (told.size >= MOST_TOLD || told.get(address)) return false
      told.set(address, true)
      return true
    },
    requests: () => requests,
  }
}
