/**
 * Changes may only come from our own pages or from programs that are no browser. Browsers say where a request comes
 * from (Fetch Metadata, and Origin in older ones); a page can't make them lie.
 */
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../domain/refusal.ts'

export function refuseOtherSites({ method, headers }: FastifyRequest, publicOrigin: string): void {
  if (method === 'GET' || method === 'HEAD') return
  const site = headers['sec-fetch-site']
  const isOwn =
    site === undefined
      ? (headers.origin ?? publicOrigin) === publicOrigin
      : site === 'same-origin' || site === 'none'
  if (!isOwn)
    throw new Refusal('origin_forbidden', { detail: 'Changes are only taken from the console itself.' })
}
