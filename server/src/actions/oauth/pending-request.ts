/**
 * A request of an app while its person signs in and decides, as it is carried from page to page. A form is of one session,
 * and works in no other.
 */
import type { Instant } from '../../domain/instant.ts'
import type { Needs } from '../needs.ts'
import { carried, readCarried } from './carried.ts'

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

export const signed = (needs: Pick<Needs, 'keyedHash'>, pending: PendingRequest, form?: ShownForm): string =>
  carried(needs, 'authorization', { at: pending.askedAt, what: { pending, form } })

/** Undefined for what is not ours, or was left lying for too long. */
export const readSigned = (
  needs: Pick<Needs, 'keyedHash'>,
  presented: string,
  now: Instant,
): Kept | undefined => readCarried(needs, 'authorization', presented, now) as Kept | undefined
