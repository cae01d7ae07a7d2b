/**
 * What an access token must say about itself, after its signature has been found good. Refuses a token that
 * leaves a claim out, gives it another form, or is meant for somebody else; compares bytes and never normalises.
 */
import { VerifyError } from './errors.ts'
import type { JsonObject } from './strict-json.ts'

/** The claims of a Countersign access token (RFC 9068, and csp-api.md). Frozen. */
export type AccessTokenClaims = JsonObject & {
  readonly iss: string
  /** `<domain>:<uuid>` of the user. */
  readonly sub: string
  readonly aud: string | readonly string[]
  /** Seconds since the epoch, as `iat` and `nbf` are. */
  readonly exp: number
  readonly iat: number
  readonly nbf?: number
  readonly jti: string
  /** Public id of the API token this came from, the same as `azp`. */
  readonly client_id: string
  readonly azp?: string
  /** Id of the organization this is for. */
  readonly context_name: string
  readonly context?: string
  readonly domain?: string
  readonly perms: readonly string[]
  /** Its rights are too many for a header: `perms` has only the names of roles, or nothing. */
  readonly ovl?: boolean
  readonly scope?: string
  readonly username?: string
  readonly acct?: string
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isInstant = (value: unknown) => Number.isFinite(value)
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)
const isTextOrAbsent = (value: unknown) => value === undefined || typeof value === 'string'

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
  // No ID token has it: it tells the two apart where both have the type of every JWT.
  value_id: isTextOrAbsent,
  scope: isTextOrAbsent,
  username: isTextOrAbsent,
  acct: isTextOrAbsent,
})

export function checkClaims(payload: JsonObject, issuer: string): AccessTokenClaims {
  assertForms(payload)
  if (payload.iss !== issuer) throw new VerifyError('issuer_mismatch')
  if (payload.perms === undefined && payload.ovl !== true) throw claimInvalid('perms')
  return payload
}

/**
 * Whether the token is for this service and says what it may. Asked last: a token that has expired or was revoked is to
 * be replaced, and only one that holds is told that another would not help.
 */
export function checkRights(payload: AccessTokenClaims, services: readonly string[]): void {
  const audience = typeof payload.aud === 'string' ? [payload.aud] : payload.aud
  if (!services.some((service) => audience.includes(service))) throw new VerifyError('audience_mismatch')
  // What it carries is a part of its rights: neither yes nor no would be true.
  if (payload.ovl === true) throw new VerifyError('rights_unavailable')
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
