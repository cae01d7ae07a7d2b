/** Reads the values of settings. Each throws an error whose message completes the sentence "NAME must be …". */
import { isIP } from 'node:net'
import { refusedTls } from './store/postgres/postgres-tls.ts'

const refuse = (what: string): never => {
  throw new Error(what)
}

export const anything = (given: string): string => given

export const path = (given: string): string => (given.includes('\0') ? refuse('a path') : given)

export const wholeNumber =
  (least: number, most: number) =>
  (given: string): number =>
    /^[0-9]{1,9}$/.test(given) && Number(given) >= least && Number(given) <= most
      ? Number(given)
      : refuse(`a whole number from ${least} to ${most}, not "${given}"`)

export const oneOf =
  <const Choice extends string>(choices: readonly Choice[]) =>
  (given: string): Choice =>
    choices.find((choice) => choice === given) ?? refuse(`one of ${choices.join(', ')}, not "${given}"`)

export const host = (given: string): string =>
  isIP(given) > 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(given)
    ? given
    : refuse(`a host name or an address, not "${given}"`)

export const domain = (given: string): string =>
  /^[a-z0-9]([a-z0-9.-]{0,60}[a-z0-9])?$/.test(given)
    ? given
    : refuse(`lower-case letters, digits, dots and hyphens, not "${given}"`)

/** Without TLS only this machine may be told passwords. */
export function publicUrl(given: string): string {
  const url = URL.parse(given) ?? refuse(`a URL such as https://tokens.example.com, not "${given}"`)
  const hasMore = url.username !== '' || url.password !== '' || /[?#]/.test(url.href)
  if (hasMore) return refuse('a URL without user, query and fragment')
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
    return url.href.replace(/\/+$/, '')
  return refuse('https, except on a loopback address')
}

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.[0-9]{1,3}){3}$/.test(hostname)

const ENCODED = 'with / # ? @ % in the user and the password written as %2F %23 %3F %40 %25'

/** What was given may hold a password, so it is not repeated. */
export function databaseUrl(given: string): string {
  if (!/^postgres(ql)?:\/\//.test(given)) return refuse('a URL that begins with postgres://')
  const url =
    URL.parse(given) ?? refuse(`a URL such as postgres://user:password@host:5432/database, ${ENCODED}`)
  // A password that cuts the host short leaves its @ behind it.
  const isCutShort = url.hash !== '' || url.pathname.includes('@') || /^\?[^=]*@/.test(url.search)
  if (isCutShort || !isDecodable(given)) return refuse(`a URL ${ENCODED}`)
  const problem = refusedTls(given)
  return problem === undefined ? given : refuse(problem)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

export function networks(given: string): string[] {
  const items = given
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
  for (const item of items) {
    const [address = '', bits, ...rest] = item.split('/')
    const version = isIP(address)
    const isNetwork =
      bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
    if (version === 0 || !isNetwork || rest.length > 0)
      return refuse(`addresses or networks such as 10.0.0.0/8, not "${item}"`)
  }
  return items
}

/** An address alone: with a name beside it, it would have to be quoted. */
export const mailAddress = (given: string): string =>
  /^[^\s<>"(),:;@\p{Cc}]+@[^\s<>"(),:;@\p{Cc}]+$/u.test(given) && given.length <= 254
    ? given
    : refuse(`an address such as tokens@example.com, not "${given}"`)
