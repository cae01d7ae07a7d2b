/** What a request says of DPoP (RFC 9449): its proof, and whether it sends its access token with that scheme. */
import type { FastifyRequest } from 'fastify'
import type { PresentedProof } from '../actions/oauth/prove-key.ts'

const SCHEME = /^dpop +\S/i

/** The URL is that of the configuration and the path: what a proxy or a header makes of the host says nothing. */
export function presentedProof(
  { headers, method, url }: Pick<FastifyRequest, 'headers' | 'method' | 'url'>,
  issuer: string,
): PresentedProof {
  const { dpop } = headers
  return {
    // Of several headers, none is meant more than the others: Node joins them, and what comes of it is no proof.
    proof: Array.isArray(dpop) ? dpop.join(', ') : dpop,
    isAnnounced: SCHEME.test(headers.authorization ?? ''),
    method,
    url: `${issuer}${url.split('?', 1)[0]}`,
  }
}
