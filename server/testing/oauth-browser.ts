/** A browser without a script, as far as signing in to an application needs one: cookies, redirects, and one form a page. */
import { createHash, randomBytes } from 'node:crypto'
import type { Acme } from './acme.ts'
import { PASSWORD, PUBLIC_URL } from './acme.ts'

export const CALLBACK = 'https://wiki.example/callback'

export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

export type Page = {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
  /** Where the browser stands, or was sent to when it is another site. */
  readonly url: string
}

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

export const headingOf = ({ text }: Pick<Page, 'text'>): string =>
  unescaped(/<h1>([^<]*)<\/h1>/.exec(text)?.[1] ?? '')

/** The hidden and filled fields of the form. */
export const fieldsOf = ({ text }: Pick<Page, 'text'>): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/<input (?:type="hidden"|id="username") name="([^"]+)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, unescaped(value)],
    ),
  )

export function openBrowser({ app }: Pick<Acme, 'app'>, cookie?: string) {
  const cookies = new Map<string, string>()
  const keep = (pair: string): void => {
    const [name = '', value = ''] = pair.split(';', 1)[0]!.split(/=(.*)/s, 2)
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
  if (cookie !== undefined) keep(cookie)

  async function send(
    method: 'GET' | 'POST',
    url: string,
    form?: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Page> {
    const response = await app.server.inject({
      method,
      url,
      headers: {
        ...(cookies.size > 0 && {
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        }),
        ...(form && {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
        }),
        ...headers,
      },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    })
    for (const set of [response.headers['set-cookie'] ?? []].flat()) keep(set)
    const location = response.headers.location
    if (response.statusCode === 303 && location !== undefined) {
      const target = new URL(location, PUBLIC_URL)
      if (target.origin === PUBLIC_URL) return send('GET', target.pathname + target.search)
      return { status: 303, text: '', headers: response.headers, url: location }
    }
    return { status: response.statusCode, text: response.body, headers: response.headers, url }
  }

  return {
    cookies,
    open: (url: string) => send('GET', url),
    /** As another site's form, without our cookies. */
    postFromElsewhere: (url: string, form: Readonly<Record<string, string>>) => send('POST', url, form),
    post: send.bind(undefined, 'POST'),
    submit: (page: Page, step: string, more: Readonly<Record<string, string>> = {}) =>
      send('POST', '/oauth2/authorize/continue', { ...fieldsOf(page), ...more, step }),
    signIn: (page: Page, username: string, password = PASSWORD) =>
      send('POST', '/oauth2/authorize/continue', { ...fieldsOf(page), username, password, step: 'sign_in' }),
  }
}

/** The parameters of a request that is good. */
export const authorization = (
  clientId: string,
  challenge: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  ...{ response_type: 'code', client_id: clientId, redirect_uri: CALLBACK, scope: 'openid' },
  ...{ state: 'a state', nonce: 'n-1', code_challenge: challenge, code_challenge_method: 'S256' },
  ...more,
})

export const authorizeUrl = (parameters: Readonly<Record<string, string>>): string =>
  `/oauth2/authorize?${new URLSearchParams(parameters).toString()}`

/** What came back to the app. */
export const answerIn = ({ url, text }: Page): Record<string, string> =>
  text.includes('document.forms[0].submit()')
    ? fieldsOf({ text })
    : Object.fromEntries(new URL(url, PUBLIC_URL).searchParams)

/** A code for the app of the person whose browser it is, allowed if need be, and what redeems it. */
export async function codeFor(
  browser: ReturnType<typeof openBrowser>,
  clientId: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<'code' | 'redirect_uri' | 'code_verifier' | 'grant_type', string>>> {
  const { verifier, challenge } = pkce()
  const parameters = authorization(clientId, challenge, more)
  let page = await browser.open(authorizeUrl(parameters))
  if (headingOf(page).startsWith('Allow')) page = await browser.submit(page, 'allow')
  const { code } = answerIn(page)
  if (code === undefined) throw new Error(`No code: ${page.status} ${page.url} ${headingOf(page)}`)
  return {
    ...{ grant_type: 'authorization_code', code },
    ...{ redirect_uri: parameters['redirect_uri'] ?? '', code_verifier: verifier },
  }
}
