/** What a script does at the compatible API once it has an API token. */
import type { InjectOptions } from 'fastify'
import type { Acme } from './acme.ts'
import { COMPATIBLE, exchange, generate, request, signIn } from './requests.ts'

export const AUTHORIZE = `${COMPATIBLE}/auth/api-tokens/authorize`

type Body = { readonly [name: string]: unknown }

/** Signs in, generates an API token (all roles, six months, unless said otherwise) and answers its value and id. */
export async function tokenOf(acme: Pick<Acme, 'app' | 'organization'>, username: string, more: Body = {}) {
  const { value, apiToken } = await generate(acme, await signIn(acme, username), more)
  return { value, id: apiToken.id }
}

/** Exchanges an API token that must be good. */
export async function accessTokenFor(
  acme: Pick<Acme, 'app'>,
  value: string,
  narrowing: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { status, text, body } = await exchange(acme, value, narrowing)
  if (status !== 200) throw new Error(`The exchange answered ${status}: ${text}`)
  return body.access_token
}

/** A call with an access token. */
export const call = (
  acme: Pick<Acme, 'app'>,
  accessToken: string,
  method: NonNullable<InjectOptions['method']>,
  path: string,
  body?: Body,
) =>
  request(acme, method, COMPATIBLE + path, {
    headers: { 'csp-auth-token': accessToken },
    ...(body && { body }),
  })

/** The details of an API token by its value. */
export const detailsOf = (acme: Pick<Acme, 'app'>, tokenValue: string) =>
  request(acme, 'POST', `${COMPATIBLE}/auth/api-tokens/details`, { body: { tokenValue } })
