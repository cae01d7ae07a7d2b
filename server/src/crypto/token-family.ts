/**
 * Refresh tokens that follow one another. The next is computed from the one that is presented, so that whoever asks twice
 * gets the same again, and no value is kept anywhere. It names the first of them under a seal that only we can make, so
 * that whichever comes back is known for one of them, though nothing was kept of it (decision 28).
 */
import { timingSafeEqual } from 'node:crypto'
import type { KeyedHash } from './keyed-hash.ts'
import { ALPHANUMERIC } from './random.ts'
import type { Secret } from './secret.ts'
import { ID_LENGTH, parseTokenString, SECRET_LENGTH, secretLettersOf, tokenStringOf } from './token-string.ts'

type Hashing = Pick<KeyedHash, 'hashOf'>

/** 31 letters: 184 bits. */
const SEAL_LENGTH = SECRET_LENGTH - ID_LENGTH

export type Successor = { readonly id: string; readonly value: Secret; readonly firstId: string }

/** @param presented one that is a refresh token by its form */
export function successorOf({ hashOf }: Hashing, presented: string): Successor {
  const firstId = firstOf({ hashOf }, presented) ?? parseTokenString(presented, 'r')!.id
  const id = lettersOf(hashOf('oauth-refresh-successor', presented), ID_LENGTH)
  return { id, firstId, value: tokenStringOf('r', id, firstId + sealOf({ hashOf }, firstId, id)) }
}

/** The id of the first before it; undefined for a first one, and for what was not made here. */
export function firstOf(hashing: Hashing, presented: string): string | undefined {
  const id = parseTokenString(presented, 'r')?.id
  if (id === undefined) return undefined
  const secret = secretLettersOf(presented)
  const firstId = secret.slice(0, ID_LENGTH)
  const isSealed = timingSafeEqual(
    Buffer.from(secret.slice(ID_LENGTH)),
    Buffer.from(sealOf(hashing, firstId, id)),
  )
  return isSealed ? firstId : undefined
}

const sealOf = ({ hashOf }: Hashing, firstId: string, id: string): string =>
  lettersOf(hashOf('oauth-refresh-seal', `${firstId}\0${id}`), SEAL_LENGTH)

/** The bytes as a number in base 62, of which far more is there than is taken. */
function lettersOf(bytes: Uint8Array, length: number): string {
  const base = BigInt(ALPHANUMERIC.length)
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let letters = ''
  while (letters.length < length) {
    letters += ALPHANUMERIC[Number(rest % base)]
    rest /= base
  }
  return letters
}
