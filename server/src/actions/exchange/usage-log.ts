/** Remembers in memory which API tokens were used, so that an exchange writes nothing; a job empties it into the store. */
import type { ApiTokenUsage } from '../../store/exchange/exchange-store.ts'

export type Use = Omit<ApiTokenUsage, 'exchanges' | 'seenInUrlAt'> & { readonly wasInUrl: boolean }

export type UsageLog = {
  record(use: Use): void
  /** How many values wait to be written. */
  length(): number
  /** Everything since the last call, one entry per value. */
  drain(): ApiTokenUsage[]
  /** Puts back what could not be written. */
  restore(usage: readonly ApiTokenUsage[]): void
}

type Mutable<Of> = { -readonly [Name in keyof Of]: Of[Name] }

export function createUsageLog(): UsageLog {
  let uses = new Map<string, Mutable<ApiTokenUsage>>()
  // In place, because every exchange comes through here.
  const add = (usage: ApiTokenUsage): void => {
    const known = uses.get(usage.secretId)
    if (known === undefined) {
      uses.set(usage.secretId, { ...usage })
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
    length: () => uses.size,
    drain() {
      const drained = [...uses.values()]
      uses = new Map()
      return drained
    },
    restore(usage) {
      for (const each of usage) add(each)
    },
  }
}
