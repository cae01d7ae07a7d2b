/**
 * Randomness for ids and secrets, all of it from the operating system's generator. Characters are drawn one by one by
 * rejection, never by writing an integer in base 62, so each is uniform and independent of its neighbours.
 */
import { randomFillSync, randomInt, randomUUID } from 'node:crypto'

export const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

// 248 is the largest multiple of 62 in a byte: what lies above would make the first characters likelier.
const LARGEST_FAIR = 248 - 1

// One system call for many characters; a drawn byte is wiped, so that the pool never tells a past secret.
const pool = new Uint8Array(4096)
let drawn = pool.length

export function randomAlphanumeric(length: number): string {
  let text = ''
  while (text.length < length) {
    if (drawn === pool.length) {
      randomFillSync(pool)
      drawn = 0
    }
    const byte = pool[drawn]!
    pool[drawn++] = 0
    if (byte <= LARGEST_FAIR) text += ALPHANUMERIC[byte % ALPHANUMERIC.length]
  }
  return text
}

/** Public ids: 71 bits, so that ids made on any number of machines do not meet. */
export const randomId = (): string => randomAlphanumeric(12)

const LOWER_CASE = /[0-9a-z]/g

/** Of an OAuth app, which people read out and type: about 100 bits in lower-case letters and digits. */
export function randomAppId(): string {
  let id = ''
  while (id.length < 20) id += randomAlphanumeric(40).match(LOWER_CASE)?.join('') ?? ''
  return `app-${id.slice(0, 20)}`
}

/** Each drawn by itself, as likely as every other one. */
export const randomLetters = (letters: string, length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('')

export const randomUuid = (): string => randomUUID()
