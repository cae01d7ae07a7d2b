/**
 * Status lists of the issuer, fetched when a token names one and again while tokens do. Refuses lists of others, lists for
 * another address, ones that are over, and any that is older than the one it has.
 */
import { decodeBase64url } from './base64url.ts'
import { fetchText } from './fetch-text.ts'
import { inflated } from './inflate.ts'
import { MOST_ENTRIES } from './known-revocations.ts'
import { createSharedCalls } from './shared-calls.ts'
import { isJsonObject, type JsonObject } from './strict-json.ts'

/** The longest list, all of its bits by chance, with its signature. */
const MOST_BYTES = 256 * 1024
const MOST_LISTS = 32
/** A service whose clock is this far ahead is still served. What is fetched is as old as the clock that only goes forward says. */
const CLOCK_TOLERANCE_SECONDS = 300

type List = { readonly bits: Uint8Array; readonly asOf: number; readonly freshAt: number }

export type StatusLists = {
  /** Whether the bit is set, as far as is known; undefined of a list that was never had, or has no such entry. */
  isEnded(uri: string, idx: number): boolean | undefined
  /** In milliseconds; infinite of a list that was never had. */
  ageMs(uri: string): number
  /** Fetches it, one call for all who ask. Rejects when nothing comes of it. */
  refresh(uri: string): Promise<void>
}

type Needs = {
  readonly prove: (text: string, maxLength: number) => Promise<JsonObject>
  readonly issuer: string
  readonly now: () => number
  readonly clockMs: () => number
  readonly timeoutSeconds: number
  readonly fetch: typeof globalThis.fetch
}

export function createStatusLists({
  prove,
  issuer,
  now,
  clockMs,
  timeoutSeconds,
  fetch,
}: Needs): StatusLists {
  const lists = new Map<string, List>()
  const calls = createSharedCalls<void>(timeoutSeconds)

  async function fetchList(uri: string): Promise<void> {
    const askedAt = clockMs()
    const headers = { accept: 'application/statuslist+jwt' }
    const { status, text } = await fetchText(new URL(uri), {
      ...{ headers, timeoutSeconds, mostBytes: MOST_BYTES, fetch },
    })
    if (text === undefined) throw new Error(`${uri} answered ${status}`)
    const { iss, sub, exp, as_of: asOf, status_list: list } = await prove(text, MOST_BYTES)
    if (iss !== issuer || sub !== uri) throw new Error('It is another list')
    if (typeof exp !== 'number' || exp + CLOCK_TOLERANCE_SECONDS <= now() / 1000)
      throw new Error('The list is over')
    if (!Number.isSafeInteger(asOf)) throw new Error('The list does not say how new it is')
    const before = lists.get(uri)
    if (before && (asOf as number) < before.asOf) throw new Error('The list is older than the one before')
    const lst = isJsonObject(list) && list.bits === 1 && typeof list.lst === 'string' ? list.lst : undefined
    const bytes = lst === undefined ? undefined : decodeBase64url(lst)
    if (!bytes) throw new Error('The list is not written as the standard says')
    const bits = await inflated(bytes, MOST_ENTRIES / 8)
    const [oldest] = lists.keys()
    if (!before && lists.size >= MOST_LISTS && oldest !== undefined) lists.delete(oldest)
    lists.set(uri, { bits, asOf: asOf as number, freshAt: askedAt })
  }

  return {
    isEnded(uri, idx) {
      const byte = lists.get(uri)?.bits[idx >> 3]
      return byte === undefined ? undefined : (byte & (1 << (idx & 7))) !== 0
    },
    ageMs: (uri) => clockMs() - (lists.get(uri)?.freshAt ?? -Infinity),
    refresh: (uri) => calls.wait(calls.begin(uri, () => fetchList(uri))),
  }
}
