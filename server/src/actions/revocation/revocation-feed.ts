/**
 * Tells services what was taken away, in its order and without a gap. All that listen in this process hear from one reader
 * of the database, which runs while anybody listens; whoever comes from an earlier place is first told what came since.
 * It depends on nothing but rows: what another process committed is read a fifth of a second later.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Keyring } from '../../crypto/keyring.ts'
import type { FeedToken } from '../../domain/feed-token.ts'
import { toNumericDate, type Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { revocationEntry } from '../../domain/revocation-entry.ts'
import { TOLD_FOR_MS } from '../../domain/status-list.ts'
import type { Revocation } from '../../store/revocation/revocation-store.ts'
import type { Store } from '../../store/store.ts'

const READ_EVERY_MS = 200
/** So often whoever listens is told that nothing was missed, and each feed token is looked at again. */
export const HEARTBEAT_MS = 5_000
const TOUCH_MS = 15_000
/** Entries in one signature. */
const PER_BATCH = 200
const ROWS_AT_ONCE = 500
/** In this process, of all services: each costs some kilobytes. */
const MOST_LISTENERS = 10_000

/** `upTo`: the place up to which nothing is missing, once this was heard. */
export type Told =
  | { readonly kind: 'revocations'; readonly upTo: number; readonly token: string }
  | { readonly kind: 'current'; readonly upTo: number }
  /** What was known is too old, or of another database: forget it. Everything that still counts follows. */
  | { readonly kind: 'reset' }

export type Ending = 'stopping' | 'feed_token_ended' | 'too_slow'

export type Listener = {
  /** False when it can't take any more: it is dropped. */
  tell(told: Told): boolean
  end(why: Ending): void
}

type Listening = {
  readonly listener: Listener
  readonly token: FeedToken
  position: number
  /** It has been told what came before, and hears what the reader reads. */
  isLive: boolean
  isOver: boolean
}

type FeedNeeds = {
  readonly store: Pick<Store, 'revocation' | 'whenLost' | 'touchFeedTokens'>
  readonly keyring: Pick<Keyring, 'sign'>
  readonly now: () => Instant
  readonly issuer: string
  readonly streamsPerService: number
}

export type RevocationFeed = {
  /**
   * Tells everything after the place, then whatever comes; answers how to stop. Resolves when what came before was told.
   * @throws {Refusal} `limit_reached` when too many listen
   */
  listen(token: FeedToken, after: number, listener: Listener): Promise<() => void>
  /** Ends all who listen with a feed token. */
  drop(feedTokenId: string): void
  listeners(): number
  /** For how long nothing was read, in milliseconds; 0 while nobody listens. */
  lagMs(): number
  close(): void
}

export function createRevocationFeed(needs: FeedNeeds): RevocationFeed {
  const { store, keyring, now, issuer, streamsPerService } = needs
  const all = new Set<Listening>()
  let head = 0
  let readAt = 0
  let isClosed = false
  let reading: Promise<void> | undefined
  let beginning: Promise<void> | undefined
  let wake = (): void => {}
  store.whenLost(() => wake())

  const end = (each: Listening, why?: Ending): void => {
    if (each.isOver) return
    each.isOver = true
    all.delete(each)
    if (why) each.listener.end(why)
  }
  const tell = (each: Listening, told: Told): void => {
    if (!each.isOver && !each.listener.tell(told)) end(each, 'too_slow')
  }

  const signed = (rows: readonly Revocation[]): Promise<string> =>
    keyring.sign('revocations+jwt', {
      iss: issuer,
      iat: toNumericDate(now()),
      revocations: rows.map((row) => revocationEntry(issuer, row)),
    })

  /** Those who hear the same share a signature. */
  async function tellLive(rows: readonly Revocation[]): Promise<void> {
    const ids = new Set(rows.flatMap(({ organizationId }) => organizationId ?? []))
    const having = Map.groupBy(await store.revocation.servicesOf([...ids]), (row) => row.organizationId)
    const servicesOf = new Map(
      [...having].map(([id, those]) => [id, new Set(those.map(({ serviceId }) => serviceId))]),
    )
    const isFor = (row: Revocation, serviceId: string): boolean =>
      row.kind === 'lost' && row.lost.serviceId !== null
        ? row.lost.serviceId === serviceId
        : row.organizationId !== null && servicesOf.get(row.organizationId)?.has(serviceId) === true
    const tokens = new Map<string, string>()
    const live = [...all].filter(({ isLive }) => isLive)
    for (const [serviceId, listening] of Map.groupBy(live, ({ token }) => token.serviceId)) {
      const own = rows.filter((row) => isFor(row, serviceId))
      if (own.length === 0) continue
      const key = own.map(({ position }) => position).join(' ')
      const token = tokens.get(key) ?? (await signed(own))
      tokens.set(key, token)
      const upTo = own.at(-1)!.position
      for (const each of listening) {
        if (each.position >= upTo) continue
        each.position = upTo
        tell(each, { kind: 'revocations', upTo, token })
      }
    }
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const rows = await store.revocation.after(head, PER_BATCH)
      readAt = now()
      if (rows.length === 0) return
      await tellLive(rows)
      head = rows.at(-1)!.position
    }
  }

  async function touch(): Promise<void> {
    const ids = [...new Set([...all].map(({ token }) => token.id))]
    const there = new Set<string>()
    for (let from = 0; from < ids.length; from += ROWS_AT_ONCE)
      for (const id of await store.touchFeedTokens(ids.slice(from, from + ROWS_AT_ONCE), now())) there.add(id)
    for (const each of all) if (!there.has(each.token.id)) end(each, 'feed_token_ended')
  }

  async function read(): Promise<void> {
    let [toldAt, touchedAt] = [performance.now(), -Infinity]
    while (all.size > 0 && !isClosed) {
      try {
        await readOn()
        if (performance.now() - touchedAt >= TOUCH_MS) {
          touchedAt = performance.now()
          await touch()
        }
        // Only after a reading that worked: whoever hears it has missed nothing.
        if (performance.now() - toldAt >= HEARTBEAT_MS) {
          toldAt = performance.now()
          for (const each of all) if (each.isLive) tell(each, { kind: 'current', upTo: head })
        }
      } catch {
        // The database is away: nothing is told, so whoever listens knows how old their knowledge gets.
      }
      const pause = new AbortController()
      wake = () => pause.abort()
      await sleep(READ_EVERY_MS, undefined, { signal: pause.signal, ref: false }).catch(() => {})
      wake = () => {}
    }
  }

  const start = (): void => {
    reading = read().finally(() => {
      reading = undefined
      // Somebody may have come while it ended; it goes on where it was.
      if (all.size > 0 && !isClosed) start()
    })
  }

  /** The place to read on from is set before anybody listens, and never while somebody does. */
  async function begin(): Promise<void> {
    if (reading) return
    beginning ??= setOut().finally(() => (beginning = undefined))
    await beginning
  }

  async function setOut(): Promise<void> {
    const position = await store.revocation.position()
    if (reading) return
    ;[head, readAt] = [position, now()]
    start()
  }

  async function catchUp(each: Listening): Promise<void> {
    for (;;) {
      const before = head
      const rows = await store.revocation.forService(each.token.serviceId, each.position, PER_BATCH)
      if (each.isOver) return
      if (rows.length > 0) {
        const token = await signed(rows)
        each.position = rows.at(-1)!.position
        tell(each, { kind: 'revocations', upTo: each.position, token })
        // Whoever reads slowly is let read, and is dropped when that does not help.
        await sleep(0)
        continue
      }
      // Whatever the reader has told until then was committed before, and so was seen.
      if (head === before) break
    }
    each.isLive = true
    tell(each, { kind: 'current', upTo: Math.max(head, each.position) })
  }

  return {
    async listen(token, after, listener) {
      const own = [...all].filter((each) => each.token.serviceId === token.serviceId).length
      if (own >= streamsPerService || all.size >= MOST_LISTENERS)
        throw new Refusal('limit_reached', { detail: TOO_MANY(streamsPerService), retryAfterSeconds: 30 })
      const each: Listening = { listener, token, position: after, isLive: false, isOver: false }
      all.add(each)
      try {
        await begin()
        const isKnown = after === 0 || (after <= head && (after === head || after > now() - TOLD_FOR_MS))
        if (!isKnown) {
          each.position = 0
          tell(each, { kind: 'reset' })
        }
        await catchUp(each)
      } catch (error) {
        end(each)
        throw error
      }
      if (isClosed) end(each, 'stopping')
      return () => end(each)
    },
    drop(id) {
      for (const each of all) if (each.token.id === id) end(each, 'feed_token_ended')
    },
    listeners: () => all.size,
    lagMs: () => (all.size === 0 || readAt === 0 ? 0 : Math.max(0, now() - readAt)),
    close() {
      isClosed = true
      for (const each of all) end(each, 'stopping')
      wake()
    },
  }
}

const TOO_MANY = (most: number): string =>
  `A service can have ${most} open feeds at each server. Close those that are not needed, or share one in each process.`
