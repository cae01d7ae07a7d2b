/** Requests to either side, and what came of them in words that both sides have. */
import { createHash, randomBytes } from 'node:crypto'
import { CALLBACK, type Side } from './sides.ts'

export type Case = { readonly name: string; readonly ask: (side: Side) => Promise<string> }

export const basicOf = ({ id, secret }: { id: string; secret: string }): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

type Sent = {
  readonly body?: string | Readonly<Record<string, string>>
  readonly authorization?: string
  readonly type?: string
}

export async function post(url: string, { body = {}, authorization, type }: Sent) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': type ?? 'application/x-www-form-urlencoded',
      ...(authorization !== undefined && { authorization }),
    },
    body: typeof body === 'string' ? body : new URLSearchParams(body).toString(),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  const answer = isJson ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {}
  return { status: response.status, answer, text }
}

type Answered = Awaited<ReturnType<typeof post>>

/** The status and, of a refusal, the word for it. */
export const worded = ({ status, answer }: Pick<Answered, 'status' | 'answer'>): string =>
  status < 300 ? 'yes' : `${status} ${typeof answer['error'] === 'string' ? answer['error'] : '(no word)'}`

export const endpoint = ({ endpoints }: Side, name: string): string => {
  const url = endpoints[`${name}_endpoint`]
  if (url === undefined) throw new Error(`There is no ${name} endpoint`)
  return url
}

export const askToken = (side: Side, sent: Sent) => post(endpoint(side, 'token'), sent)

export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** A request that is good, with some of it changed; null leaves a parameter out. */
export function authorizeUrl(
  side: Side,
  challenge: string,
  changed: Readonly<Record<string, string | null>> = {},
): string {
  const url = new URL(endpoint(side, 'authorization'))
  const parameters: Record<string, string | null> = {
    ...{ response_type: 'code', client_id: side.clients.web.id, redirect_uri: CALLBACK, scope: 'openid' },
    ...{ state: 'a state', nonce: 'n-1', code_challenge: challenge, code_challenge_method: 'S256' },
    ...changed,
  }
  for (const [name, value] of Object.entries(parameters))
    if (value !== null) url.searchParams.append(name, value)
  return url.href
}

/** A code of somebody who agreed, and what redeems it. */
export async function codeOf(
  side: Side,
  changed: Readonly<Record<string, string>> = {},
): Promise<Record<'grant_type' | 'code' | 'redirect_uri' | 'code_verifier', string>> {
  const { verifier, challenge } = pkce()
  const { url, status, text } = await side.browser.agree(authorizeUrl(side, challenge, changed))
  const code = new URL(url).searchParams.get('code')
  if (code === null) throw new Error(`No code: ${status} ${url} ${text.slice(0, 2000)}`)
  return {
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
    redirect_uri: changed['redirect_uri'] ?? CALLBACK,
  }
}
