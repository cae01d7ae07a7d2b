/** What tests do over HTTP as a person or a script would, without sockets. */
import type { GeneratedApiToken } from '@countersign/api'
import type { InjectOptions } from 'fastify'
import type { Acme } from './acme.ts'
import { PASSWORD } from './acme.ts'

type Server = Pick<Acme, 'app'>
type Body = { readonly [name: string]: unknown }

export const COMPATIBLE = '/csp/gateway/am/api'

/** A request in JSON; answers the status, the body and the headers. */
export async function request(
  { app }: Server,
  method: NonNullable<InjectOptions['method']>,
  url: string,
  { body, headers }: { body?: Body; headers?: Readonly<Record<string, string>> } = {},
) {
  const response = await app.server.inject({
    method,
    url,
    ...(body && { payload: body }),
    headers: { ...headers },
  })
  const text = response.body
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

/** Signs in and answers the header that carries the session. */
export async function signIn(
  acme: Server,
  username: string,
  password = PASSWORD,
): Promise<{ cookie: string }> {
  const { status, headers, text } = await request(acme, 'POST', '/api/v1/session', {
    body: { username, password },
  })
  if (status !== 201) throw new Error(`Signing in answered ${status}: ${text}`)
  return { cookie: String(headers['set-cookie']).split(';')[0]! }
}

export const apiTokensPath = ({ organization }: Pick<Acme, 'organization'>): string =>
  `/api/v1/organizations/${organization.id}/api-tokens`

/** Generates an API token as the one who is signed in: all roles, six months, unless said otherwise. */
export async function generate(
  acme: Pick<Acme, 'app' | 'organization'>,
  headers: Readonly<Record<string, string>>,
  more: Body = {},
): Promise<GeneratedApiToken> {
  const body = { name: 'CI', scopes: { allRoles: true }, ...more }
  const { status, body: answer, text } = await request(acme, 'POST', apiTokensPath(acme), { body, headers })
  if (status !== 201) throw new Error(`Generating answered ${status}: ${text}`)
  return answer
}

/** Exchanges an API token as a script does. */
export async function exchange({ app }: Server, value: string, more: Readonly<Record<string, string>> = {}) {
  const response = await app.server.inject({
    method: 'POST',
    url: `${COMPATIBLE}/auth/api-tokens/authorize`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ refresh_token: value, ...more }).toString(),
  })
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    body: response.json(),
  }
}

/** The claims of a JWT, unchecked. */
export const claimsOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'))
