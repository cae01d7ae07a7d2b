/**
 * Which OAuth app asks, and how it proved it (RFC 6749, section 2.3). An unknown app, a wrong secret, one that ended and a
 * deactivated app are answered alike and cost the same; why is counted for the organization that owns the app.
 */
import { claimedClientOf, readClientAssertion } from '../../crypto/client-assertion.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import type { Origin } from '../../domain/audit-event.ts'
import type { Instant } from '../../domain/instant.ts'
import { clientIdOf, isFromUrl } from '../../domain/oauth/client-url.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { StatusIndex } from '../../domain/status-list.ts'
import type { MachineFacts, OAuthClient } from '../../store/oauth/oauth-apps-store.ts'
import type { Needs } from '../needs.ts'
import { findClient, findKnownClient } from './find-client.ts'

/** As it stood in the request. */
export type PresentedClient =
  | { readonly by: 'secret'; readonly id: string; readonly secret: string }
  | { readonly by: 'assertion'; readonly id: string | undefined; readonly assertion: string }
  | { readonly by: 'nothing'; readonly id: string }

export type AuthenticatedClient = {
  readonly app: OAuthApp
  /** Of the secret or the key that it proved; null for an app that can keep none. */
  readonly credentialId: string | null
  readonly secretId: string | null
  /** When the secret ends by itself, if it does. */
  readonly secretEndsAt?: Instant | null
  /** Where it stands whether that secret, or the keys, still count; of an app that can keep none there is no such place. */
  readonly status?: StatusIndex
  /** What it is as a machine in its own organization, where that was read with it. */
  readonly machine?: MachineFacts | undefined
}

type ClientNeeds = Pick<
  Needs,
  'store' | 'keyedHash' | 'gatheredEvents' | 'now' | 'settings' | 'clientDocuments'
>

export type ClientRefusal =
  | 'unknown'
  | 'deactivated'
  | 'wrong_method'
  | 'wrong_secret'
  | 'secret_ended'
  | 'wrong_assertion'
  | 'assertion_used'

type Asked = { readonly now: Instant; readonly origin: Origin }

/** @throws {Refusal} `client_invalid` */
export async function authenticateClient(
  needs: ClientNeeds,
  presented: PresentedClient,
  origin: Origin,
): Promise<AuthenticatedClient> {
  const asked = { now: needs.now(), origin }
  const proved =
    presented.by === 'secret'
      ? await proveBySecret(needs, presented, asked)
      : await proveOtherwise(needs, presented, asked)
  if (typeof proved !== 'string') return proved
  // Whose app it was said to be is looked up only now: those who are recognised take one read.
  const owner = presented.id === undefined ? undefined : await findKnownClient(needs, presented.id)
  needs.gatheredEvents.record({
    ...{ at: asked.now, kind: 'client_refused', reason: proved, origin },
    ...(owner !== undefined && { organizationId: owner.app.organizationId, appId: owner.app.id }),
  })
  throw new Refusal('client_invalid', { cause: proved })
}

async function proveBySecret(
  { store, keyedHash, gatheredEvents }: ClientNeeds,
  { id, secret: presented }: Extract<PresentedClient, { by: 'secret' }>,
  { now: at, origin }: Asked,
): Promise<AuthenticatedClient | ClientRefusal> {
  const secretId = parseTokenString(presented, 's')?.id
  const found = secretId === undefined ? undefined : await store.oauthApps.findBySecret(secretId)
  if (found === undefined) {
    keyedHash.burn('oauth-secret', presented)
    return 'unknown'
  }
  const { app, secret, hasNewerSecret, machine } = found
  const isGenuine = keyedHash.matches('oauth-secret', presented, secret.hash)
  if (!isGenuine || app.id !== id) return 'wrong_secret'
  if (app.authentication !== 'secret') return 'wrong_method'
  if (secret.revokedAt !== null || (secret.expiresAt !== null && secret.expiresAt <= at))
    return 'secret_ended'
  if (app.deactivatedAt !== null) return 'deactivated'
  // It was replaced and still works: whoever replaced it has to know that something goes on using it.
  if (hasNewerSecret) {
    const { organizationId, id: appId } = app
    const reason = secret.id
    gatheredEvents.record({ at, kind: 'old_secret_used', reason, origin, organizationId, appId })
  }
  return {
    ...{ app, credentialId: secret.id, secretId: secret.id, secretEndsAt: secret.expiresAt },
    ...{ status: secret.status, machine },
  }
}

async function proveOtherwise(
  needs: ClientNeeds,
  presented: Exclude<PresentedClient, { by: 'secret' }>,
  { now, origin }: Asked,
): Promise<AuthenticatedClient | ClientRefusal> {
  const id = presented.by === 'assertion' ? claimedClientOf(presented.assertion) : presented.id
  const isContradicted = presented.id !== undefined && presented.id !== id
  const client = id === undefined || isContradicted ? undefined : await findKnownClient(needs, id)
  if (id === undefined || client === undefined) return 'unknown'
  // A key that was taken out of a document since then proves nothing any more.
  const isAskedAnew = presented.by === 'assertion' && isFromUrl(client.app)
  const app = isAskedAnew ? await findClient(needs, id, origin.address) : client.app
  if (app === undefined) return 'unknown'
  const proved =
    presented.by === 'assertion'
      ? await proveByAssertion(needs, presented.assertion, { ...client, app }, now)
      : withoutSecret(app)
  return typeof proved !== 'string' && app.deactivatedAt !== null ? 'deactivated' : proved
}

const withoutSecret = (app: OAuthApp): AuthenticatedClient | ClientRefusal =>
  app.authentication === 'none' ? { app, credentialId: null, secretId: null } : 'wrong_method'

async function proveByAssertion(
  { store, settings }: ClientNeeds,
  assertion: string,
  { app, keysStatus: status }: OAuthClient,
  now: Instant,
): Promise<AuthenticatedClient | ClientRefusal> {
  if (app.authentication !== 'private_key_jwt') return 'wrong_method'
  const { publicKeys: keys } = app
  const clientId = clientIdOf(app)
  const read = await readClientAssertion(assertion, { clientId, issuer: settings.issuer, keys, now })
  if (read === undefined) return 'wrong_assertion'
  const isFirst = await store.useOnce(read.id, read.expiresAt)
  return isFirst ? { app, credentialId: read.keyId, secretId: null, status } : 'assertion_used'
}
