/** An event as it leaves (RFC 8417): signed when it does, with the key of that moment, under the id that it keeps. */
import type { Receiver } from '../../domain/event-streams/event-stream.ts'
import type { MadeEvent } from '../../store/event-streams/event-streams-store.ts'
import type { Needs } from '../needs.ts'
import { refreshKeyring } from '../signing-keys/signing-keys.ts'

export async function signedEvent(
  { store, keyring, issuer }: Pick<Needs, 'store' | 'keyring'> & { readonly issuer: string },
  { id: aud }: Receiver,
  { jti, event }: MadeEvent,
): Promise<string> {
  // Another process made the first key for events a moment ago.
  if (!keyring.signsEvents()) await refreshKeyring({ store, keyring })
  return keyring.sign('secevent+jwt', { iss: issuer, aud, jti, ...event })
}
