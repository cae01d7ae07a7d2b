/**
 * What an app asks of a person, read and judged (RFC 6749, section 4.1.1; OpenID Connect Core 1.0, section 3.1.2.1; RFC
 * 7636, 8707, 9449). Where it is not certain that an answer would reach the app, it is told to the person and nobody else.
 */
import type { OAuthApp } from './oauth-app.ts'
import { isRedirectUriOf } from './redirect-uri.ts'
import { SHA256_BASE64URL, WANTED_ONCE, wantedIn, type Wanted } from './wanted.ts'

export const PROMPTS = ['none', 'login', 'consent', 'select_account'] as const
export type Prompt = (typeof PROMPTS)[number]

export const RESPONSE_MODES = ['query', 'form_post'] as const
export type ResponseMode = (typeof RESPONSE_MODES)[number]

/** Where the answer goes, and what goes back with it as it came. */
export type AnswerTo = {
  readonly clientId: string
  readonly redirectUri: string
  readonly responseMode: ResponseMode
  readonly state: string | null
}

export type AuthorizationRequest = AnswerTo &
  Wanted & {
    readonly codeChallenge: string
    readonly nonce: string | null
    readonly prompts: readonly Prompt[]
    readonly maxAgeSeconds: number | null
    readonly loginHint: string | null
    readonly idTokenHint: string | null
  }

/** RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6; RFC 8707. */
export type AuthorizationError =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'temporarily_unavailable'
  | 'server_error'
  | 'login_required'
  | 'interaction_required'
  | 'account_selection_required'
  | 'consent_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'registration_not_supported'

export type Judged =
  /** Told to the person on a page of ours. */
  | { readonly outcome: 'unreturnable'; readonly detail: string }
  | {
      readonly outcome: 'refused'
      readonly answerTo: AnswerTo
      readonly error: AuthorizationError
      readonly detail: string
    }
  | { readonly outcome: 'asked'; readonly request: AuthorizationRequest }

type Entries = readonly (readonly [name: string, value: string])[]

/** Every value of each parameter; one without a value counts as left out. */
export type Parameters = ReadonlyMap<string, readonly string[]>

export function parametersIn(entries: Entries): Parameters {
  const values = new Map<string, string[]>()
  for (const [name, value] of entries) {
    if (value === '') continue
    const known = values.get(name)
    if (known === undefined) values.set(name, [value])
    else known.push(value)
  }
  return values
}

/** Undefined when there is none, or more than one. */
export function onlyOne(parameters: Parameters, name: string): string | undefined {
  const [value, ...more] = parameters.get(name) ?? []
  return more.length === 0 ? value : undefined
}

const LONGEST = { state: 2048, nonce: 1024, login_hint: 320, id_token_hint: 8192 } as const
/** Read once each; those that are not in here are passed over, as OpenID Connect says. */
const SINGLE = [
  ...['response_type', 'response_mode', 'state', 'nonce', 'prompt', 'max_age', 'login_hint'],
  ...['id_token_hint', 'code_challenge', 'code_challenge_method', 'request', 'request_uri', 'registration'],
  ...WANTED_ONCE,
]

/** Those that are read, for what is carried on: the others are whatever anybody put there. */
export const readOf = (entries: Entries): Entries => entries.filter(([name]) => READ.includes(name))

const READ = [...SINGLE, 'client_id', 'redirect_uri', 'resource']

/** @param app that `client_id` names, or undefined for none that may ask anybody */
export function judgeAuthorizationRequest(parameters: Parameters, app: OAuthApp | undefined): Judged {
  if (onlyOne(parameters, 'client_id') === undefined) return unreturnable(NO_CLIENT)
  if (app === undefined || app.deactivatedAt !== null) return unreturnable(UNKNOWN_CLIENT)
  const redirectUri = onlyOne(parameters, 'redirect_uri')
  if (redirectUri === undefined) return unreturnable(NO_REDIRECT)
  if (app.kind === 'machine' || !isRedirectUriOf(app, redirectUri)) return unreturnable(UNKNOWN_REDIRECT)

  const get = (name: string): string | undefined => onlyOne(parameters, name)
  const mode = RESPONSE_MODES.find((known) => known === get('response_mode'))
  const state = get('state') ?? null
  const answerTo: AnswerTo = {
    ...{ clientId: app.id, redirectUri, responseMode: mode ?? 'query' },
    state: state !== null && state.length <= LONGEST.state ? state : null,
  }
  for (const { when, error, detail } of RULES) {
    const found = when(parameters, get)
    if (found === false) continue
    const said = found === true ? detail : detail.replace('%', found)
    return { outcome: 'refused', answerTo, error, detail: said }
  }
  const wanted = wantedIn({ get, all: (name) => parameters.get(name) ?? [] })
  if ('error' in wanted) return { outcome: 'refused', answerTo, ...wanted }
  return {
    outcome: 'asked',
    request: {
      ...answerTo,
      ...wanted,
      codeChallenge: get('code_challenge')!,
      nonce: get('nonce') ?? null,
      prompts: promptsIn(get('prompt')),
      maxAgeSeconds: get('max_age') === undefined ? null : Number(get('max_age')),
      loginHint: get('login_hint') ?? null,
      idTokenHint: get('id_token_hint') ?? null,
    },
  }
}

type Get = (name: string) => string | undefined

type Rule = {
  /** True when it is broken, or the name of what breaks it. */
  readonly when: (parameters: Parameters, get: Get) => boolean | string
  readonly error: AuthorizationError
  readonly detail: string
}

/** In this order, since only one is told. */
const RULES: readonly Rule[] = [
  {
    when: (parameters) => SINGLE.find((name) => (parameters.get(name)?.length ?? 0) > 1) ?? false,
    error: 'invalid_request',
    detail: '% is given more than once. Send it once.',
  },
  {
    when: (_, get) => get('request') !== undefined,
    error: 'request_not_supported',
    detail: 'Request objects are not taken. Send plain parameters, or push them first.',
  },
  {
    when: (_, get) => get('request_uri') !== undefined,
    error: 'request_uri_not_supported',
    detail: 'A request_uri is taken only as it was answered to a pushed request, by the same app, once.',
  },
  {
    when: (_, get) => get('registration') !== undefined,
    error: 'registration_not_supported',
    detail: 'Apps do not register themselves here. Register it in the console.',
  },
  {
    when: (_, get) => get('response_type') === undefined,
    error: 'invalid_request',
    detail: 'Send response_type=code.',
  },
  {
    when: (_, get) => get('response_type') !== 'code',
    error: 'unsupported_response_type',
    detail: 'Only response_type=code is offered: the implicit and the hybrid flow put tokens into URLs.',
  },
  {
    when: (_, get) => !isOneOf(RESPONSE_MODES, get('response_mode')),
    error: 'invalid_request',
    detail: 'response_mode must be query or form_post.',
  },
  {
    when: (_, get) =>
      (['state', 'nonce', 'login_hint', 'id_token_hint'] as const).find(
        (name) => (get(name)?.length ?? 0) > LONGEST[name],
      ) ?? false,
    error: 'invalid_request',
    detail: '% is too long. Send a shorter one.',
  },
  {
    when: (_, get) => get('code_challenge') === undefined,
    error: 'invalid_request',
    detail: 'Send code_challenge (PKCE, RFC 7636): every app has to.',
  },
  {
    when: (_, get) => get('code_challenge_method') !== 'S256',
    error: 'invalid_request',
    detail: 'code_challenge_method must be S256; plain is not taken.',
  },
  {
    when: (_, get) => !SHA256_BASE64URL.test(get('code_challenge') ?? ''),
    error: 'invalid_request',
    detail: 'code_challenge must be a SHA-256 in base64url without padding: 43 characters.',
  },
  {
    when: (_, get) => (get('prompt') ?? '').split(' ').some((word) => !isOneOf(PROMPTS, word || undefined)),
    error: 'invalid_request',
    detail: 'prompt can be none, login, consent and select_account.',
  },
  {
    when: (_, get) => promptsIn(get('prompt')).length > 1 && promptsIn(get('prompt')).includes('none'),
    error: 'invalid_request',
    detail: 'prompt=none goes with no other.',
  },
  {
    when: (_, get) => get('max_age') !== undefined && !/^[0-9]{1,9}$/.test(get('max_age') ?? ''),
    error: 'invalid_request',
    detail: 'max_age must be a whole number of seconds.',
  },
]

/** Undefined counts as one of them. */
const isOneOf = (known: readonly string[], value: string | undefined): boolean =>
  value === undefined || known.includes(value)

const promptsIn = (prompt = ''): Prompt[] => PROMPTS.filter((known) => prompt.split(' ').includes(known))

const unreturnable = (detail: string): Judged => ({ outcome: 'unreturnable', detail })

const NO_CLIENT = 'The link does not say which application it is from (client_id), or says it twice.'
const UNKNOWN_CLIENT =
  'The application that sent you here is not known, or was deactivated. Tell whoever runs it.'
const NO_REDIRECT =
  'The link does not say where to go back to (redirect_uri), or says it twice. Tell whoever runs the application.'
const UNKNOWN_REDIRECT =
  'The address to go back to (redirect_uri) is not one that is registered for this application. Tell whoever runs it.'

/** The parameters of an answer, in which `iss` tells whose it is (RFC 9207). */
export const answerParameters = (
  issuer: string,
  { state }: Pick<AnswerTo, 'state'>,
  answer: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({ ...answer, ...(state !== null && { state }), iss: issuer })

/** The redirect URI with them in its query, beside what it has there already. */
export const withQuery = (uri: string, parameters: Readonly<Record<string, string>>): string =>
  `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`
