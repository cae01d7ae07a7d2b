/**
 * Every way the service says no, in one table: a stable code, its HTTP status, its title and who is told.
 * A refusal is expected; whatever else is thrown is a bug and becomes a 500 that tells nothing.
 */

/**
 * Whether a refusal is counted, with who and whence, for those who watch over the organization. `whenKnown`: only of a
 * caller who was let in, since anybody may ask for what is not there.
 */
type Counted = 'always' | 'whenKnown' | 'never'

export const REFUSALS = {
  request_invalid: [400, 'The request is not valid', 'never'],
  lifetime_invalid: [400, 'The lifetime is not valid', 'never'],
  scope_invalid: [400, 'The scopes are not valid', 'never'],
  password_unsuitable: [400, 'The password is not suitable', 'never'],
  setup_code_invalid: [400, 'The set-up link is not valid', 'never'],
  unauthenticated: [401, 'Sign in first', 'never'],
  credentials_invalid: [401, 'The user name or the password is wrong', 'never'],
  access_token_ambiguous: [401, 'Two different access tokens were sent', 'never'],
  access_token_invalid: [401, 'The access token is not valid', 'never'],
  reauthentication_required: [403, 'Sign in again', 'always'],
  forbidden: [403, 'Not allowed', 'always'],
  origin_forbidden: [403, 'The request came from another site', 'always'],
  administration_required: [403, 'The access token may not administer Countersign', 'always'],
  regeneration_of_itself: [403, 'An API token does not regenerate itself', 'always'],
  right_required: [403, 'The access token has no right for this', 'always'],
  administration_off: [403, 'API tokens may not administer Countersign here', 'always'],
  scope_exceeds_caller: [403, 'The scopes go beyond your own', 'always'],
  lifetime_exceeds_caller: [403, 'The lifetime goes beyond your own', 'always'],
  not_found: [404, 'Not found', 'whenKnown'],
  api_token_not_found: [404, 'There is no such API token', 'whenKnown'],
  value_not_found: [404, 'There is no such value', 'whenKnown'],
  request_timeout: [408, 'The request took too long', 'never'],
  conflict: [409, 'Something else changed this at the same time', 'never'],
  already_set_up: [409, 'The installation is already set up', 'never'],
  api_token_revoked: [409, 'The API token is revoked', 'never'],
  lineage_limit: [409, 'The line of API tokens that made each other is too long', 'never'],
  overlap_under_way: [409, 'The value before still works', 'never'],
  value_present: [409, 'That is the present value', 'never'],
  limit_reached: [409, 'There are as many as there may be', 'never'],
  body_too_large: [413, 'The request is too large', 'never'],
  media_type_unsupported: [415, 'The content type is not supported', 'never'],
  too_many_attempts: [429, 'Too many attempts', 'always'],
  headers_too_large: [431, 'The URL or the headers are too large', 'never'],
  stopping: [503, 'The service is stopping', 'never'],
  store_unavailable: [503, 'The database cannot be reached', 'never'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string, counted: Counted]>>

export type RefusalCode = keyof typeof REFUSALS

type Particulars = {
  /** What to do about it; shown to whoever asked. */
  readonly detail?: string
  /** The true reason; for the log and the audit log only. */
  readonly cause?: unknown
  /** Field path to message, for forms. */
  readonly fields?: Readonly<Record<string, string>>
  readonly retryAfterSeconds?: number
}

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly status: number
  readonly title: string
  readonly counted: Counted
  /** Whose account it was about, where somebody looked; never told to whoever asked. */
  userId: string | undefined
  readonly detail: string | undefined
  readonly fields: Readonly<Record<string, string>> | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: RefusalCode, particulars: Particulars = {}) {
    const [status, title, counted] = REFUSALS[code]
    super(code, { cause: particulars.cause })
    this.code = code
    this.status = status
    this.title = title
    this.counted = counted
    this.detail = particulars.detail
    this.fields = particulars.fields
    this.retryAfterSeconds = particulars.retryAfterSeconds
  }
}
