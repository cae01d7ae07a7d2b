/**
 * What clients and proxies do to a path before it gets here, undone: proxies differ in whether they take the path prefix
 * off, and clients put a base URL with a final slash before a path with a first one. Only slashes that are slashes: one
 * that is written as %2F stays part of a name, and a path of our own API or of the console is taken as it is.
 */
import type { IncomingMessage } from 'node:http'

const LENIENT = /^\/(?:csp\/gateway|\.well-known)\//

export function withoutPrefix(pathname: string): (request: IncomingMessage | { url?: string }) => string {
  const prefix = pathname.replace(/\/+$/, '')
  const within = (url: string): string => {
    if (prefix === '' || !url.startsWith(prefix)) return url
    const rest = url.slice(prefix.length)
    if (rest === '' || rest.startsWith('?')) return `/${rest}`
    return rest.startsWith('/') ? rest : url
  }
  return ({ url = '/' }) => {
    const tidy = within(withoutSpareSlashes(url))
    return LENIENT.test(tidy) ? tidy : within(url)
  }
}

function withoutSpareSlashes(url: string): string {
  const queryAt = url.indexOf('?')
  const path = queryAt === -1 ? url : url.slice(0, queryAt)
  const tidy = path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '')
  return queryAt === -1 ? tidy : tidy + url.slice(queryAt)
}
