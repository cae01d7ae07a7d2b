/**
 * Which passwords are guessed first: the common ones, and what people make of them to get past a rule about length:
 * repeating them, putting digits and signs around them, walking along the keyboard. It does not measure strength.
 */
let listed: Promise<ReadonlySet<string>> | undefined

/** In lower case. Read when a password is first set: it takes 20 MB, which most processes never need. */
const commonWords = (): Promise<ReadonlySet<string>> =>
  (listed ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common']),
  ))

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '0123456789012345678901234567890',
].flatMap((row) => [row, row.split('').toReversed().join('')])

/** A block as short as this, repeated, is no better than the block. */
const SHORT_BLOCK = 5

export async function isCommonPassword(password: string): Promise<boolean> {
  const text = password.toLowerCase()
  if (repeatedBlock(text).length <= SHORT_BLOCK) return true
  // Around a short word the rest is most of the password, and may well be hard to guess.
  const outweighs = (core: string): boolean => text.replaceAll(core, '').length * 2 <= text.length
  const words = await commonWords()
  const isGuessed = (core: string): boolean => words.has(core) || ROWS.some((row) => row.includes(core))
  return cores(text).some((core) => isGuessed(core) && outweighs(core))
}

/** True when nothing but one of the words, in any case, repeated or with digits and signs around it, is there. */
export function isMadeOf(password: string, words: readonly string[]): boolean {
  const theirs = new Set(words.flatMap((word) => cores(word.toLowerCase())))
  return cores(password.toLowerCase()).some((core) => theirs.has(core))
}

function cores(text: string): string[] {
  const word = text.replace(/^\P{L}+|\P{L}+$/gu, '')
  return [text, repeatedBlock(text), word, repeatedBlock(word)].filter((core) => core !== '')
}

/** The shortest block that the text is repetitions of: the text itself when it is none. */
const repeatedBlock = (text: string): string => text.slice(0, (text + text).indexOf(text, 1))
