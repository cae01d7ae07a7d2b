/**
 * Where browsers may be sent with an answer: registered as whole addresses and compared byte by byte (RFC 9700, section
 * 4.1), but for the port of a native app that listens on the machine itself (RFC 8252, section 7.3). What reaches somebody
 * else, or would be read in two ways, is not registered at all.
 */
import type { OAuthApp } from './oauth-app.ts'

const LONGEST = 2000

/** All that an address is written with (RFC 3986), but for `*`: who writes it means a wildcard. */
const WRITTEN = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()+,;=%]+$/
/** RFC 8252, section 7.1: a domain that the app has, backwards. Only what has a dot can't be `javascript` or `data`. */
const PRIVATE_USE = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:\//
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']
/** What we answer with: an address that has one of them already would have it twice. */
const ANSWERED = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'id_token', 'response']

/** Why it can't be registered, as a sentence; undefined when it can. */
export function redirectUriProblem(uri: string, kind: OAuthApp['kind']): string | undefined {
  if (uri.length > LONGEST) return `An address may have ${LONGEST} characters.`
  if (uri.includes('*')) return 'Wildcards are not possible. Write each address in full.'
  if (!WRITTEN.test(uri)) return 'It has characters that no address has. Percent-encode them.'
  if (uri.includes('#')) return 'An address with a fragment (#…) is not possible. Leave it out.'
  const url = URL.parse(uri)
  if (url === null) return 'Write the whole address, with https:// and the host.'
  if (url.username !== '' || url.password !== '' || authorityOf(uri).includes('@')) {
    return 'An address with a user name or a password is not possible. Leave them out.'
  }
  const problem = problemOfScheme(uri, url, kind)
  if (problem !== undefined) return problem
  // Browsers and libraries go where the normal form says: what is compared must be that.
  if (url.href !== uri && url.href !== withPath(uri)) return `Write it as ${url.href}.`
  const taken = ANSWERED.find((name) => url.searchParams.has(name))
  return taken && `${taken} is what the answer is put into. Leave it out of the address.`
}

function problemOfScheme(uri: string, url: URL, kind: OAuthApp['kind']): string | undefined {
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:') {
    return LOOPBACK.includes(url.hostname)
      ? undefined
      : 'Use https. http is for an app on the same machine, at 127.0.0.1 or [::1].'
  }
  if (kind !== 'native') return 'Use https. Other schemes are for native apps.'
  return PRIVATE_USE.test(uri)
    ? undefined
    : 'Use https, http://127.0.0.1, or a scheme that is a domain of yours backwards, such as com.example.app:/callback.'
}

const authorityOf = (uri: string): string => /^[^:]*:\/\/([^/?]*)/.exec(uri)?.[1] ?? ''

/** `https://app.example` is written without its path as often as with it. */
const withPath = (uri: string): string => uri.replace(/^(https?:\/\/[^/?]+)(\?.*)?$/, '$1/$2')

const OF_LOOPBACK_IP = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::([1-9][0-9]{0,4}))?((?:[/?].*)?)$/

/** Of a native app: byte-equal, but for the port of a loopback IP, which the app gets from its system at each start. */
export function matchesRedirectUri(registered: string, presented: string): boolean {
  if (registered === presented) return true
  const [, host, , rest] = OF_LOOPBACK_IP.exec(registered) ?? []
  const [, presentedHost, port, presentedRest] = OF_LOOPBACK_IP.exec(presented) ?? []
  return (
    host !== undefined && host === presentedHost && rest === presentedRest && Number(port ?? 80) <= 65_535
  )
}

/** Whether an answer may be sent there. */
export const isRedirectUriOf = (
  { kind, redirectUris }: Pick<OAuthApp, 'kind' | 'redirectUris'>,
  presented: string,
): boolean =>
  kind === 'native'
    ? redirectUris.some((registered) => matchesRedirectUri(registered, presented))
    : redirectUris.includes(presented)
