/**
 * Changes may only come from our own pages or from programs that are no browser. Browsers say where a request comes
 * from (Fetch Metadata, and Origin in older ones); a page can't make them lie.
 */
import type { FastifyRequest } from 'fastify'

export function isFromOtherSite({ method, headers }: FastifyRequest, publicOrigin: string): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  const site = headers['sec-fetch-site']
  if (site === undefined) return (headers.origin ?? publicOrigin) !== publicOrigin
  return site !== 'same-origin' && site !== 'none'
}
