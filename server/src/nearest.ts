/** Guesses which word of a list was meant by one that is not in it, and keeps silent when none is near. */

/** For an answer such as "did you mean …?". */
export function nearestOf(word: string, words: readonly string[]): string | undefined {
  const wanted = folded(word)
  if (wanted === '' || wanted.length > LONGEST) return undefined
  const begun = words.filter((each) => folded(each).startsWith(wanted))
  if (begun.length === 1) return begun[0]
  const [nearest] = words
    .map((each) => ({ each, mistakes: mistakesBetween(wanted, folded(each)) }))
    .toSorted((a, b) => a.mistakes - b.mistakes)
  return nearest && nearest.mistakes <= Math.max(1, Math.floor(wanted.length / 3)) ? nearest.each : undefined
}

const LONGEST = 64

/** As people confuse them: dashes, underscores and capitals. */
const folded = (word: string): string => word.toLowerCase().replace(/[-_]/g, '')

/** Letters that were left out, added, replaced, or swapped with their neighbour. */
function mistakesBetween(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next[j] = Math.min(
        row[j]! + 1,
        next[j - 1]! + 1,
        row[j - 1]! + (isSame ? 0 : 1),
        isSwapped ? before[j - 2]! + 1 : Infinity,
      )
    }
    before = row
    row = next
  }
  return row[b.length]!
}
