/**
 * What a service says about itself (RFC 9728), and under which address its clients know it. Refuses to find that address
 * in a request: `Host` is whatever the caller writes, and a proof made for another service would then be good here.
 */
import { DPOP_ALGORITHMS } from './dpop-proof.ts'
import type { Answer } from './refusal.ts'

export type ProtectedResource = {
  /** The address of the service, which is its resource identifier. */
  readonly url: string
  /** Where its metadata is to be found. */
  readonly metadataUrl: string
  readonly metadata: Readonly<Record<string, unknown>>
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource'

export function protectedResource(url: string, issuer: string): ProtectedResource {
  const { origin } = new URL(url)
  return {
    url,
    metadataUrl: origin + WELL_KNOWN + url.slice(origin.length),
    metadata: {
      resource: url,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
      dpop_bound_access_tokens_required: false,
    },
  }
}

/** What stands before the path of a request may have been cut off by a proxy. `target` is a path, or a whole URL. */
export function urlOfRequest({ url }: ProtectedResource, target: string): string {
  const path = target.startsWith('/') ? target : pathOf(target)
  const { origin } = new URL(url)
  const prefix = url.slice(origin.length)
  const hasPrefix = path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`)
  return (hasPrefix ? origin : url) + path
}

function pathOf(target: string): string {
  if (!URL.canParse(target)) return '/'
  const { pathname, search } = new URL(target)
  return pathname + search
}

/** The metadata where a request asks for it; undefined where it asks for anything else. */
export type AnswerMetadata = (method: string, target: string) => Answer | undefined

/** @throws TypeError for a verifier that was not told `serviceUrl` */
export function metadataAnswer(verifier: {
  readonly protectedResource: ProtectedResource | undefined
}): AnswerMetadata {
  if (!verifier.protectedResource)
    throw new TypeError('Metadata needs createVerifier({ serviceUrl: … }), the address of this service')
  const { metadata, metadataUrl } = verifier.protectedResource
  const { pathname } = new URL(metadataUrl)
  const answer: Answer = {
    status: 200,
    // Public, and read by applications in browsers.
    headers: {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=600',
      'access-control-allow-origin': '*',
    },
    body: JSON.stringify(metadata),
  }
  return (method, target) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined
    const path = target.startsWith('/') ? target : pathOf(target)
    if (path.replace(/\?.*$/s, '') !== pathname) return undefined
    return method === 'HEAD' ? { ...answer, body: '' } : answer
  }
}
