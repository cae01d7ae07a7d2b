/**
 * Every way a call is turned away: one table of codes, each with its HTTP status and one public sentence.
 * A code, once published, keeps its meaning. Sentences never quote the token or the caller's input.
 */

const refused = { status: 401, error: 'invalid_token' } as const
/** RFC 9449, section 7.1. */
const unproved = { status: 401, error: 'invalid_dpop_proof' } as const
const lacking = { status: 403, error: 'insufficient_scope' } as const

/** `error` is the word RFC 6750, section 3.1, has for it in `WWW-Authenticate`. */
export const verifyErrors = {
  token_missing: { status: 401, error: undefined, title: 'No access token was sent.' },
  token_ambiguous: { status: 401, error: 'invalid_request', title: 'Two different access tokens were sent.' },
  token_malformed: { ...refused, title: 'The access token is not a well-formed signed JWT.' },
  token_too_long: { ...refused, title: 'The access token is longer than this service reads.' },
  header_refused: {
    ...refused,
    title: 'The token header asks for a key or an extension that is never followed.',
  },
  type_mismatch: { ...refused, title: 'The token is a JWT, but not an access token.' },
  key_unknown: { ...refused, title: 'The issuer publishes no key with the id that the token names.' },
  algorithm_mismatch: { ...refused, title: 'The token names an algorithm that its key is not for.' },
  signature_invalid: { ...refused, title: 'The signature of the access token is not valid.' },
  claim_invalid: { ...refused, title: 'A claim of the access token is missing or has the wrong form.' },
  issuer_mismatch: { ...refused, title: 'The access token comes from another issuer.' },
  // A good token, and its bearer is known: 401 would send clients to log in again, without end and without use.
  audience_mismatch: { ...lacking, title: 'The access token has no rights in this service.' },
  organization_mismatch: {
    ...lacking,
    title:
      'The access token is not for the organization that was asked for. Send one that was exchanged from an API token of that organization.',
  },
  dpop_required: {
    ...refused,
    title: 'The access token is bound to a key: send it by the scheme DPoP, with a proof.',
  },
  dpop_not_bound: {
    ...refused,
    title: 'The access token is not bound to a key: send it by the scheme Bearer.',
  },
  dpop_unsupported: { ...refused, title: 'This service takes no access tokens by the scheme DPoP.' },
  dpop_key_mismatch: {
    ...refused,
    title: 'The access token is bound to another key than that of the proof.',
  },
  dpop_proof_invalid: { ...unproved, title: 'The DPoP proof is missing, or not good for this request.' },
  dpop_proof_reused: { ...unproved, title: 'The DPoP proof was sent before: make one for each request.' },
  token_expired: { ...refused, title: 'The access token has expired.' },
  token_not_yet_valid: { ...refused, title: 'The access token is not valid yet.' },
  token_revoked: { ...refused, title: 'The access token has been revoked.' },
  role_missing: { ...lacking, title: 'The access token lacks the role this needs.' },
  permission_missing: { ...lacking, title: 'The access token lacks the permission this needs.' },
  rights_unavailable: {
    status: 503,
    error: undefined,
    title:
      'The access token is too large to carry all its rights, and they cannot be had from the issuer now.',
  },
  revocation_unavailable: {
    status: 503,
    error: undefined,
    title: 'Whether the access token was revoked cannot be found out right now.',
  },
  keys_unavailable: {
    status: 503,
    error: undefined,
    title: 'The keys of the issuer cannot be fetched right now.',
  },
} as const

export type VerifyErrorCode = keyof typeof verifyErrors

/** The one error this package throws about a token. A mistake in the service's own code is a TypeError instead. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError'
  readonly code: VerifyErrorCode
  /** The HTTP status to answer with. */
  readonly status: number
  /** Seconds after which asking again makes sense; only with a 503. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: VerifyErrorCode,
    more: { detail?: string; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(more.detail ?? verifyErrors[code].title, { cause: more.cause })
    this.code = code
    this.status = verifyErrors[code].status
    this.retryAfterSeconds = more.retryAfterSeconds
  }
}
