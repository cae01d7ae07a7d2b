/** An API token whose id is known and whose checksum is right, but whose secret is another. Found by trying, as an attacker would. */
import { crc32 } from 'node:zlib'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const [SECRET_START, CHECK_START] = [16, 59]

export function withSecretOf(value: string, random: (length: number) => string): string {
  const text = value.slice(0, SECRET_START) + random(CHECK_START - SECRET_START)
  let check = ''
  for (
    let rest = crc32(text);
    check.length < value.length - CHECK_START;
    rest = Math.floor(rest / DIGITS.length)
  ) {
    check = DIGITS[rest % DIGITS.length] + check
  }
  return text + check
}
