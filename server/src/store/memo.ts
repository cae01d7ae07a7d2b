/** Remembers what a pure function made of a text, for texts that come again and again. */
import { keepTexts } from './kept-texts.ts'

/** As many characters of texts as this are kept. */
export function memo<Result>(
  make: (text: string) => Result,
  mostCharacters: number,
): (text: string) => Result {
  const known = keepTexts<Result>(mostCharacters)
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const result = make(text)
    known.set(text, result, text.length)
    return result
  }
}
