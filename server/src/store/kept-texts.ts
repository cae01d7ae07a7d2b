/** A table of what belongs to texts, bounded by the characters that come with it: the oldest go first, whatever comes. */

export type KeptTexts<Value> = {
  get(key: string): Value | undefined
  /** In place of what the key had. More than the bound at once is not kept. */
  set(key: string, value: Value, characters: number): void
}

export function keepTexts<Value>(mostCharacters: number): KeptTexts<Value> {
  const entries = new Map<string, { readonly value: Value; readonly characters: number }>()
  let characters = 0
  const remove = (key: string): void => {
    characters -= entries.get(key)?.characters ?? 0
    entries.delete(key)
  }
  return {
    get: (key) => entries.get(key)?.value,
    set(key, value, weight) {
      remove(key)
      if (weight > mostCharacters) return
      entries.set(key, { value, characters: weight })
      characters += weight
      for (const oldest of entries.keys()) {
        if (characters <= mostCharacters) break
        remove(oldest)
      }
    },
  }
}
