/**
 * How many guesses a password withstands by someone who knows whose it is: the cheapest way to put it together from the
 * words of its owner, common passwords, years, walks along the keyboard and repetitions. A rough measure, and on purpose
 * no judge of kinds of characters.
 */
import type { Common } from './common-passwords.ts'

/** Where a piece that begins here may end, and how many digits its number of guesses has. */
type Piece = readonly [end: number, digits: number]

const LONGEST_WORD = 30
/** Enough to tell: what is cheap for as long does not get dear afterwards. */
const LONGEST_LOOKED_AT = 128

const OWN_WORD = 1
const YEAR = 1.5
const DATE = 4.5
const WALK = 1.7
const REPETITION = 0.7
/** Digits for letters, or written backwards. */
const DISGUISE = 0.5

const ROWS = ['abcdefghijklmnopqrstuvwxyz', '0123456789012345678901234567890'].flatMap((row) => [
  row,
  row.split('').toReversed().join(''),
])
const [LOOKS_LIKE, LOOKS_LIKE_TOO] = ['i', 'l'].map((one): Readonly<Record<string, string>> => ({
  ...{ 0: 'o', 1: one, 3: 'e', 4: 'a', 5: 's', 6: 'g', 7: 't', 8: 'b', 9: 'g' },
  ...{ '@': 'a', $: 's', '!': one, '|': one, '+': 't', '€': 'e', '(': 'c' },
})) as [Readonly<Record<string, string>>, Readonly<Record<string, string>>]

/** In lower case and without accents: who guesses tries those first. */
export const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()

/** How many digits the number of guesses has: 8 for a hundred million. */
export function guessesInDigits(password: string, ownWords: ReadonlySet<string>, common: Common): number {
  const text = bare(password).slice(0, LONGEST_LOOKED_AT)
  const readings = [text, ...[LOOKS_LIKE, LOOKS_LIKE_TOO].map((letters) => readAs(text, letters))]
  const cheapest = [0, ...Array<number>(text.length).fill(Infinity)]
  for (let from = 0; from < text.length; from++) {
    const pieces = [
      ...wordsFrom(readings, from, ownWords, common),
      ...walksFrom(text, from, common),
      ...repetitionsFrom(text, from),
      ...datesFrom(text, from),
      [from + 1, costOf(text[from]!)] as const,
    ]
    for (const [end, digits] of pieces) {
      cheapest[end] = Math.min(cheapest[end]!, cheapest[from]! + digits)
    }
  }
  return cheapest[text.length]!
}

const readAs = (text: string, letters: Readonly<Record<string, string>>): string =>
  text.replace(/[^a-z]/g, (sign) => letters[sign] ?? sign)

function* wordsFrom(
  readings: readonly string[],
  from: number,
  ownWords: ReadonlySet<string>,
  { rankOf }: Common,
): Generator<Piece> {
  const longest = Math.min(readings[0]!.length, from + LONGEST_WORD)
  for (let end = from + 2; end <= longest; end++) {
    const plain = readings[0]!.slice(from, end)
    const forms = new Set(readings.map((reading) => reading.slice(from, end)))
    for (const form of [...forms, plain.split('').toReversed().join('')]) {
      const disguise = form === plain ? 0 : DISGUISE
      const rank = rankOf(form)
      if (ownWords.has(form)) yield [end, OWN_WORD + disguise]
      else if (rank !== undefined) yield [end, Math.log10(rank + 10) + disguise]
    }
  }
}

function* walksFrom(text: string, from: number, { areNeighbours }: Common): Generator<Piece> {
  for (let end = from + 2; end <= text.length; end++) {
    const isRow = ROWS.some((row) => row.includes(text.slice(from, end)))
    const isWalk = isRow || areNeighbours(text[end - 2]!, text[end - 1]!)
    if (!isWalk) return
    if (end - from >= 3) yield [end, WALK]
  }
}

const DATES = [
  [/^(?:19|20)[0-9]{2}/, YEAR],
  [/^[0-9]{1,2}[^0-9a-z]?[0-9]{1,2}[^0-9a-z]?(?:19|20)?[0-9]{2}/, DATE],
  [/^(?:19|20)[0-9]{2}[^0-9a-z]?[0-9]{1,2}[^0-9a-z]?[0-9]{1,2}/, DATE],
] as const

function* datesFrom(text: string, from: number): Generator<Piece> {
  const ahead = text.slice(from, from + 10)
  for (const [form, digits] of DATES) {
    const [date] = form.exec(ahead) ?? []
    if (date !== undefined) yield [from + date.length, digits]
  }
}

/** Of what stands just before. */
function* repetitionsFrom(text: string, from: number): Generator<Piece> {
  for (let length = 1; length <= Math.min(from, LONGEST_WORD); length++) {
    const block = text.slice(from - length, from)
    for (let at = from; text.startsWith(block, at); at += length) yield [at + length, REPETITION]
  }
}

/** A character by itself, by how many there are of its kind. */
function costOf(character: string): number {
  if (/\s/.test(character)) return 0.6
  if (/[0-9]/.test(character)) return 1
  if (/\p{P}|\p{S}/u.test(character)) return 1.2
  // Half an emoji, or one of thousands of signs.
  if (/[\ud800-\udfff]/.test(character)) return 1.5
  return /[\u2e80-\uffff]/.test(character) ? 3 : 1.4
}
