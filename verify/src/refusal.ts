/**
 * What a refused request is answered with: status, headers and JSON body, the same in every framework
 * (RFC 6750, section 3). Never the cause of an error, and nothing the caller sent.
 */
import { type VerifyError, verifyErrors } from './errors.ts'

export type Refusal = { status: number; headers: Record<string, string>; body: string }

export function refusalFor({ code, status, message, retryAfterSeconds }: VerifyError): Refusal {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (status !== 503) headers['www-authenticate'] = challengeFor(code)
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  return { status, headers, body: JSON.stringify({ status, code, message }) }
}

// The description is the table's own sentence: a header is no place for names that a request may have chosen.
function challengeFor(code: VerifyError['code']): string {
  const { error, title } = verifyErrors[code]
  // A request that brought no token is told what to bring, and not that something was wrong with it.
  return `Bearer realm="countersign"${error ? `, error="${error}", error_description="${title}"` : ''}`
}
