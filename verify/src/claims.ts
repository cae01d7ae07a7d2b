/**
 * What an access token must say about itself, after its signature has been found good. Refuses a token that
 * leaves a claim out, gives it another form, or is meant for somebody else; compares bytes and never normalises.
 */
import { isOneCaller } from './caller-identity.ts'
import { type AccessTokenType, isKeyId } from './compact-token.ts'
import { VerifyError } from './errors.ts'
import { isJsonObject, type JsonObject } from './strict-json.ts'

/** The claims of a Countersign access token (RFC 9068, and csp-api.md). Frozen. */
export type AccessTokenClaims = JsonObject & {
  readonly iss: string
  /** `<domain>:<uuid>` of the person; of a machine the same as `client_id`. */
  readonly sub: string
  readonly aud: string | readonly string[]
  /** Seconds since the epoch, as `iat` and `nbf` are. */
  readonly exp: number
  readonly iat: number
  readonly nbf?: number
  readonly jti: string
  /** Public id of the API token, or of the OAuth app, that this was issued to; the same as `azp`. */
  readonly client_id: string
  readonly azp?: string
  /** Id of the organization this is for. */
  readonly context_name: string
  readonly context?: string
  readonly domain?: string
  /** Left out when the token overflows and not even the names of the roles fit. */
  readonly perms?: readonly string[]
  /** Its rights are too many for a header: `perms` has only the names of roles, or is left out. */
  readonly ovl?: boolean
  /** Public id of the value that was exchanged for it; of a machine, of its secret or key. */
  readonly value_id?: string
  /** Where it stands whether what it came from still works (Token Status List). */
  readonly status?: { readonly status_list: { readonly uri: string; readonly idx: number } }
  /** Up to which place, in the order of all losses of rights, they are in it already. */
  readonly as_of?: number
  /** Of an app for a person: what the person allowed it. */
  readonly grant_id?: string
  readonly scope?: string
  /** Of a person; a machine has none. */
  readonly username?: string
  readonly acct?: string
  /** The key that has to be proved with it, by its thumbprint (RFC 9449, section 6.1). */
  readonly cnf?: { readonly jkt: string }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isInstant = (value: unknown) => Number.isFinite(value)
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)
const isTextOrAbsent = (value: unknown) => value === undefined || typeof value === 'string'

/** Bound to a key in a way that we don't check is not for us. */
const isThumbprintOrAbsent = (cnf: unknown) =>
  cnf === undefined || (isJsonObject(cnf) && Object.keys(cnf).length === 1 && isKeyId(cnf.jkt))

const isStatus = (value: unknown): boolean => {
  const place = isJsonObject(value) ? value.status_list : undefined
  return isJsonObject(place) && isText(place.uri) && Number.isSafeInteger(place.idx)
}

const forms = Object.entries<(value: unknown) => boolean>({
  iss: isText,
  sub: isText,
  aud: (value) => isText(value) || isTexts(value),
  exp: isInstant,
  iat: isInstant,
  nbf: (value) => value === undefined || isInstant(value),
  jti: isText,
  client_id: isText,
  azp: isTextOrAbsent,
  context_name: isText,
  context: isTextOrAbsent,
  domain: isTextOrAbsent,
  perms: (value) => value === undefined || isTexts(value),
  ovl: (value) => value === undefined || typeof value === 'boolean',
  value_id: isTextOrAbsent,
  status: (value) => value === undefined || isStatus(value),
  as_of: (value) => value === undefined || Number.isSafeInteger(value),
  grant_id: (value) => value === undefined || isText(value),
  scope: isTextOrAbsent,
  username: isTextOrAbsent,
  acct: isTextOrAbsent,
  cnf: isThumbprintOrAbsent,
})

/** What no access token of the issuer has: ID tokens, security events (RFC 8417) and what others call a refresh token do. */
const OF_OTHER_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events', 'token_use', 'typ']

/**
 * Where access tokens have the type of every JWT, their claims alone tell them from tokens that are for something else
 * (RFC 8725, section 3.12): every access token has a client and what it was issued for, and no ID token has either.
 */
function checkPurpose({ client_id, value_id, grant_id, ...others }: JsonObject): void {
  const isAccessToken = isText(client_id) && (isText(value_id) || isText(grant_id))
  if (isAccessToken && !OF_OTHER_TOKENS.some((claim) => Object.hasOwn(others, claim))) return
  throw new VerifyError('type_mismatch')
}

export function checkClaims(payload: JsonObject, issuer: string, type: AccessTokenType): AccessTokenClaims {
  if (type === 'JWT') checkPurpose(payload)
  assertForms(payload)
  if (payload.iss !== issuer) throw new VerifyError('issuer_mismatch')
  if (!isOneCaller(payload)) throw claimInvalid('sub, client_id, username or grant_id')
  if (payload.perms === undefined && payload.ovl !== true) throw claimInvalid('perms')
  return payload
}

/**
 * Whether the token is for this service. Asked last: a token that has expired or was revoked is to be replaced, and only
 * one that holds is told that another would not help.
 */
export function checkAudience(payload: AccessTokenClaims, services: readonly string[]): void {
  const audience = typeof payload.aud === 'string' ? [payload.aud] : payload.aud
  if (!services.some((service) => audience.includes(service))) throw new VerifyError('audience_mismatch')
}

/** Asked at every use of a token. `toleranceSeconds` is for a clock that is behind the issuer's; expiry gets none. */
export function checkTimes(
  { exp, iat, nbf = iat }: AccessTokenClaims,
  nowSeconds: number,
  toleranceSeconds: number,
) {
  // Written so that a clock which answers NaN refuses everything.
  if (!(nowSeconds < exp)) throw new VerifyError('token_expired')
  if (!(Math.max(iat, nbf) <= nowSeconds + toleranceSeconds)) throw new VerifyError('token_not_yet_valid')
}

function assertForms(payload: JsonObject): asserts payload is AccessTokenClaims {
  for (const [claim, hasForm] of forms) {
    if (hasForm(payload[claim])) continue
    throw claimInvalid(claim)
  }
}

const claimInvalid = (claim: string): VerifyError =>
  new VerifyError('claim_invalid', { detail: `The claim ${claim} is missing or has the wrong form.` })
