/** A request that an app sent ahead of its person (RFC 9126), who then carries only its name. */
import type { Instant } from '../instant.ts'

export type PushedRequest = {
  /** The public part of the value. */
  readonly id: string
  readonly appId: string
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly usedAt: Instant | null
}

/** RFC 9126, section 2.2. */
export const REQUEST_URI_PREFIX = 'urn:ietf:params:oauth:request_uri:'

/** Whether a request is only the name of one that was pushed. One of somebody else's kind is refused with the others. */
export const namesPushed = (parameters: ReadonlyMap<string, readonly string[]>): boolean => {
  const [name, ...more] = parameters.get('request_uri') ?? []
  return more.length === 0 && name?.startsWith(REQUEST_URI_PREFIX) === true
}
