/**
 * A request of an app while its person signs in and decides: it travels in forms and links, signed, since whoever is not
 * signed in writes no row. What is in it came in a URL; none of it is secret. A form is of one session, and works in no other.
 */
import type { KeyedHash } from '../../crypto/keyed-hash.ts'
import { HOUR_MS, type Instant } from '../../domain/instant.ts'

export type PendingRequest = {
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly askedAt: Instant
  /** Of `id_token_hint`. */
  readonly hintedSubject: string | null
  /** Chosen by the person. */
  readonly organizationId: string | null
  /** The session that was begun for this request: what asks for a new sign-in is content with it. */
  readonly signedInFor: string | null
  /** The session that the person chose to go on with. */
  readonly goesOnWith: string | null
  /** The session that the person wants to leave for another account. */
  readonly leaves: string | null
}

/** Of which session a form is, null for nobody's, and what it showed of what the app may do. */
export type ShownForm = { readonly sessionId: string | null; readonly shown?: string }

type Kept = { readonly pending: PendingRequest; readonly form?: ShownForm }

/** Long enough to look a password up. */
const ANSWERED_WITHIN_MS = HOUR_MS

const PURPOSE = 'authorization-request'

type Signing = { readonly keyedHash: Pick<KeyedHash, 'hashOf' | 'matches'> }

export function signed({ keyedHash }: Signing, pending: PendingRequest, form?: ShownForm): string {
  const text = Buffer.from(JSON.stringify({ pending, form } satisfies Kept | { form: undefined })).toString(
    'base64url',
  )
  return `${text}.${Buffer.from(keyedHash.hashOf(PURPOSE, text)).toString('base64url')}`
}

/** Undefined for what is not ours, or was left lying for too long. */
export function readSigned({ keyedHash }: Signing, presented: string, now: Instant): Kept | undefined {
  const [text = '', mac = '', ...more] = presented.split('.', 3)
  if (more.length > 0 || !keyedHash.matches(PURPOSE, text, Buffer.from(mac, 'base64url'))) return undefined
  const kept = JSON.parse(Buffer.from(text, 'base64url').toString()) as Kept
  return now - kept.pending.askedAt > ANSWERED_WITHIN_MS ? undefined : kept
}
