/**
 * Whether an access token has been revoked: by the feed, by status lists, or both. Says so from memory while what it knows
 * is young enough; beyond that it asks, and when nobody answers, the service decides between refusing and accepting.
 */
import type { AccessTokenClaims } from './claims.ts'
import { VerifyError } from './errors.ts'
import { placeOf } from './known-revocations.ts'
import { createRevocationFeed, type RevocationFeed } from './revocation-feed.ts'
import type { ReadRevocation, RevocationState, WhenStale } from './revocation-options.ts'
import { createStatusLists } from './status-lists.ts'
import type { JsonObject } from './strict-json.ts'

export type Revocation = {
  /** @throws VerifyError `token_revoked` when that is known */
  refuseKnown(claims: AccessTokenClaims): void
  /**
   * Undefined when what is known is young enough; a promise to find out otherwise.
   * @throws VerifyError `revocation_unavailable`
   */
  ensureFresh(claims: AccessTokenClaims, whenStale?: WhenStale): Promise<void> | undefined
  state(): RevocationState
  close(): void
}

type Place = { readonly uri: string; readonly idx: number }

type Needs = {
  readonly options: ReadRevocation
  readonly issuer: string
  readonly services: readonly string[]
  readonly now: () => number
  readonly timeoutSeconds: number
  readonly fetch: typeof globalThis.fetch
  readonly prove: (
    type: 'statuslist+jwt' | 'revocations+jwt',
    text: string,
    maxLength: number,
  ) => Promise<JsonObject>
  /** Only goes forward; default `performance.now`. */
  readonly clockMs?: () => number
}

/** Cloudflare's workerd ends what a request has begun as soon as that is answered. */
const keepsConnections = (): boolean => globalThis.navigator?.userAgent !== 'Cloudflare-Workers'

export function createRevocation(needs: Needs): Revocation {
  const { options, issuer, services, now, timeoutSeconds, fetch, prove } = needs
  const clockMs = needs.clockMs ?? (() => performance.now())
  const listsAt = `${issuer}/status-lists/`
  const mostMs = options.maxStalenessSeconds * 1000
  /** Lists, and a feed that is asked, are asked again this soon, behind the callers' backs. */
  const againMs = Math.min(15_000, mostMs / 4)
  const isLasting = keepsConnections()
  let askedAt = -Infinity
  const lists = createStatusLists({
    ...{ issuer, now, clockMs, timeoutSeconds, fetch },
    prove: (text, most) => prove('statuslist+jwt', text, most),
  })
  const feed: RevocationFeed | undefined =
    options.feedToken === undefined
      ? undefined
      : createRevocationFeed({
          ...{ issuer, services, listsAt, clockMs, timeoutSeconds, fetch, isLasting },
          token: options.feedToken,
          prove: (text, most) => prove('revocations+jwt', text, most),
          changed: () => options.onState?.(state()),
        })

  const state = (): RevocationState => ({
    isConnected: feed?.isConnected() ?? false,
    stalenessSeconds: (feed?.ageMs() ?? Infinity) / 1000,
  })
  /** Only what is an address of the issuer's is ever asked for. */
  const refresh = async (place: Place): Promise<void> => {
    if (!placeOf(place, listsAt)) throw new Error('It names no list of the issuer')
    await lists.refresh(place.uri)
  }

  function refuseKnown(claims: AccessTokenClaims): void {
    const place = claims.status?.status_list
    // What a list said once may be over, such as a suspension: while the feed is fresh, nobody asks for the list again.
    const counts = place && (!feed || feed.ageMs() > mostMs || lists.ageMs(place.uri) <= mostMs)
    const isEnded = counts && lists.isEnded(place.uri, place.idx)
    if (isEnded || feed?.known().isRevoked(claims)) throw new VerifyError('token_revoked')
  }

  function decide(whenStale: WhenStale): void {
    if (whenStale === 'accept') return
    throw new VerifyError('revocation_unavailable', { retryAfterSeconds: 5 })
  }

  async function findOut(claims: AccessTokenClaims, whenStale: WhenStale): Promise<void> {
    const place = claims.status?.status_list
    const feeding = feed?.fresh()
    const asking = [
      ...(feeding ? [feeding] : []),
      // Also beside a feed that may take long: whichever answers first.
      ...(place ? [refreshedList(place, feeding)] : []),
    ]
    await Promise.any(asking).catch(() => {})
    refuseKnown(claims)
    if (!isFresh(claims)) decide(whenStale)
  }

  /** After a moment that the feed is given first, since it knows more. */
  async function refreshedList(place: Place, feeding: Promise<void> | undefined): Promise<void> {
    if (feeding) {
      const first = await Promise.race([
        feeding.then(
          () => true,
          () => false,
        ),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 1_000)),
      ])
      if (first) return
    }
    await refresh(place)
  }

  const isFresh = (claims: AccessTokenClaims): boolean => {
    if (feed && feed.ageMs() <= mostMs) return true
    const place = claims.status?.status_list
    // Without a place and without a feed, a token of an earlier issuer holds until it expires.
    if (!place) return feed === undefined
    if (lists.ageMs(place.uri) > mostMs) return false
    return lists.isEnded(place.uri, place.idx) !== undefined
  }

  function isDue(claims: AccessTokenClaims): boolean {
    if (feed && feed.ageMs() <= (isLasting ? againMs * 2 : againMs)) return false
    const place = claims.status?.status_list
    return (feed !== undefined && !isLasting) || (place !== undefined && lists.ageMs(place.uri) > againMs)
  }

  /** So that nobody has to wait later. */
  function refreshBehind(claims: AccessTokenClaims): void {
    const place = claims.status?.status_list
    if (place && isDue(claims)) refresh(place).catch(() => {})
  }

  /**
   * Where nothing goes on behind a request, some request has to wait for it; the others go on with what is known. What was
   * begun behind one would be ended with it, and whoever waited for that would wait in vain.
   */
  function isMineToAsk(claims: AccessTokenClaims): boolean {
    if (isLasting || clockMs() - askedAt < againMs || !isDue(claims)) return false
    askedAt = clockMs()
    return true
  }

  return {
    refuseKnown,
    ensureFresh(claims, whenStale = options.whenStale) {
      if (!isFresh(claims) || isMineToAsk(claims)) return findOut(claims, whenStale)
      if (isLasting) refreshBehind(claims)
      return undefined
    },
    state,
    close: () => feed?.close(),
  }
}
