/**
 * The options of a verifier, their defaults and limits. Refuses at start, with a TypeError, what cannot be right:
 * a misspelled issuer would otherwise show as a 401 for everybody.
 */
import type { AccessToken } from './access-token.ts'
import type { AccessTokenType } from './compact-token.ts'
import { readRevocation, type RevocationOptions } from './revocation-options.ts'

export type VerifierOptions = {
  /** The public URL of Countersign, exactly as in the `iss` of its tokens. */
  issuer: string
  /** The id of this service in Countersign; several when the service goes by several ids. */
  audience: string | readonly string[]
  /**
   * The one organization that this service is for, by its id: tokens of others are refused. Without it a token may be of
   * any organization that has the service, and each guard has to be told which.
   */
  organization?: string
  /**
   * The address under which clients know this service, such as `https://inventory.example.com`, with the path that a
   * proxy cuts off. Needed for tokens that are bound to a key (DPoP), and for the service's own metadata (RFC 9728).
   */
  serviceUrl?: string
  /** Where the keys are. Default: the issuer's `/csp/gateway/am/api/auth/token-public-key?format=jwks`. */
  jwksUri?: string
  /** Asked at every verification, also of tokens seen before, so it must answer from memory. */
  isRevoked?: (token: AccessToken) => boolean
  /**
   * Refuses access tokens whose API token was revoked, or whose person lost rights, before they expire: within a second by
   * the feed, within `maxStalenessSeconds` always. Without it they are good until they expire.
   */
  revocation?: RevocationOptions
  /** How far `iat` and `nbf` may lie ahead of this machine's clock; 0 to 300, default 5. Expiry gets no tolerance. */
  clockToleranceSeconds?: number
  /** The `typ` of access tokens: `JWT` where the installation is set to it (COUNTERSIGN_ACCESS_TOKEN_TYPE); default `at+jwt`. */
  accessTokenType?: AccessTokenType
  /**
   * What happens when a check needs rights that a token is too large to carry: the issuer is asked for them with the
   * token itself, or the answer is 503. Default `fetch`.
   */
  overflow?: 'fetch' | 'refuse'
  /** Longest token looked at, in characters; default 16,384. */
  maxTokenLength?: number
  /** Tokens kept so that seeing them again is cheap; default 10,000 and no more than about 50 MB, 0 for none. */
  rememberedTokens?: number
  /** Age at which keys are fetched again, in the background; default 600. Countersign publishes a key that long before using it. */
  keysMaxAgeSeconds?: number
  /** Shortest time between two fetches of the keys; default 30. */
  keysCooldownSeconds?: number
  /** Longest wait for the keys; default 5. */
  keysTimeoutSeconds?: number
  /**
   * Lets the keys, and the rights of tokens that overflow, come over plain HTTP from another machine. Whoever is on the
   * path can then put their own key in and be anybody. Loopback needs no permission.
   */
  dangerouslyFetchKeysOverPlainHttp?: boolean
  /** The clock, in milliseconds since the epoch; default `Date.now`. */
  now?: () => number
  /** Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch
}

const KEYS_PATH = 'csp/gateway/am/api/auth/token-public-key?format=jwks'

export function readOptions(options: VerifierOptions) {
  refuseNoOptions(options)
  refuseUnknown(options)
  const { issuer, audience, accessTokenType = 'at+jwt', overflow = 'fetch' } = options
  const issuerUrl = readIssuer(issuer)
  const { dangerouslyFetchKeysOverPlainHttp = false } = options
  // A text that says false would be taken for yes.
  if (typeof dangerouslyFetchKeysOverPlainHttp !== 'boolean')
    throw new TypeError('dangerouslyFetchKeysOverPlainHttp must be true or false')
  if (accessTokenType !== 'at+jwt' && accessTokenType !== 'JWT')
    throw new TypeError('accessTokenType must be "at+jwt" or "JWT"')
  if (overflow !== 'fetch' && overflow !== 'refuse')
    throw new TypeError('overflow must be "fetch" or "refuse"')
  const services = typeof audience === 'string' ? [audience] : Array.isArray(audience) ? [...audience] : []
  if (
    !services.length ||
    services.some(
      (service) =>
        typeof service !== 'string' || service.trim() !== service || service === '' || service.includes('/'),
    )
  ) {
    throw new TypeError(
      'audience must be the id of this service in Countersign, or several: no address, and nothing empty',
    )
  }
  const base = issuerUrl.href.endsWith('/') ? issuerUrl.href : `${issuerUrl.href}/`
  const jwksUri = readUrl(
    'jwksUri',
    options.jwksUri === undefined ? new URL(KEYS_PATH, base).href : options.jwksUri,
  )
  if (jwksUri.username || jwksUri.password || jwksUri.hash)
    throw new TypeError('jwksUri must have no user, password or # in it')
  for (const name of ['isRevoked', 'now', 'fetch'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function')
      throw new TypeError(`${name} must be a function`)
  }
  // What it promises would be taken for yes, and every token for revoked.
  for (const name of ['isRevoked', 'now'] as const) {
    if (Object.prototype.toString.call(options[name]) === '[object AsyncFunction]')
      throw new TypeError(`${name} must answer at once, from memory, and not be async`)
  }
  if (!isSafeFromOthers(jwksUri) && !dangerouslyFetchKeysOverPlainHttp) {
    throw new TypeError('jwksUri must be https, or else anyone on the path can replace the keys')
  }
  // With `jwksUri` the keys may be safe where the issuer's own address is not.
  if (overflow === 'fetch' && !isSafeFromOthers(issuerUrl) && !dangerouslyFetchKeysOverPlainHttp) {
    throw new TypeError(
      'issuer must be https for overflow: "fetch", or else anyone on the path can read the tokens; give overflow: "refuse"',
    )
  }
  const revocation = readRevocation(options.revocation)
  if (revocation && !isSafeFromOthers(issuerUrl) && !dangerouslyFetchKeysOverPlainHttp)
    throw new TypeError('issuer must be https for revocation, or else anyone on the path can hold it back')
  const fetch = options.fetch ?? globalThis.fetch
  if (typeof fetch !== 'function')
    throw new TypeError('fetch must be given where the runtime has none of its own')
  return {
    issuer,
    overflow,
    services,
    organization: readOrganization(options),
    serviceUrl: readServiceUrl(options.serviceUrl),
    jwksUri,
    accessTokenType,
    isRevoked: options.isRevoked ?? (() => false),
    revocation,
    clockToleranceSeconds: readNumber('clockToleranceSeconds', options.clockToleranceSeconds, 5, [0, 300]),
    maxTokenLength: readWhole('maxTokenLength', options.maxTokenLength, 16_384, [256, 1_048_576]),
    rememberedTokens: readWhole('rememberedTokens', options.rememberedTokens, 10_000, [0, 10_000_000]),
    keysMaxAgeSeconds: readNumber('keysMaxAgeSeconds', options.keysMaxAgeSeconds, 600, [1, 86_400]),
    keysCooldownSeconds: readNumber('keysCooldownSeconds', options.keysCooldownSeconds, 30, [1, 3600]),
    keysTimeoutSeconds: readNumber('keysTimeoutSeconds', options.keysTimeoutSeconds, 5, [0.1, 60]),
    now: options.now ?? Date.now,
    fetch,
  }
}

const KNOWN: ReadonlySet<string> = new Set([
  ...[
    'issuer',
    'audience',
    'organization',
    'serviceUrl',
    'jwksUri',
    'isRevoked',
    'revocation',
    'clockToleranceSeconds',
    'accessTokenType',
    'overflow',
    'maxTokenLength',
  ],
  ...['rememberedTokens', 'keysMaxAgeSeconds', 'keysCooldownSeconds', 'keysTimeoutSeconds'],
  ...['dangerouslyFetchKeysOverPlainHttp', 'now', 'fetch'],
])

function refuseNoOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return
  throw new TypeError(
    'A verifier needs options: { issuer, audience }, the public URL of Countersign and the id of this service in it',
  )
}

function refuseUnknown(options: VerifierOptions): void {
  const unknown = Object.keys(options).filter((name) => !KNOWN.has(name))
  if (unknown.length > 0) throw new TypeError(`${unknown.join(', ')} is no option of a verifier`)
}

/** A variable of the environment that is not set must not open the service to every organization. */
function readOrganization(options: VerifierOptions): string | undefined {
  if (!('organization' in options)) return undefined
  const { organization } = options
  const isId = typeof organization === 'string' && organization.trim() === organization && organization !== ''
  if (isId && organization !== 'any') return organization
  throw new TypeError('organization must be the id of one organization; leave it out when guards name it')
}

/** `iss` is compared byte for byte, so that what the service could never have written there is a mistake at start. */
function readIssuer(issuer: string): URL {
  const url = readUrl('issuer', issuer)
  if (url.username || url.password) throw new TypeError('issuer must not have a user or a password in it')
  if (url.search || url.hash || /[?#]/.test(issuer)) throw new TypeError('issuer must end before any ? or #')
  const written = url.origin + url.pathname.replace(/\/+$/, '')
  if (issuer === written) return url
  throw new TypeError(`issuer must be written as in the iss of the tokens: "${written}"`)
}

/** To the letter what clients are told, and what proofs are made for. */
function readServiceUrl(serviceUrl: unknown): string | undefined {
  if (serviceUrl === undefined) return undefined
  const url = readUrl('serviceUrl', serviceUrl)
  const written = url.origin + url.pathname.replace(/\/+$/, '')
  if (serviceUrl === written) return written
  throw new TypeError(`serviceUrl must be the address alone, without a slash at its end: "${written}"`)
}

function readUrl(name: string, value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new TypeError(`${name} must be a whole http or https URL, such as https://tokens.example.com`)
}

function isSafeFromOthers({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

type Range = readonly [least: number, most: number]

function readNumber(name: string, given: number | undefined, usual: number, [least, most]: Range): number {
  if (given === undefined) return usual
  if (typeof given === 'number' && given >= least && given <= most) return given
  throw new TypeError(`${name} must be a number from ${least} to ${most}`)
}

function readWhole(name: string, given: number | undefined, usual: number, [least, most]: Range): number {
  if (given === undefined) return usual
  if (Number.isInteger(given) && given >= least && given <= most) return given
  throw new TypeError(`${name} must be a whole number from ${least} to ${most}`)
}
