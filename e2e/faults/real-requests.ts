/** Requests over real connections, to servers that are processes of their own. */
import { PASSWORD } from '../../server/testing/acme.ts'
import { AUTHORIZE } from '../../server/testing/compatible.ts'
import { COMPATIBLE } from '../../server/testing/requests.ts'

type At = { readonly address: string }
type More = { readonly body?: object; readonly headers?: Readonly<Record<string, string>> }

/** The header of each person's session, by user name. */
export type Sessions = Readonly<Record<string, { readonly cookie: string }>>

/** Resolves only when the whole answer was received. */
export async function send({ address }: At, method: string, path: string, { body, headers }: More = {}) {
  const response = await fetch(address + path, {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

export async function signIn(at: At, username: string): Promise<{ cookie: string }> {
  const { status, headers, text } = await send(at, 'POST', '/api/v1/session', {
    body: { username, password: PASSWORD },
  })
  if (status !== 201) throw new Error(`Signing in answered ${status}: ${text}`)
  return { cookie: headers.get('set-cookie')!.split(';')[0]! }
}

export const exchange = (at: At, value: string) =>
  send(at, 'POST', AUTHORIZE, { body: { refresh_token: value } })

/** Whether our own API takes an access token. */
export const loggedInUser = (at: At, accessToken: string) =>
  send(at, 'GET', `${COMPATIBLE}/loggedin/user`, { headers: { 'csp-auth-token': accessToken } })

/** Does it for each, a few at a time. */
export async function forEach<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values()
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: 12 }, worker))
}
