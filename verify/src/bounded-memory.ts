/**
 * What is kept in memory between requests, however many strangers send however much: at most `capacity` entries of at
 * most `mostCharacters` together, those longest unused dropped first. Refuses nothing and forgets instead; its user
 * keeps the keys short.
 */

export type BoundedMemory<Key, Value> = {
  get(key: Key): Value | undefined
  /** `characters` is how much text the key and the value hold. */
  add(key: Key, value: Value, characters: number): void
}

type Entry<Value> = { readonly value: Value; readonly characters: number }

// Two generations in place of a list in order of use: a look-up then writes nothing, and what was not looked up
// for a whole generation goes at once.
export function createBoundedMemory<Key, Value>(
  capacity: number,
  mostCharacters: number,
): BoundedMemory<Key, Value> {
  let young = new Map<Key, Entry<Value>>()
  let old = new Map<Key, Entry<Value>>()
  let characters = 0

  function keep(key: Key, entry: Entry<Value>): void {
    characters -= young.get(key)?.characters ?? 0
    young.delete(key)
    const isFull =
      young.size >= Math.floor(capacity / 2) || characters + entry.characters > mostCharacters / 2
    if (isFull) {
      old = young
      young = new Map()
      characters = 0
    }
    characters += entry.characters
    young.set(key, entry)
  }

  return {
    get(key) {
      const recent = young.get(key)
      if (recent) return recent.value
      const entry = old.get(key)
      if (!entry) return undefined
      old.delete(key)
      keep(key, entry)
      return entry.value
    },
    add(key, value, size) {
      if (capacity < 2 || size > mostCharacters / 2) return
      old.delete(key)
      keep(key, { value, characters: size })
    },
  }
}

const utf8 = { from: new TextEncoder(), to: new TextDecoder() }
/** A text that was cut out of a longer one, a body for instance, keeps all of that alive; this one does not. */
export const ownCopy = (text: string): string => utf8.to.decode(utf8.from.encode(text))
