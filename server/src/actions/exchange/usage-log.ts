/**
 * Remembers in memory which API tokens were used, so that an exchange writes nothing; a job empties it into the store.
 * It holds a bounded number of values, asks to be emptied early, and says how many uses it had to give up.
 */
import { createBoundedTable } from '../../crypto/bounded-table.ts'
import type { Instant } from '../../domain/instant.ts'
import type { ApiTokenUsage } from '../../store/exchange/exchange-store.ts'

export type Use = Omit<ApiTokenUsage, 'exchanges' | 'seenInUrlAt'> & { readonly wasInUrl: boolean }

export type UsageLog = {
  record(use: Use): void
  /** The value stood in a URL without being used. */
  recordSighting(sighting: {
    readonly secretId: string
    readonly apiTokenId: string
    readonly at: Instant
  }): void
  /** How many values wait to be written. */
  length(): number
  /** Everything since the last call, one entry per value. */
  drain(): ApiTokenUsage[]
  /** Puts back what could not be written. */
  restore(usage: readonly ApiTokenUsage[]): void
  /** Who empties it when it is half full, and does not wait for the clock then. */
  whenCrowded(empty: () => void): void
  /** How many uses were lost since the last call: of what was used first, when nothing could be written for long. */
  takeLost(): number
}

type Mutable<Of> = { -readonly [Name in keyof Of]: Of[Name] }

/** About 25 MB. */
const MOST_VALUES = 50_000

export function createUsageLog({ most = MOST_VALUES }: { readonly most?: number } = {}): UsageLog {
  const uses = createBoundedTable<Mutable<ApiTokenUsage>>({ most })
  let empty: (() => void) | undefined
  let lost = 0
  // In place, because every exchange comes through here.
  const add = (usage: ApiTokenUsage): void => {
    const known = uses.get(usage.secretId)
    if (known === undefined) {
      lost += uses.set(usage.secretId, { ...usage })?.exchanges ?? 0
      if (uses.size === most >> 1) empty?.()
      return
    }
    known.exchanges += usage.exchanges
    known.seenInUrlAt ??= usage.seenInUrlAt
    if (usage.lastUsedAt < known.lastUsedAt) return
    known.lastUsedAt = usage.lastUsedAt
    known.address = usage.address
    known.userAgent = usage.userAgent
  }
  return {
    record: ({ secretId, apiTokenId, lastUsedAt, address, userAgent, wasInUrl }) =>
      add({
        ...{ secretId, apiTokenId, lastUsedAt, address, userAgent },
        exchanges: 1,
        seenInUrlAt: wasInUrl ? lastUsedAt : null,
      }),
    recordSighting: ({ secretId, apiTokenId, at }) =>
      add({ secretId, apiTokenId, lastUsedAt: 0, address: '', userAgent: '', exchanges: 0, seenInUrlAt: at }),
    length: () => uses.size,
    drain: () => uses.drain(),
    restore(usage) {
      for (const each of usage) {
        // They are older than what was recorded meanwhile, which is worth more.
        if (uses.size < most || uses.get(each.secretId) !== undefined) add(each)
        else lost += each.exchanges
      }
    },
    whenCrowded(work) {
      empty = work
    },
    takeLost() {
      const count = lost
      lost = 0
      return count
    },
  }
}
