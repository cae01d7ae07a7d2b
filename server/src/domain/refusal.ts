/**
 * Every way the service says no, in one table: a stable code, its HTTP status, its title, who is told, and
 * what to do next, in words that hold by themselves; a particular refusal may say it better.
 * A refusal is expected; whatever else is thrown is a bug and becomes a 500 that tells nothing.
 */

/**
 * Whether a refusal is counted, with who and whence, for those who watch over the organization. `whenKnown`: only of a
 * caller who was let in, since anybody may ask for what is not there.
 */
type Counted = 'always' | 'whenKnown' | 'never'

export const REFUSALS = {
  request_invalid: [
    400,
    'The request is not valid',
    'never',
    'A part of the request is not as the API reference describes it. Compare the two, and send it again.',
  ],
  lifetime_invalid: [
    400,
    'The lifetime is not valid',
    'never',
    'Give a lifetime of at least a minute, in whole minutes, hours, days or months.',
  ],
  scope_invalid: [
    400,
    'The scopes are not valid',
    'never',
    'The scopes don’t have their shape. Compare them with the API reference, and send them again.',
  ],
  role_invalid: [
    400,
    'The role can’t be given like this',
    'never',
    'Look at the roles that there are, on what and for how long each can be given.',
  ],
  service_invalid: [
    400,
    'The definition of the service is not valid',
    'never',
    'Compare the names of its roles and permissions with each other and with its own.',
  ],
  password_unsuitable: [
    400,
    'The password is not suitable',
    'never',
    'Choose a longer password that nobody can guess from names, words or years.',
  ],
  oauth_app_invalid: [
    400,
    'The OAuth app can’t be like this',
    'never',
    'Compare its addresses, keys, lifetimes and way to prove itself with what its kind can have.',
  ],
  client_document_invalid: [
    400,
    'The application can’t be asked who it is',
    'never',
    'Compare the document at its client_id with what docs/oauth-apps.md says of it.',
  ],
  client_invalid: [
    401,
    'The OAuth app could not be recognised',
    'never',
    'Check the id of the OAuth app and its secret, and that it is neither deactivated nor removed.',
  ],
  grant_invalid: [
    400,
    'The grant is not valid',
    'never',
    'It was used, has ended, was withdrawn, or belongs to another OAuth app. Begin again.',
  ],
  authorization_pending: [
    400,
    'Nobody has decided yet',
    'never',
    'Ask again after the interval, until somebody has entered the code and decided.',
  ],
  slow_down: [400, 'Asked too soon', 'never', 'Wait five seconds longer between two requests from now on.'],
  device_code_expired: [
    400,
    'The code has ended',
    'never',
    'Nobody decided in time. Ask for another code, and show that.',
  ],
  device_denied: [
    400,
    'The person did not allow it',
    'never',
    'Stop asking. If it was a mistake, ask for another code.',
  ],
  grant_type_unsupported: [
    400,
    'There is no such grant',
    'never',
    'Use one of the grants in the discovery document.',
  ],
  client_unauthorized: [
    400,
    'The OAuth app may not do this',
    'never',
    'Its kind does not allow it. Look at the page of the OAuth app in the console.',
  ],
  target_invalid: [
    400,
    'The resource is not known, or may not be asked for',
    'never',
    'Ask for services that the OAuth app has rights in, by their audience.',
  ],
  dpop_proof_invalid: [
    400,
    'The DPoP proof is not valid',
    'never',
    'Make a new proof for this very request, with a jti of its own and the present time.',
  ],
  setup_code_invalid: [
    400,
    'The set-up link is not valid',
    'never',
    'Start the server again: it prints a new link while nothing is set up.',
  ],
  link_invalid: [
    400,
    'The link is not valid',
    'never',
    'It was cut off, mistyped or replaced by a newer one. Ask whoever gave it to you for a new one.',
  ],
  unauthenticated: [
    401,
    'Sign in first',
    'never',
    'Sign in, or send an access token in the Authorization header.',
  ],
  credentials_invalid: [
    401,
    'The user name or the password is wrong',
    'never',
    'Check the user name and the password.',
  ],
  access_token_ambiguous: [
    401,
    'Two different access tokens were sent',
    'never',
    'Send the access token once.',
  ],
  access_token_invalid: [
    401,
    'The access token is not valid',
    'never',
    'It is not from here, has ended, or its API token was revoked or replaced. Exchange the API token for a new access token.',
  ],
  reauthentication_required: [403, 'Sign in again', 'always', 'Give your password again, then repeat this.'],
  forbidden: [
    403,
    'Not allowed',
    'always',
    'Your roles here don’t allow this. Ask an organization owner for one that does.',
  ],
  origin_forbidden: [
    403,
    'The request came from another site',
    'always',
    'Changes are only taken from the console itself. Open it under its own address.',
  ],
  administration_required: [
    403,
    'The access token may not administer Countersign',
    'always',
    'Use an API token with “May administer Countersign” ticked, or do it in the console.',
  ],
  organization_suspended: [
    403,
    'The organization is suspended',
    'always',
    'Nobody can act in it until a platform operator reopens it. Choose another organization.',
  ],
  regeneration_of_itself: [
    403,
    'An API token does not regenerate itself',
    'always',
    'Do it in the console, or with another API token.',
  ],
  right_required: [
    403,
    'The access token has no right for this',
    'always',
    'The access token has no role in this organization. Use an API token that has one there.',
  ],
  administration_off: [
    403,
    'API tokens may not administer Countersign here',
    'always',
    'Do it in the console, or ask an organization owner to switch the policy “API tokens cannot administer” off.',
  ],
  scope_exceeds_caller: [
    403,
    'The scopes go beyond your own',
    'always',
    'Leave out what you don’t hold yourself.',
  ],
  lifetime_exceeds_caller: [
    403,
    'The lifetime goes beyond your own',
    'always',
    'Choose a shorter lifetime, or do it in the console.',
  ],
  not_found: [
    404,
    'Not found',
    'whenKnown',
    'There is nothing here that you can see. Check the id, and the organization that you are asking in.',
  ],
  api_token_not_found: [
    404,
    'There is no such API token',
    'whenKnown',
    'No API token of yours in this organization has this id. Look for it in the list of API tokens.',
  ],
  value_not_found: [
    404,
    'There is no such value',
    'whenKnown',
    'Check the id of the value on the page of its API token.',
  ],
  request_timeout: [
    408,
    'The request took too long',
    'never',
    'The request did not arrive in time. Send it again, faster.',
  ],
  conflict: [
    409,
    'Something else changed this at the same time',
    'never',
    'Look at how it is now, and try again.',
  ],
  name_taken: [409, 'The name is taken', 'never', 'Choose another name.'],
  not_possible: [
    409,
    'That can’t be done here',
    'never',
    'What there is contradicts it. Look at how it is now, and change that first.',
  ],
  already_set_up: [409, 'The installation is already set up', 'never', 'Sign in instead.'],
  api_token_revoked: [
    409,
    'The API token is revoked',
    'never',
    'A revoked API token stays revoked. Generate a new one.',
  ],
  lineage_limit: [
    409,
    'The line of API tokens that made each other is too long',
    'never',
    'Make the next one in the console, or with an API token that was generated there.',
  ],
  overlap_under_way: [
    409,
    'The value before still works',
    'never',
    'End the value before first, or regenerate without an overlap.',
  ],
  value_present: [
    409,
    'That is the present value',
    'never',
    'To end the present value, regenerate or revoke the API token.',
  ],
  link_over: [
    409,
    'The link does not work any more',
    'never',
    'It was used, withdrawn or has ended. Ask whoever gave it to you for a new one.',
  ],
  invited_under_other_address: [
    409,
    'The invitation is for another address',
    'never',
    'Say that you accept it with this account, or sign in with another one.',
  ],
  last_owner: [409, 'The last owner stays', 'never', 'Make somebody else an owner first.'],
  limit_reached: [
    409,
    'There are as many as there may be',
    'never',
    'End or remove one that is not needed any more, then try again.',
  ],
  changed_since_read: [
    412,
    'It was changed since you read it',
    'never',
    'Read it again, look at what is different, and send your change with the ETag that it has now.',
  ],
  body_too_large: [413, 'The request is too large', 'never', 'Send less.'],
  media_type_unsupported: [415, 'The content type is not supported', 'never', 'Send application/json.'],
  too_many_attempts: [
    429,
    'Too many attempts',
    'always',
    'Wait for as long as Retry-After says, then try again.',
  ],
  headers_too_large: [
    431,
    'The URL or the headers are too large',
    'never',
    'Send a shorter URL and fewer or shorter headers.',
  ],
  stopping: [503, 'The service is stopping', 'never', 'Send the request again in a second.'],
  store_unavailable: [
    503,
    'The database cannot be reached',
    'never',
    'The database is away. Try again in a few seconds; if it stays so, tell whoever runs the server.',
  ],
} as const satisfies Readonly<
  Record<string, readonly [status: number, title: string, counted: Counted, next: string]>
>

export type RefusalCode = keyof typeof REFUSALS

type Particulars = {
  /** What to do about it, where more can be said than the table does; shown to whoever asked. */
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
  readonly detail: string
  /** Whether the detail is the table's sentence, which knows nothing of this case. */
  readonly isGeneral: boolean
  readonly fields: Readonly<Record<string, string>> | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: RefusalCode, particulars: Particulars = {}) {
    const [status, title, counted, next] = REFUSALS[code]
    super(code, { cause: particulars.cause })
    this.code = code
    this.status = status
    this.title = title
    this.counted = counted
    this.detail = particulars.detail ?? next
    this.isGeneral = particulars.detail === undefined
    this.fields = particulars.fields
    this.retryAfterSeconds = particulars.retryAfterSeconds
  }
}
