/** What a script does at the compatible API once it has an API token. */
import type { InjectOptions } from 'fastify'
import { MINUTE_MS } from '../src/domain/instant.ts'
import type { Acme } from './acme.ts'
import { COMPATIBLE, exchange, generate, request, signIn } from './requests.ts'

export const AUTHORIZE = `${COMPATIBLE}/auth/api-tokens/authorize`

type Body = { readonly [name: string]: unknown }

type Service = Pick<Acme, 'app' | 'clock' | 'organization'>

/** Generates an API token (all roles, six months, unless said otherwise) and answers its value and id. */
export async function tokenOf(acme: Service, username: string, more: Body = {}) {
  const { value, apiToken } = await generate(acme, await sessionOf(acme, username), more)
  return { value, id: apiToken.id }
}

const sessions = new WeakMap<object, Map<string, { at: number; headers: { cookie: string } }>>()

/** Many API tokens of one person cost one password, as long as it counts as just given. */
async function sessionOf(acme: Service, username: string) {
  const { app, clock } = acme
  const own = sessions.get(app) ?? new Map()
  sessions.set(app, own)
  const known = own.get(username)
  if (known && Math.abs(clock.now - known.at) < 10 * MINUTE_MS) return known.headers
  const headers = await signIn(acme, username)
  own.set(username, { at: clock.now, headers })
  return headers
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

/** Whether one of these perms gives it: `external/<service>/<resource>/<name>` is within `external/<service>/<name>`. */
export function isWithin(perms: readonly string[], perm: string): boolean {
  const [kind, service, ...rest] = perm.split('/')
  return perms.includes(perm) || (rest.length === 2 && perms.includes(`${kind}/${service}/${rest[1]}`))
}
