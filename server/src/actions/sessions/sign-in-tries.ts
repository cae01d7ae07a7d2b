/**
 * How often a password may be tried, and who waits for whom. Nobody is refused because of what others do to the account:
 * past its limit, those who signed in before go first and the unknown wait longer, one network after the other.
 */
import type { Place } from '../../crypto/turnstile.ts'
import { networksOf } from '../../domain/address.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { DAY_MS } from '../../domain/instant.ts'
import type { Session } from '../../domain/session.ts'
import type { Reads } from '../../store/store.ts'
import type { Needs } from '../needs.ts'
import { countAll, giveBackAll, type Tries } from '../throttle.ts'
import { deviceOf } from './device-marks.ts'

/** A place from which nobody signed in for as long is not known any more. */
const PLACE_MS = 90 * DAY_MS

/** What is known of who asks, before the password is looked at. */
export type Presence = {
  /** Somebody who is signed in gives the password again. */
  readonly session?: Session
  /** The cookie of marks that the browser sent. */
  readonly deviceMarks?: string | undefined
}

type TryNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now' | 'signInThrottles'>

export type Try = {
  /** Where to wait for the check, once it is known whose account it is. */
  placeFor(userId: string | undefined): Promise<Place>
  /** It came to nothing: it counts neither as a failure nor as a success. */
  giveBack(): void
  succeed(): void
}

/** At least as coarse as the database's comparison: another spelling of a name is no fresh start. */
export const accountName = (username: string): string => username.normalize('NFKC').toLowerCase()

/**
 * Counted before the outcome is known, so that tries at the same moment count too.
 * @throws {Refusal} `too_many_attempts`
 */
export function beginTry(
  needs: TryNeeds,
  { address }: Pick<Origin, 'address'>,
  username: string,
  { session, deviceMarks }: Presence,
): Try {
  const throttles = needs.signInThrottles
  const name = accountName(username)
  const { near } = networksOf(address)
  const device = session === undefined ? deviceOf(needs, deviceMarks, name) : undefined
  const isKnown = session !== undefined || device !== undefined
  // Each counts for itself: whoever else tries this account, or anything else from this network, has no part in it.
  const own = session ? `session ${session.id}` : device ? `${name} device ${device}` : `${name} ${near}`
  const tries: Tries = [[throttles.pair, own], ...(isKnown ? [] : ([[throttles.address, address]] as const))]
  countAll(tries)
  const isCrowded = throttles.account.count(name) > 0
  const giveBack = (): void => giveBackAll([...tries, [throttles.account, name]])
  return {
    async placeFor(userId) {
      if (isKnown) return { lane: 'known', network: near }
      if (!isCrowded) return { lane: 'usual', network: near }
      const isKnownPlace = await isPlaceKnown(needs, needs.store, userId, near)
      return { lane: isKnownPlace ? 'known' : 'crowded', network: near }
    },
    giveBack,
    succeed() {
      giveBack()
      throttles.pair.forget(own)
    },
  }
}

/** Whether the account signed in from there lately. */
export const isPlaceKnown = (
  needs: Pick<Needs, 'keyedHash' | 'now'>,
  reads: Pick<Reads, 'sessions'>,
  userId: string | undefined,
  network: string,
): Promise<boolean> =>
  reads.sessions.isPlaceKnown(userId ?? '', placeHash(needs, userId, network), needs.now() - PLACE_MS)

/** What is kept of a network that an account signed in from. */
export const placeHash = (
  { keyedHash }: Pick<Needs, 'keyedHash'>,
  userId: string | undefined,
  network: string,
): Uint8Array => keyedHash.hashOf('sign-in-place', `${userId} ${network}`)
