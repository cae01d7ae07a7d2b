/** Slows guessing down: counts failures by key and says how long to wait. It never locks anyone out for good. */
import { createBoundedTable } from '../crypto/bounded-table.ts'
import { networksOf } from '../domain/address.ts'
import type { Instant } from '../domain/instant.ts'
import { Refusal } from '../domain/refusal.ts'

export type Throttle = {
  /** Seconds to wait before the next try; 0 when none. */
  waitSeconds(key: string): number
  /** One more; answers the seconds to wait when it is one too many, 0 otherwise. */
  count(key: string): number
  /** What was counted was no failure. */
  giveBack(key: string): void
  forget(key: string): void
}

type Limits = {
  /** As many within `seconds` are free; after that one waits for the end of the window. */
  readonly failures: number
  readonly seconds: number
  readonly now?: () => Instant
  /** Of more keys than this the one whose window began first is forgotten. */
  readonly most?: number
}

type Window = { readonly beganAt: Instant; failures: number }

const MOST_KEYS = 50_000

export function createThrottle({ failures, seconds, now = Date.now, most = MOST_KEYS }: Limits): Throttle {
  // Windows are of one length and stand in the order in which they began, so the first is the first to end.
  const windows = createBoundedTable<Window>({ most })
  // A clock that was set back must not make anyone wait for longer than a window.
  const isOver = ({ beganAt }: Window, at: Instant): boolean => at - beganAt >= seconds * 1000 || at < beganAt
  const current = (key: string, at: Instant): Window | undefined => {
    for (let first = windows.first(); first && isOver(first, at); first = windows.first())
      windows.removeFirst()
    const window = windows.get(key)
    if (window === undefined || !isOver(window, at)) return window
    windows.delete(key)
    return undefined
  }
  const begun = (key: string, at: Instant): Window => {
    const window = { beganAt: at, failures: 0 }
    windows.set(key, window)
    return window
  }
  const secondsLeft = ({ beganAt }: Window, at: Instant): number =>
    Math.max(1, Math.ceil((beganAt + seconds * 1000 - at) / 1000))
  return {
    waitSeconds(key) {
      const at = now()
      const window = current(key, at)
      return window && window.failures >= failures ? secondsLeft(window, at) : 0
    },
    count(key) {
      const at = now()
      const window = current(key, at) ?? begun(key, at)
      window.failures++
      return window.failures > failures ? secondsLeft(window, at) : 0
    },
    giveBack(key) {
      const window = windows.get(key)
      if (window && --window.failures <= 0) windows.delete(key)
    },
    forget: (key) => windows.delete(key),
  }
}

/** A /48 of IPv6 may be one customer's or the networks of many, so it has this many times what a /64 has. */
const FAR_FACTOR = 10

/** By where a request comes from: the key is an address, what counts is its network. */
export function createAddressThrottle({ failures, ...more }: Limits): Throttle {
  const near = createThrottle({ failures, ...more })
  const far = createThrottle({ failures: failures * FAR_FACTOR, ...more })
  const each = <Answer>(address: string, ask: (throttle: Throttle, network: string) => Answer): Answer[] => {
    const networks = networksOf(address)
    return [ask(near, networks.near), ...(networks.far === undefined ? [] : [ask(far, networks.far)])]
  }
  return {
    waitSeconds: (address) => Math.max(...each(address, (throttle, key) => throttle.waitSeconds(key))),
    count: (address) => Math.max(...each(address, (throttle, key) => throttle.count(key))),
    giveBack: (address) => void each(address, (throttle, key) => throttle.giveBack(key)),
    // Of the larger network only one's own is known to be no failure.
    forget: (address) => near.forget(networksOf(address).near),
  }
}

export type Tries = readonly (readonly [Throttle, string])[]

/**
 * Counts a try before its outcome is known, so that tries at the same moment count too. What one of them refuses counts
 * for none: hammering from one address does not close an account everywhere, nor fill a table.
 * @throws {Refusal} `too_many_attempts`
 */
export function countAll(tries: Tries): void {
  const retryAfterSeconds = Math.max(...tries.map(([throttle, key]) => throttle.waitSeconds(key)))
  if (retryAfterSeconds > 0) {
    const detail = `Try again in ${retryAfterSeconds} seconds.`
    throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
  }
  for (const [throttle, key] of tries) throttle.count(key)
}

export function giveBackAll(tries: Tries): void {
  for (const [throttle, key] of tries) throttle.giveBack(key)
}
