/**
 * Which new passwords are refused, and the sentence that says why. Only length and what is guessed first count: rules
 * about kinds of characters, and forced changes, make passwords worse (NIST SP 800-63B).
 */
import { isCommonPassword, isMadeOf } from './common-passwords.ts'
import { normalizedPassword } from './password.ts'

const FEWEST_CHARACTERS = 12
const MOST_BYTES = 1024

/** The sentence to show, or undefined for a password that may be used. */
export async function unsuitablePassword(
  password: string,
  { username, email }: { readonly username: string; readonly email: string },
): Promise<string | undefined> {
  if (Buffer.byteLength(password) > MOST_BYTES) return `A password is at most ${MOST_BYTES} bytes long.`
  const normalized = normalizedPassword(password)
  if (Array.from(normalized).length < FEWEST_CHARACTERS) {
    return `A password has at least ${FEWEST_CHARACTERS} characters; a few words that do not belong together are easy to remember.`
  }
  if (isMadeOf(normalized, [username, email, email.split('@', 1)[0] ?? email].map(normalizedPassword))) {
    return 'The password must not be your user name or e-mail address.'
  }
  return (await isCommonPassword(normalized))
    ? 'This password is among the first that are guessed. Choose another.'
    : undefined
}
