/** Remembers in memory which API tokens were used, so that an exchange writes nothing; a job empties it into the store. */
import type { ApiTokenUsage } from '../store/store.ts'

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

export function createUsageLog(): UsageLog {
  let uses = new Map<string, ApiTokenUsage>()
  const add = (usage: ApiTokenUsage): void => {
    const earlier = uses.get(usage.secretId)
    if (earlier === undefined) {
      uses.set(usage.secretId, usage)
      return
    }
    const latest = usage.lastUsedAt >= earlier.lastUsedAt ? usage : earlier
    uses.set(usage.secretId, {
      ...latest,
      exchanges: earlier.exchanges + usage.exchanges,
      seenInUrlAt: earlier.seenInUrlAt ?? usage.seenInUrlAt,
    })
  }
  return {
    record({ wasInUrl, ...use }) {
      add({ ...use, exchanges: 1, seenInUrlAt: wasInUrl ? use.lastUsedAt : null })
    },
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
