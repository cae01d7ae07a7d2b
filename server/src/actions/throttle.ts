/** Slows guessing down: counts failures by key and says how long to wait. It never locks anyone out for good. */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'

export type Throttle = {
  /** Seconds to wait before the next try; 0 when none. */
  waitSeconds(key: string): Promise<number>
  /** One more failure. */
  count(key: string): Promise<void>
  forget(key: string): Promise<void>
}

/** `failures` within `seconds` are free; after that one waits for the end of the window. */
export function createThrottle({ failures, seconds }: { failures: number; seconds: number }): Throttle {
  const limiter = new RateLimiterMemory({ points: failures, duration: seconds })
  return {
    async waitSeconds(key) {
      const state: RateLimiterRes | null = await limiter.get(key)
      return state !== null && state.consumedPoints >= failures
        ? Math.max(1, Math.ceil(state.msBeforeNext / 1000))
        : 0
    },
    async count(key) {
      await limiter.penalty(key)
    },
    async forget(key) {
      await limiter.delete(key)
    },
  }
}
