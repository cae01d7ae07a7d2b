/**
 * One call for all who need its result at the same time, each by a key. Refuses to wait for ever: where a runtime ends
 * what a request has begun as soon as that is answered (Cloudflare's workerd), a call may never settle, and neither its
 * waiters nor those who come later may hang on it.
 */

export type SharedCalls<Value> = {
  /** Begins the call, unless one under this key is under way. Never rejects: what comes of it is told by `wait`. */
  begin(key: string, call: () => Promise<Value>): Promise<Value>
  isUnderWay(key: string): boolean
  /** What comes of a call that was begun; rejects when it takes too long. */
  wait(begun: Promise<Value>): Promise<Value>
  readonly size: number
}

/** Calls have a limit of their own, by which they mostly end; this one is for those that were ended. */
const GRACE_SECONDS = 1

export function createSharedCalls<Value>(timeoutSeconds: number): SharedCalls<Value> {
  const underWay = new Map<string, { readonly promise: Promise<Value>; readonly since: number }>()
  const mostMs = (timeoutSeconds + GRACE_SECONDS) * 1000

  // The runtime's clock and not the one a test gives: it is about what really goes on.
  const isUnderWay = (key: string): boolean => {
    const call = underWay.get(key)
    return call !== undefined && Math.abs(Date.now() - call.since) < mostMs
  }
  return {
    isUnderWay,
    begin(key, call) {
      const before = underWay.get(key)
      if (before && isUnderWay(key)) return before.promise
      const promise = call().finally(() => {
        if (underWay.get(key)?.promise === promise) underWay.delete(key)
      })
      // Nobody may be waiting; whoever is sees the same rejection.
      promise.catch(() => {})
      underWay.set(key, { promise, since: Date.now() })
      return promise
    },
    async wait(begun) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const tooLong = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('The answer did not come in time')), mostMs)
      })
      try {
        return await Promise.race([begun, tooLong])
      } finally {
        clearTimeout(timer)
      }
    },
    get size() {
      for (const key of underWay.keys()) if (!isUnderWay(key)) underWay.delete(key)
      return underWay.size
    },
  }
}
