/**
 * Passwords at rest: Argon2id in the PHC string format. At most two are hashed at once, so that people who sign in
 * never take the threads from the exchanges. Whether a new one is good enough, `unsuitable-password.ts` says.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { createTurnstile, type Place } from './turnstile.ts'

type Parameters = { readonly memory: number; readonly passes: number; readonly parallelism: number }

// OWASP's first choice of equals: 19 MiB (in KiB), 2 passes.
const CURRENT: Parameters = { memory: 19_456, passes: 2, parallelism: 1 }
const SALT_BYTES = 16
const TAG_BYTES = 32

const argon2id = promisify(argon2)
// The longest queue is served within some ten seconds.
const pass = createTurnstile({ atOnce: 2, waiting: 512, each: 16 })

// Random salt and random tag: no password has this hash, and testing one against it takes as long as against any.
const DUMMY = toPhc(randomBytes(SALT_BYTES), randomBytes(TAG_BYTES))

/** @param place where one waits for it; without one, as whoever may do it at all */
export async function hashPassword(password: string, place?: Place): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  return toPhc(salt, await tagOf(password, salt, TAG_BYTES, CURRENT, place))
}

/** False for a wrong password, and, after the same time, for a user who is unknown (undefined). */
export async function verifyPassword(
  password: string,
  phc: string | undefined,
  place?: Place,
): Promise<boolean> {
  const { salt, tag, ...parameters } = fromPhc(phc ?? DUMMY)
  return timingSafeEqual(tag, await tagOf(password, salt, tag.length, parameters, place))
}

/** Whether the hash was made with less than is asked for today, so that it is made anew while the password is at hand. */
export function isOutdated(phc: string): boolean {
  const { memory, passes, parallelism } = fromPhc(phc)
  return memory < CURRENT.memory || passes < CURRENT.passes || parallelism < CURRENT.parallelism
}

/**
 * NFKC, as NIST SP 800-63B advises: the same keys give one password on every keyboard and input method. What folding
 * loses (a full-width A is an A) is less than what people lose who can't sign in from another machine.
 */
export const normalizedPassword = (password: string): string => password.normalize('NFKC')

const tagOf = (
  password: string,
  nonce: Uint8Array,
  tagLength: number,
  parameters: Parameters,
  place?: Place,
): Promise<Buffer> =>
  pass(
    () => argon2id('argon2id', { message: normalizedPassword(password), nonce, tagLength, ...parameters }),
    place,
  )

function toPhc(salt: Buffer, tag: Buffer): string {
  const { memory, passes, parallelism } = CURRENT
  const [saltText, tagText] = [salt, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''))
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${saltText}$${tagText}`
}

function fromPhc(phc: string): Parameters & { salt: Buffer; tag: Buffer } {
  const [, m, t, p, salt, tag] =
    /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/.exec(
      phc,
    ) ?? []
  if (!salt || !tag) throw new Error('A stored password hash is not in the format that this version writes.')
  return {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}
