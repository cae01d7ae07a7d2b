/** Slows guessing down: counts failures by key and says how long to wait. It never locks anyone out for good. */
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../domain/refusal.ts'

export type Throttle = {
  /** Seconds to wait before the next try; 0 when none. */
  waitSeconds(key: string): Promise<number>
  /** One more; answers the seconds to wait when it is one too many, 0 otherwise. */
  count(key: string): Promise<number>
  /** What was counted was no failure. */
  giveBack(key: string): Promise<void>
  forget(key: string): Promise<void>
}

/** `failures` within `seconds` are free; after that one waits for the end of the window. */
export function createThrottle({ failures, seconds }: { failures: number; seconds: number }): Throttle {
  const limiter = new RateLimiterMemory({ points: failures, duration: seconds })
  const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number =>
    Math.max(1, Math.ceil(msBeforeNext / 1000))
  return {
    async waitSeconds(key) {
      const state: RateLimiterRes | null = await limiter.get(key)
      return state !== null && state.consumedPoints >= failures ? secondsLeft(state) : 0
    },
    async count(key) {
      const state = await limiter.penalty(key)
      return state.consumedPoints > failures ? secondsLeft(state) : 0
    },
    async giveBack(key) {
      await limiter.reward(key)
    },
    async forget(key) {
      await limiter.delete(key)
    },
  }
}

export type Tries = readonly (readonly [Throttle, string])[]

/**
 * Counts a try before its outcome is known, so that tries at the same moment count too. In this order, and what one of
 * them refuses counts for no other: hammering from one address does not close an account everywhere.
 * @throws {Refusal} `too_many_attempts`
 */
export async function countAll(tries: Tries): Promise<void> {
  for (const [at, [throttle, key]] of tries.entries()) {
    const retryAfterSeconds = await throttle.count(key)
    if (retryAfterSeconds === 0) continue
    await giveBackAll(tries.slice(0, at))
    const detail = `Try again in ${retryAfterSeconds} seconds.`
    throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
  }
}

export async function giveBackAll(tries: Tries): Promise<void> {
  await Promise.all(tries.map(([throttle, key]) => throttle.giveBack(key)))
}
