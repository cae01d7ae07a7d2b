/**
 * Where the state of a credential stands for whoever has an access token that came from it (Token Status List, an IETF
 * draft): a bit in a list. Which bit is random, so that those beside it tell nothing.
 */
import { DAY_MS, HOUR_MS } from './instant.ts'

/** Fixed, so that the size of a list does not tell how many credentials there are. */
export const STATUS_LIST_ENTRIES = 2 ** 20

export type StatusIndex = { readonly list: number; readonly index: number }

/** Values of API tokens have places in the lists from 1 on, what OAuth apps prove and are let in with in those from here on. */
export const OAUTH_LISTS_FROM = 500_000_001

/** A place as one number: all entries of a list follow those of the list before. */
export const placeOf = ({ list, index }: StatusIndex): number => list * STATUS_LIST_ENTRIES + index
export const statusIndexOf = (place: number): StatusIndex => ({
  list: Math.floor(place / STATUS_LIST_ENTRIES),
  index: place % STATUS_LIST_ENTRIES,
})

/** Where the services are sent, and what a list is named by in the tokens that refer to it. */
export const STATUS_LISTS_PATH = '/status-lists'
export const statusListUri = (issuer: string, list: number): string => `${issuer}${STATUS_LISTS_PATH}/${list}`

/**
 * For how long what ended is still told: the longest life of an access token, and an hour for clocks that differ. After
 * that there is no access token left that came from it.
 */
export const TOLD_FOR_MS = 6 * HOUR_MS

/** For how long nobody gets the place of what is gone: whoever was told that it ended remembers it for half of that. */
export const PLACE_KEPT_MS = DAY_MS

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
