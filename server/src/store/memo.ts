/** Remembers what a pure function made of a text, for texts that come again and again. */

/** As many characters of texts as this are kept; the oldest go first, so what is kept is bounded whatever comes. */
export function memo<Result>(
  make: (text: string) => Result,
  mostCharacters: number,
): (text: string) => Result {
  const known = new Map<string, Result>()
  let characters = 0
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const result = make(text)
    if (text.length > mostCharacters) return result
    known.set(text, result)
    characters += text.length
    for (const oldest of known.keys()) {
      if (characters <= mostCharacters) break
      known.delete(oldest)
      characters -= oldest.length
    }
    return result
  }
}
