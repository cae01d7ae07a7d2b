/**
 * Where the state of a credential stands for whoever has an access token that came from it (Token Status List, an IETF
 * draft): a bit in a list. Which bit is random, so that those beside it tell nothing.
 */
import { HOUR_MS } from './instant.ts'

/** Fixed, so that the size of a list does not tell how many credentials there are. */
export const STATUS_LIST_ENTRIES = 2 ** 20

export type StatusIndex = { readonly list: number; readonly index: number }

/** Where the services are sent, and what a list is named by in the tokens that refer to it. */
export const STATUS_LISTS_PATH = '/status-lists'
export const statusListUri = (issuer: string, list: number): string => `${issuer}${STATUS_LISTS_PATH}/${list}`

/**
 * For how long what ended is still told: the longest life of an access token, and an hour for clocks that differ. After
 * that there is no access token left that came from it.
 */
export const TOLD_FOR_MS = 6 * HOUR_MS

/** How long somebody may keep a list, in seconds; and when it says no more, which is for those who keep it all the same. */
export const STATUS_LIST_SECONDS = { fresh: 15, life: 600 } as const

/** Token Status List, section 5.1. */
export type StatusListClaims = {
  readonly iss: string
  readonly sub: string
  readonly iat: number
  readonly exp: number
  readonly ttl: number
  /** What was taken away up to this place is in it: of two lists, the older one has the lower. */
  readonly as_of: number
  readonly status_list: { readonly bits: 1; readonly lst: string }
}

/** The bits of those that ended, the first in the lowest bit of the first byte. */
export function statusBits(ended: Iterable<number>): Uint8Array {
  const bytes = new Uint8Array(STATUS_LIST_ENTRIES / 8)
  for (const index of ended) bytes[index >> 3]! |= 1 << (index & 7)
  return bytes
}
