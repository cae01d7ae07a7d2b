/**
 * What has to survive a page for somebody who is not signed in, and who therefore writes no row: it travels in forms and
 * links, signed. None of it is secret; it came in a URL. What one page carries, no other takes.
 */
import type { KeyedHash } from '../../crypto/keyed-hash.ts'
import { HOUR_MS, type Instant } from '../../domain/instant.ts'

type Signing = { readonly keyedHash: Pick<KeyedHash, 'hashOf' | 'matches'> }

export type CarriedFor = 'authorization' | 'logout' | 'device'

/** Long enough to look a password up. */
const KEPT_MS = HOUR_MS

const PURPOSE = 'carried-request'

export function carried(
  { keyedHash }: Signing,
  page: CarriedFor,
  { at, what }: { readonly at: Instant; readonly what: object },
): string {
  const text = Buffer.from(JSON.stringify({ page, at, what })).toString('base64url')
  return `${text}.${Buffer.from(keyedHash.hashOf(PURPOSE, text)).toString('base64url')}`
}

/** Undefined for what is not ours, is for another page, or was left lying for too long. */
export function readCarried(
  { keyedHash }: Signing,
  page: CarriedFor,
  presented: string,
  now: Instant,
): unknown {
  const [text = '', mac = '', ...more] = presented.split('.', 3)
  if (more.length > 0 || !keyedHash.matches(PURPOSE, text, Buffer.from(mac, 'base64url'))) return undefined
  const kept = JSON.parse(Buffer.from(text, 'base64url').toString()) as {
    readonly page: CarriedFor
    readonly at: Instant
    readonly what: unknown
  }
  return kept.page !== page || now - kept.at > KEPT_MS ? undefined : kept.what
}
