/**
 * Keeps the feed of revocations open, reads on from where it was cut, and knows how old its knowledge is. Where a runtime
 * keeps no connection between requests (Cloudflare's workerd) it asks now and then instead, while tokens are checked.
 */
import { eventsIn } from './event-stream.ts'
import { fetchText } from './fetch-text.ts'
import { createKnownRevocations, type KnownRevocations } from './known-revocations.ts'
import { createSharedCalls } from './shared-calls.ts'
import { type JsonObject } from './strict-json.ts'

/** The issuer sends something every five seconds. */
const SILENCE_MS = 15_000
const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [500, 30_000]
const MOST_BATCH_LENGTH = 256 * 1024
const MOST_ANSWER_BYTES = 4 * 1024 * 1024

export type RevocationFeed = {
  readonly known: () => KnownRevocations
  /** Since the issuer said last that nothing is missing, in milliseconds; infinite before it ever did. */
  ageMs(): number
  isConnected(): boolean
  /** Begins to listen, unless it does; resolves when nothing is missing, rejects when that takes too long. */
  fresh(): Promise<void>
  close(): void
}

type Deferred = {
  readonly promise: Promise<void>
  resolve(): void
  reject(error: unknown): void
}

type Needs = {
  readonly prove: (text: string, maxLength: number) => Promise<JsonObject>
  readonly issuer: string
  readonly token: string
  readonly services: readonly string[]
  readonly listsAt: string
  readonly clockMs: () => number
  readonly timeoutSeconds: number
  readonly fetch: typeof globalThis.fetch
  /** Whether a connection may be kept. */
  readonly isLasting: boolean
  readonly changed: () => void
}

export function createRevocationFeed(needs: Needs): RevocationFeed {
  const { prove, issuer, token, clockMs, timeoutSeconds, fetch, isLasting, changed } = needs
  const url = `${issuer}/revocations`
  const authorization = `Bearer ${token}`
  const newKnowledge = () => createKnownRevocations(needs.services, needs.listsAt, clockMs)
  let known = newKnowledge()
  /** What is told anew from the beginning, until all of it was: what is known counts until then. */
  let coming: KnownRevocations | undefined
  let cursor = 0
  let freshAt = -Infinity
  let isConnected = false
  let running: AbortController | undefined
  /** Whoever waits until nothing is missing, or until it is known that this takes longer. */
  let waiting: Deferred | undefined
  const calls = createSharedCalls<void>(timeoutSeconds)

  async function learn(batch: string): Promise<void> {
    const { iss, revocations } = await prove(batch, MOST_BATCH_LENGTH)
    if (iss !== issuer || !Array.isArray(revocations)) throw new Error('It is not of this feed')
    const into = coming ?? known
    for (const entry of revocations as unknown[]) into.add(entry)
  }

  function startOver(): void {
    coming = newKnowledge()
    cursor = 0
  }

  function isCurrent(): void {
    if (coming) known = coming
    coming = undefined
    freshAt = clockMs()
    waiting?.resolve()
    waiting = undefined
  }

  const moveTo = (id: unknown): void => {
    const position = Number(id)
    if (!Number.isSafeInteger(position) || position < 0) throw new Error('It does not say where it is')
    cursor = position
  }

  async function listenOnce(stop: AbortController): Promise<void> {
    const cut = new AbortController()
    stop.signal.addEventListener('abort', () => cut.abort(), { once: true })
    let silence: ReturnType<typeof setTimeout> | undefined
    const heard = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => cut.abort(new Error('Nothing came for too long')), SILENCE_MS)
    }
    heard()
    try {
      const response = await fetch(url, {
        headers: { authorization, accept: 'text/event-stream', 'last-event-id': String(cursor) },
        redirect: 'manual',
        signal: cut.signal,
      })
      if (response.status !== 200 || !response.body) {
        await response.body?.cancel()
        throw new Error(`${url} answered ${response.status}`)
      }
      for await (const { event, id, data } of eventsIn(response.body, heard)) {
        if (event === 'reset') startOver()
        if (event === 'revocations') await learn(data)
        if (event === 'revocations' || event === 'current') moveTo(id)
        if (event !== 'current') continue
        isCurrent()
        if (!isConnected) {
          isConnected = true
          changed()
        }
      }
    } finally {
      clearTimeout(silence)
      cut.abort()
      if (isConnected) {
        isConnected = false
        changed()
      }
    }
  }

  async function listen(stop: AbortController): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !stop.signal.aborted;) {
      const before = freshAt
      const failure: unknown = await listenOnce(stop).catch((error: unknown) => error)
      waiting?.reject(failure ?? new Error('The feed was closed'))
      waiting = undefined
      // What worked for a while may be tried again soon, and by many at once: never in the same moment.
      pauseMs = freshAt > before ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
      await pause(pauseMs * (0.5 + Math.random()), stop.signal)
    }
  }

  async function ask(): Promise<void> {
    const askedAt = clockMs()
    for (;;) {
      const { status, text } = await fetchText(new URL(`${url}?after=${cursor}`), {
        headers: { authorization, accept: 'application/json' },
        ...{ timeoutSeconds, mostBytes: MOST_ANSWER_BYTES, fetch },
      })
      if (text === undefined) throw new Error(`${url} answered ${status}`)
      const answer = JSON.parse(text) as { position: unknown; isReset: unknown; revocations: unknown }
      if (answer.isReset === true) startOver()
      const batches = Array.isArray(answer.revocations) ? (answer.revocations as unknown[]) : []
      for (const batch of batches) await learn(batch as string)
      const before = cursor
      moveTo(answer.position)
      // An answer has so much and no more.
      if (batches.length === 0 || cursor === before) break
    }
    isCurrent()
    freshAt = askedAt
  }

  return {
    known: () => known,
    ageMs: () => clockMs() - freshAt,
    isConnected: () => isConnected,
    fresh() {
      if (!isLasting) return calls.wait(calls.begin('ask', ask))
      if (!running) {
        running = new AbortController()
        void listen(running)
      }
      return calls.wait(
        calls.begin('listen', () => {
          waiting ??= deferred()
          return waiting.promise
        }),
      )
    },
    close() {
      running?.abort()
    },
  }
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function deferred(): Deferred {
  let resolve = (): void => {}
  let reject = (_error: unknown): void => {}
  const promise = new Promise<void>((done, failed) => ([resolve, reject] = [done, failed]))
  return { promise, resolve, reject }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    ;(timer as { unref?: () => void }).unref?.()
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
