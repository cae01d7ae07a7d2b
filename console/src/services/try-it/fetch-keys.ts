/**
 * Fetches the published keys that a pasted token is checked with. It is the only request of "try it": a plain GET
 * without cookies, in which nothing of the token is sent.
 */
import type { Claims } from './read-token.ts'

export async function fetchKeys(keysUrl: string): Promise<readonly Claims[]> {
  const answer = await fetch(keysUrl, { credentials: 'omit', referrerPolicy: 'no-referrer' })
  if (!answer.ok) throw new Error(`The keys could not be fetched: ${keysUrl} answered ${answer.status}.`)
  const document: unknown = await answer.json()
  const keys = isObject(document) ? document['keys'] : undefined
  if (!Array.isArray(keys)) throw new Error(`What ${keysUrl} answers is no key document.`)
  return keys.filter(isObject)
}

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
