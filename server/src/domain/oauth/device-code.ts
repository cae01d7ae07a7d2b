/**
 * Letting an app in from another device than the one that it runs on (RFC 8628): the device shows a code for people and keeps
 * asking with one of its own, while its person enters the first in a browser and decides.
 */
import { MINUTE_MS, type Instant } from '../instant.ts'

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

export const DEVICE_CODE_MS = 10 * MINUTE_MS

export type DeviceCode = {
  /** The public part of the value. */
  readonly id: string
  /** A keyed hash of what the person enters. */
  readonly userCodeHash: string
  readonly appId: string
  /** As it was asked for; null when nothing was. */
  readonly scope: string | null
  /** RFC 8707. */
  readonly resources: readonly string[]
  /** Where the app chose it. */
  readonly organizationId: string | null
  /** Of the key that everything from it is bound to (RFC 9449). */
  readonly dpopThumbprint: string | null
  /** From which it was asked for. */
  readonly network: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  /** How long the device waits before it asks again. */
  readonly intervalSeconds: number
  readonly polledAt: Instant | null
  readonly deniedAt: Instant | null
  /** That it was allowed with. */
  readonly grantId: string | null
  readonly usedAt: Instant | null
}

export const FIRST_INTERVAL_SECONDS = 5
/** RFC 8628, section 3.5: for this and all later requests. */
export const SLOWER_BY_SECONDS = 5
/** Half of its life. Whoever goes on asking after that causes no more writes. */
export const LONGEST_INTERVAL_SECONDS = 300
/** What one sent in time may have been delayed by less than the one before it. */
const JITTER_MS = 1000

export function isTooSoon(
  { polledAt, intervalSeconds }: Pick<DeviceCode, 'polledAt' | 'intervalSeconds'>,
  now: Instant,
): boolean {
  // A clock that was set back makes nobody wait for longer.
  if (polledAt === null || polledAt > now) return false
  return now - polledAt < intervalSeconds * 1000 - JITTER_MS
}

/** No vowels, so that they make no words, and no letters beside these (RFC 8628, section 6.1). */
export const USER_CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
export const USER_CODE_LENGTH = 8

const WRITTEN = new RegExp(`^[${USER_CODE_LETTERS}]{${USER_CODE_LENGTH}}$`)
/** What people and telephones put between letters: spaces, and dashes of every kind. */
const BETWEEN = /[\s\p{Pd}._]/gu
const LONGEST_ENTERED = 40

/** The letters alone; undefined for what no device shows. */
export function enteredUserCode(entered: string): string | undefined {
  if (entered.length > LONGEST_ENTERED) return undefined
  const letters = entered.replaceAll(BETWEEN, '').toUpperCase()
  return WRITTEN.test(letters) ? letters : undefined
}

/** As devices and pages show it. */
export const shownUserCode = (letters: string): string =>
  `${letters.slice(0, USER_CODE_LENGTH / 2)}-${letters.slice(USER_CODE_LENGTH / 2)}`
