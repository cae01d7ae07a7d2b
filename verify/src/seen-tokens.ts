/**
 * Remembers tokens whose signature has been checked, so that a token seen before costs a look-up. Says nothing about
 * whether a token still holds: its user asks. Refuses to take one token for another: what is looked up by the end of
 * the signature is compared to the last character.
 */
import { createBoundedMemory, ownCopy } from './bounded-memory.ts'

export type SeenTokens<Value> = {
  get(token: string): Value | undefined
  add(token: string, value: Value): void
}

/** Of all that is remembered, tokens and what was read from them: some 4 bytes are kept for each character. */
const MOST_CHARACTERS = 12_000_000

/**
 * Keys have one size, however long tokens are: a number over the end of the signature, which is as good as chance. No
 * digest: WebCrypto's is asynchronous, and node:crypto's costs more than all the rest of a look-up (docs/decisions).
 */
function keyOf(token: string): number {
  let key = 0
  for (let at = token.length - 12; at < token.length; at++)
    key = (Math.imul(key, 33) + token.charCodeAt(at)) | 0
  return key
}

export function createSeenTokens<Value>(
  capacity: number,
  mostCharacters: number = MOST_CHARACTERS,
): SeenTokens<Value> {
  const memory = createBoundedMemory<number, { readonly text: string; readonly value: Value }>(
    capacity,
    mostCharacters,
  )
  return {
    get(token) {
      // Whoever calls from JavaScript may bring anything, which is then said to be no token.
      const seen = typeof token === 'string' ? memory.get(keyOf(token)) : undefined
      // Two may have one key, and whoever has a token can put its end behind anything.
      return seen?.text === token ? seen.value : undefined
    },
    add(token, value) {
      const text = ownCopy(token)
      memory.add(keyOf(text), { text, value }, text.length)
    },
  }
}
