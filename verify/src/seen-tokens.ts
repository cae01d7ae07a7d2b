/**
 * Remembers tokens whose signature has been checked, so that a token seen before costs a look-up. Holds at most
 * `capacity` of them, and no more than `MOST_CHARACTERS` of text; drops those longest unused. It says nothing about
 * whether a token still holds: its user asks.
 */

export type SeenTokens<Value> = {
  get(token: string): Value | undefined
  add(token: string, value: Value): void
}

/**
 * Of all that is remembered, tokens and what was read from them: some 4 bytes are kept for each character. The key is
 * the text itself, which the signature was checked over; a digest of it would cost more than it saves.
 */
const MOST_CHARACTERS = 12_000_000

// Two generations in place of a list in order of use: a look-up then writes nothing, and what was not looked up
// for a whole generation goes at once.
export function createSeenTokens<Value>(
  capacity: number,
  mostCharacters: number = MOST_CHARACTERS,
): SeenTokens<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  let characters = 0

  function add(token: string, value: Value): void {
    if (capacity < 2) return
    const isFull = young.size >= Math.floor(capacity / 2) || characters + token.length > mostCharacters / 2
    if (isFull) {
      old = young
      young = new Map()
      characters = 0
    }
    characters += token.length
    young.set(token, value)
  }

  return {
    get(token) {
      const recent = young.get(token)
      if (recent) return recent
      const value = old.get(token)
      if (value) {
        old.delete(token)
        add(token, value)
      }
      return value
    },
    add,
  }
}
