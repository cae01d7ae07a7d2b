/**
 * Which new passwords are refused, and the sentence that says why. Only length and what is guessed first count: rules
 * about kinds of characters, and forced changes, make passwords worse (NIST SP 800-63B).
 */
import { commonPasswords } from './common-passwords.ts'
import { bare, guessesInDigits } from './guesses.ts'
import { normalizedPassword } from './password.ts'

const FEWEST_CHARACTERS = 12
const MOST_BYTES = 1024
/** A password that is found within a hundred million guesses is too easy. */
const FEWEST_DIGITS = 8

const PRODUCT = ['countersign', 'counter', 'api', 'token', 'tokens']

/** Whose password it is to be. */
export type Owner = {
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** What the organizations are called that the person belongs to. */
  readonly organizations: readonly string[]
}

/** The sentence to show, or undefined for a password that may be used. */
export async function unsuitablePassword(password: string, owner: Owner): Promise<string | undefined> {
  if (Buffer.byteLength(password) > MOST_BYTES) return `A password is at most ${MOST_BYTES} bytes long.`
  const normalized = normalizedPassword(password)
  if (Array.from(normalized).length < FEWEST_CHARACTERS) {
    return `A password has at least ${FEWEST_CHARACTERS} characters; a few words that do not belong together are easy to remember.`
  }
  const common = await commonPasswords()
  const digits = guessesInDigits(normalized, wordsOf(owner), common)
  if (digits >= FEWEST_DIGITS) return undefined
  return digits < guessesInDigits(normalized, new Set(), common)
    ? 'The password must not be made of your name, user name or e-mail address, your organization’s name or ours.'
    : 'This password is among the first that are guessed. Choose another.'
}

function wordsOf({ username, email, firstName, lastName, organizations }: Owner): ReadonlySet<string> {
  const texts = [...PRODUCT, username, email, firstName, lastName, ...organizations]
  const words = texts
    .flatMap((text) => [text, germanic(text)])
    .flatMap((text) => {
      const parts = bare(text).split(/[^\p{L}\p{N}]+/u)
      return [bare(text), parts.join(''), ...parts, ...parts.map((part) => part.replace(/\p{N}+/gu, ''))]
    })
  return new Set(words.filter((word) => word.length >= 2))
}

/** As "Müller" is written where there is no ü. */
const germanic = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[äöüøåßæœ]/g, (letter) => GERMANIC[letter] ?? letter)

const GERMANIC: Readonly<Record<string, string>> = {
  ...{ ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa', ß: 'ss', æ: 'ae', œ: 'oe' },
}
