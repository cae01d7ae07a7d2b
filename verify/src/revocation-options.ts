/** How a verifier hears of revocations: its options, read as strictly as the others. */
export type WhenStale = 'refuse' | 'accept'

export type RevocationState = {
  /** Whether the feed is open now. */
  readonly isConnected: boolean
  /** How old is what is known of the feed, in seconds; infinite before anything is, and without a feed. */
  readonly stalenessSeconds: number
}

export type RevocationOptions = {
  /** The feed token of this service, from its page in the console: revocations are heard of in less than a second. */
  feed?: { token: string }
  /** `true`: by the status lists alone, which need no token and are fetched every 15 seconds while tokens are checked. */
  statusList?: true
  /** How old what is known may be; 10 to 3600, default 60. Beyond it, `whenStale` says what becomes of a call. */
  maxStalenessSeconds?: number
  /** When it is too old and the issuer does not answer: 503 (`refuse`, the default), or as if nothing were revoked. A guard may differ. */
  whenStale?: WhenStale
  /** Told when the feed opens and closes, for metrics; `verifier.revocation()` tells it at any time. */
  onState?: (state: RevocationState) => void
}

export type ReadRevocation = {
  readonly feedToken: string | undefined
  readonly maxStalenessSeconds: number
  readonly whenStale: WhenStale
  readonly onState: ((state: RevocationState) => void) | undefined
}

const KNOWN = new Set(['feed', 'statusList', 'maxStalenessSeconds', 'whenStale', 'onState'])

export function readRevocation(options: RevocationOptions | undefined): ReadRevocation | undefined {
  if (options === undefined) return undefined
  if (typeof options !== 'object' || options === null)
    throw new TypeError('revocation must be { feed: { token } } or { statusList: true }')
  const unknown = Object.keys(options).filter((name) => !KNOWN.has(name))
  if (unknown.length > 0) throw new TypeError(`revocation.${unknown.join(', ')} is no option of a verifier`)
  const { feed, statusList, maxStalenessSeconds = 60, onState } = options
  if ((feed === undefined) === (statusList !== true))
    throw new TypeError('revocation must have one of feed: { token } and statusList: true')
  const token: unknown = feed?.token
  if (feed !== undefined && (typeof token !== 'string' || !/^csnf[0-9A-Za-z]{61}$/.test(token)))
    throw new TypeError('revocation.feed.token must be a feed token of this service, which begins with csnf')
  if (!(maxStalenessSeconds >= 10 && maxStalenessSeconds <= 3600))
    throw new TypeError('revocation.maxStalenessSeconds must be a number from 10 to 3600')
  if (onState !== undefined && typeof onState !== 'function')
    throw new TypeError('revocation.onState must be a function')
  return {
    feedToken: feed?.token,
    maxStalenessSeconds,
    whenStale: readWhenStale(options.whenStale),
    onState,
  }
}

export function readWhenStale(given: WhenStale | undefined): WhenStale {
  if (given === undefined) return 'refuse'
  if (given === 'refuse' || given === 'accept') return given
  throw new TypeError('whenStale must be "refuse" or "accept"')
}
