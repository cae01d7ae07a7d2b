/** API tokens as a stranger writes them: with a check sum that anybody can compute. None of them is genuine. */
import { crc32 } from 'node:zlib'
import { ALPHANUMERIC } from '../src/crypto/random.ts'

/** The text with its check sum. */
export function spelled(text: string): string {
  let rest = crc32(text)
  let check = ''
  for (let digit = 0; digit < 6; digit++) {
    check = ALPHANUMERIC[rest % 62] + check
    rest = Math.floor(rest / 62)
  }
  return text + check
}

let made = 0

/** A value with the id of another, each time a new one. */
export const forgedFor = (valueId: string): string =>
  spelled(`csnt${valueId}${String(++made).padStart(43, 'x')}`)
