/**
 * Every way the service says no, in one table: a stable code, its HTTP status and its title.
 * A refusal is expected; whatever else is thrown is a bug and becomes a 500 that tells nothing.
 */
export const REFUSALS = {
  request_invalid: [400, 'The request is not valid'],
  lifetime_invalid: [400, 'The lifetime is not valid'],
  scope_invalid: [400, 'The scopes are not valid'],
  password_unsuitable: [400, 'The password is not suitable'],
  setup_code_invalid: [400, 'The set-up link is not valid'],
  unauthenticated: [401, 'Sign in first'],
  credentials_invalid: [401, 'The user name or the password is wrong'],
  access_token_ambiguous: [401, 'Two different access tokens were sent'],
  access_token_invalid: [401, 'The access token is not valid'],
  reauthentication_required: [403, 'Sign in again'],
  forbidden: [403, 'Not allowed'],
  origin_forbidden: [403, 'The request came from another site'],
  administration_required: [403, 'The access token may not administer Countersign'],
  regeneration_of_itself: [403, 'An API token does not regenerate itself'],
  right_required: [403, 'The access token has no right for this'],
  administration_off: [403, 'API tokens may not administer Countersign here'],
  scope_exceeds_caller: [403, 'The scopes go beyond your own'],
  lifetime_exceeds_caller: [403, 'The lifetime goes beyond your own'],
  not_found: [404, 'Not found'],
  api_token_not_found: [404, 'There is no such API token'],
  value_not_found: [404, 'There is no such value'],
  request_timeout: [408, 'The request took too long'],
  conflict: [409, 'Something else changed this at the same time'],
  already_set_up: [409, 'The installation is already set up'],
  api_token_revoked: [409, 'The API token is revoked'],
  lineage_limit: [409, 'The line of API tokens that made each other is too long'],
  overlap_under_way: [409, 'The value before still works'],
  value_present: [409, 'That is the present value'],
  limit_reached: [409, 'There are as many as there may be'],
  body_too_large: [413, 'The request is too large'],
  media_type_unsupported: [415, 'The content type is not supported'],
  too_many_attempts: [429, 'Too many attempts'],
  headers_too_large: [431, 'The URL or the headers are too large'],
  stopping: [503, 'The service is stopping'],
  store_unavailable: [503, 'The database cannot be reached'],
} as const

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
  readonly detail: string | undefined
  readonly fields: Readonly<Record<string, string>> | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: RefusalCode, particulars: Particulars = {}) {
    const [status, title] = REFUSALS[code]
    super(code, { cause: particulars.cause })
    this.code = code
    this.status = status
    this.title = title
    this.detail = particulars.detail
    this.fields = particulars.fields
    this.retryAfterSeconds = particulars.retryAfterSeconds
  }
}
