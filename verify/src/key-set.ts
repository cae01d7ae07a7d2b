/**
 * Remembers the issuer's keys, and decides when to fetch them again. Keeps the keys it has while the issuer is
 * away, and refuses to be driven: unknown key ids cause one fetch per cool-down, however many there are.
 */
import { VerifyError } from './errors.ts'
import type { FetchKeyDocument } from './fetch-key-document.ts'
import { isJsonObject } from './strict-json.ts'
import { type ImportKey, readVerificationKey, type VerificationKey } from './verification-key.ts'

/** Keys by id. A different object when, and only when, the issuer's document changed. */
export type Keys = ReadonlyMap<string, VerificationKey>

export type KeySet = {
  /** The keys as last fetched; starts fetching them again behind the caller's back when they are old. */
  current(): Keys
  /** Keys that hold this id, fetched if need be. Throws `key_unknown` or `keys_unavailable`. */
  holding(kid: string): Promise<Keys>
}

type Needs = {
  fetchDocument: FetchKeyDocument
  importKey: ImportKey
  now: () => number
  maxAgeSeconds: number
  cooldownSeconds: number
}

// Without any keys every call is refused, so an issuer that starts later than the service is asked soon again.
const COOLDOWN_WITHOUT_KEYS_SECONDS = 1

export function createKeySet({
  fetchDocument,
  importKey,
  now,
  maxAgeSeconds,
  cooldownSeconds,
}: Needs): KeySet {
  let keys: Keys = new Map()
  let document: string | undefined
  let failure: unknown
  let askedAt = -Infinity
  let fetchedAt = -Infinity
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    askedAt = now()
    try {
      const answer = await fetchDocument()
      if (answer !== document) keys = await readKeys(answer, importKey)
      document = answer
      fetchedAt = now()
      failure = undefined
    } catch (error) {
      failure = error
    }
  }

  function askUnlessJustAsked(): Promise<void> | undefined {
    if (secondsToWait() <= 0) asking ??= ask().finally(() => (asking = undefined))
    return asking
  }

  function secondsToWait(): number {
    const cooldown = document === undefined ? COOLDOWN_WITHOUT_KEYS_SECONDS : cooldownSeconds
    const sinceAsked = (now() - askedAt) / 1000
    return sinceAsked < 0 ? 0 : cooldown - sinceAsked // a clock set back must not stop the fetching
  }

  return {
    current() {
      if (Math.abs(now() - fetchedAt) > maxAgeSeconds * 1000) void askUnlessJustAsked()
      return keys
    },
    async holding(kid) {
      if (!keys.has(kid)) await askUnlessJustAsked()
      if (keys.has(kid)) return keys
      // With the issuer away nobody can say that the key does not exist, so that is not the caller's fault.
      if (failure === undefined) throw new VerifyError('key_unknown')
      const retryAfterSeconds = Math.max(1, Math.ceil(secondsToWait()))
      throw new VerifyError('keys_unavailable', { cause: failure, retryAfterSeconds })
    },
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
