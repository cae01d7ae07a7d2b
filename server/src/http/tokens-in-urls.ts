/**
 * Looks for API tokens in the URL of every request, on any route and whatever it was answered: only their owner is told.
 * An exchange that took its token from there has said so itself.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { markSeenInUrl } from '../actions/api-tokens/mark-seen-in-url.ts'
import type { Needs } from '../actions/needs.ts'
import { tokenStringsIn } from '../crypto/token-string.ts'

/** Nobody needs to send more, and each costs a lookup. */
const MOST_PER_URL = 3

const marked = new WeakSet<FastifyRequest>()

/** For what has noted the token in its URL by itself. */
export const leaveUnmarked = (request: FastifyRequest): void => void marked.add(request)

export function watchTokensInUrls(server: FastifyInstance, needs: Needs): void {
  server.addHook('onResponse', async (request) => {
    const url = decoded(request.url)
    if (!url.includes('csnt') || marked.has(request)) return
    try {
      for (const value of new Set(tokenStringsIn(url).slice(0, MOST_PER_URL)))
        await markSeenInUrl(needs, value)
    } catch (error) {
      server.log.warn({ err: error }, 'a token in a URL could not be noted')
    }
  })
}

/** As written, where it can't be read otherwise. */
function decoded(url: string): string {
  if (!url.includes('%')) return url
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
