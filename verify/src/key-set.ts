/**
 * Remembers the issuer's keys, and decides when to fetch them again. Keeps the keys it has while the issuer is
 * away, and refuses to be driven: unknown key ids cause one fetch per cool-down, however many there are.
 */
import { VerifyError } from './errors.ts'
import type { FetchKeyDocument } from './fetch-key-document.ts'
import { createSharedCalls } from './shared-calls.ts'
import { isJsonObject } from './strict-json.ts'
import { type ImportKey, readVerificationKey, type VerificationKey } from './verification-key.ts'

/** Keys by id. A different object when, and only when, the issuer's document changed. */
export type Keys = ReadonlyMap<string, VerificationKey>

export type KeySet = {
  /**
   * The keys as last fetched; starts fetching them again behind the caller's back when they are old. A promise when they
   * are so old that nothing came of that: the issuer is away, or the runtime ends what a request has begun as soon as it
   * is answered (Cloudflare's workerd). Then one caller waits, and gets what there is.
   */
  current(): Keys | Promise<Keys>
  /** Keys that hold this id, fetched if need be. Throws `key_unknown` or `keys_unavailable`. */
  holding(kid: string): Promise<Keys>
}

type Needs = {
  fetchDocument: FetchKeyDocument
  importKey: ImportKey
  now: () => number
  maxAgeSeconds: number
  cooldownSeconds: number
  /** Longest a fetch takes. */
  timeoutSeconds: number
}

// Without any keys every call is refused, so an issuer that starts later than the service is asked soon again.
const COOLDOWN_WITHOUT_KEYS_SECONDS = 1
/** The calls that are shared: the one that callers wait for, and the one behind their backs. */
const AWAITED = 'awaited'
const BEHIND = 'behind'

export function createKeySet({
  fetchDocument,
  importKey,
  now,
  maxAgeSeconds,
  cooldownSeconds,
  timeoutSeconds,
}: Needs): KeySet {
  let keys: Keys = new Map()
  let document: string | undefined
  let failure: unknown
  let askedAt = -Infinity
  let fetchedAt = -Infinity
  let isAnswered = true
  let turns = 0
  let lastTurn = 0
  let lastSettled = 0
  const calls = createSharedCalls<void>(timeoutSeconds)

  async function ask(): Promise<void> {
    const turn = ++turns
    askedAt = now()
    isAnswered = false
    try {
      const answer = await fetchDocument()
      const answered = answer === document ? keys : await readKeys(answer, importKey)
      // Of two on their way at once, the one asked for first may come last.
      if (turn > lastTurn) {
        lastTurn = turn
        keys = answered
        document = answer
        fetchedAt = now()
      }
      settle(turn, undefined)
    } catch (error) {
      settle(turn, error)
    }
    isAnswered = true
  }

  /** An old failure that comes late says nothing about the issuer now, and neither does an old success. */
  function settle(turn: number, outcome: unknown): void {
    if (turn < lastSettled) return
    lastSettled = turn
    failure = outcome
  }

  /** Undefined when keys were asked for too short a time ago. */
  function askUnlessJustAsked(how: typeof AWAITED | typeof BEHIND): Promise<void> | undefined {
    const isBegun = calls.isUnderWay(AWAITED) || (how === BEHIND && calls.isUnderWay(BEHIND))
    // Nobody may count on a call that nobody waits for: the runtime may have ended it.
    if (!isBegun && isAnswered && secondsToWait() > 0) return undefined
    return calls.begin(calls.isUnderWay(AWAITED) ? AWAITED : how, ask)
  }

  function secondsToWait(): number {
    const cooldown = document === undefined ? COOLDOWN_WITHOUT_KEYS_SECONDS : cooldownSeconds
    const sinceAsked = (now() - askedAt) / 1000
    return sinceAsked < 0 ? 0 : cooldown - sinceAsked // a clock set back must not stop the fetching
  }

  async function refreshed(): Promise<Keys> {
    const asking = askUnlessJustAsked(AWAITED)
    if (asking) await calls.wait(asking).catch(noteFailure)
    return keys
  }

  return {
    current() {
      const ageSeconds = Math.abs(now() - fetchedAt) / 1000
      // Without any there is nothing to go on with: whoever needs one of them asks, and waits.
      if (ageSeconds <= maxAgeSeconds || document === undefined) return keys
      const isOverdue = ageSeconds > maxAgeSeconds + cooldownSeconds
      if (isOverdue && !calls.isUnderWay(AWAITED)) return refreshed()
      void askUnlessJustAsked(BEHIND)
      return keys
    },
    async holding(kid) {
      const asking = keys.has(kid) ? undefined : askUnlessJustAsked(AWAITED)
      if (asking) await calls.wait(asking).catch(noteFailure)
      if (keys.has(kid)) return keys
      // With the issuer away nobody can say that the key does not exist, so that is not the caller's fault.
      if (failure === undefined) throw new VerifyError('key_unknown')
      const retryAfterSeconds = Math.max(1, Math.ceil(secondsToWait()))
      throw new VerifyError('keys_unavailable', { cause: failure, retryAfterSeconds })
    },
  }

  /** Only that it took too long: all else `ask` has noted. */
  function noteFailure(error: unknown): void {
    failure = error
  }
}

async function readKeys(document: string, importKey: ImportKey): Promise<Keys> {
  const body: unknown = JSON.parse(document)
  if (!isJsonObject(body) || !Array.isArray(body.keys))
    throw new Error('The key document has no array of keys')
  const keys = new Map<string, VerificationKey>()
  for (const jwk of body.keys as unknown[]) {
    const key = await readVerificationKey(jwk, importKey)
    if (!key) continue // RFC 7517, section 5: a key one does not understand is passed over
    if (keys.has(key.kid)) throw new Error('The key document has two keys with one id')
    keys.set(key.kid, key)
  }
  return keys
}
