/**
 * Remembers tokens whose signature has been checked, so that a token seen before costs a look-up. Holds at most
 * `capacity`, and drops those longest unused. It says nothing about whether a token still holds: its user asks.
 */

export type SeenTokens<Value> = {
  get(token: string): Value | undefined
  add(token: string, value: Value): void
}

// Two generations in place of a list in order of use: a look-up then writes nothing, and what was not looked up
// for a whole generation goes at once.
export function createSeenTokens<Value>(capacity: number): SeenTokens<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()

  function add(token: string, value: Value): void {
    if (capacity < 2) return
    if (young.size >= Math.floor(capacity / 2)) {
      old = young
      young = new Map()
    }
    young.set(token, value)
  }

  return {
    get(token) {
      const recent = young.get(token)
      if (recent) return recent
      const value = old.get(token)
      if (value) add(token, value)
      return value
    },
    add,
  }
}
