/** Behind a path prefix, proxies differ in whether they take it off: both ways work. */
import type { IncomingMessage } from 'node:http'

export function withoutPrefix(pathname: string): (request: IncomingMessage | { url?: string }) => string {
  const prefix = pathname.replace(/\/+$/, '')
  return ({ url = '/' }) => {
    if (prefix === '' || !url.startsWith(prefix)) return url
    const rest = url.slice(prefix.length)
    if (rest === '' || rest.startsWith('?')) return `/${rest}`
    return rest.startsWith('/') ? rest : url
  }
}
