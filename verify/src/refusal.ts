/**
 * What a refused request is answered with: status, headers and JSON body, the same in every framework
 * (RFC 6750, section 3; RFC 9449, section 7.1; RFC 9728, section 5.1). Never the cause of an error, and nothing the caller
 * sent.
 */
import { DPOP_ALGORITHMS } from './dpop-proof.ts'
import { type VerifyError, verifyErrors } from './errors.ts'
import type { Scheme } from './request-token.ts'

export type Answer = { status: number; headers: Record<string, string>; body: string }

/** How the next request is to be made. */
export type Challenge = { readonly scheme: Scheme; readonly metadataUrl?: string | undefined }

export function refusalFor(
  { code, status, message, retryAfterSeconds }: VerifyError,
  challenge: Challenge,
): Answer {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (status !== 503) headers['www-authenticate'] = challengeFor(code, challenge)
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  return { status, headers, body: JSON.stringify({ status, code, message }) }
}

// The description is the table's own sentence: a header is no place for names that a request may have chosen.
function challengeFor(code: VerifyError['code'], { scheme, metadataUrl }: Challenge): string {
  const { error, title } = verifyErrors[code]
  const parts = [
    `${scheme} realm="countersign"`,
    // A request that brought no token is told what to bring, and not that something was wrong with it.
    ...(error ? [`error="${error}"`, `error_description="${title}"`] : []),
    ...(scheme === 'DPoP' ? [`algs="${DPOP_ALGORITHMS.join(' ')}"`] : []),
    ...(metadataUrl ? [`resource_metadata="${metadataUrl}"`] : []),
  ]
  return parts.join(', ')
}
