/**
 * Which OAuth app asks, and how it proved it (RFC 6749, section 2.3). An unknown app, a wrong secret, one that ended and a
 * deactivated app are answered alike and cost the same; why is counted for the organization that owns the app.
 */
import { claimedClientOf, readClientAssertion } from '../../crypto/client-assertion.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import type { Origin } from '../../domain/audit-event.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { KeptSecret, OAuthClient } from '../../store/oauth/oauth-apps-store.ts'
import type { Needs } from '../needs.ts'

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
}

type ClientNeeds = Pick<Needs, 'store' | 'keyedHash' | 'gatheredEvents' | 'now' | 'settings'>

export type ClientRefusal =
  | 'unknown'
  | 'deactivated'
  | 'wrong_method'
  | 'wrong_secret'
  | 'secret_ended'
  | 'wrong_assertion'
  | 'assertion_used'

/** @throws {Refusal} `client_invalid` */
export async function authenticateClient(
  needs: ClientNeeds,
  presented: PresentedClient,
  origin: Origin,
): Promise<AuthenticatedClient> {
  const now = needs.now()
  const id = presented.by === 'assertion' ? claimedClientOf(presented.assertion) : presented.id
  const isContradicted = presented.id !== undefined && presented.id !== id
  const client = id === undefined || isContradicted ? undefined : await needs.store.oauthApps.findClient(id)
  const proved = await prove(needs, presented, client, { now, origin })
  if (typeof proved !== 'string' && client !== undefined)
    return { app: client.app, credentialId: proved.credentialId, secretId: proved.secretId }
  const reason = typeof proved === 'string' ? proved : 'unknown'
  needs.gatheredEvents.record({
    ...{ at: now, kind: 'client_refused', reason, origin },
    ...(client !== undefined && { organizationId: client.app.organizationId }),
  })
  throw new Refusal('client_invalid', { cause: reason })
}

type Asked = { readonly now: Instant; readonly origin: Origin }

type Proved = { readonly credentialId: string | null; readonly secretId: string | null }

async function prove(
  needs: ClientNeeds,
  presented: PresentedClient,
  client: OAuthClient | undefined,
  asked: Asked,
): Promise<Proved | ClientRefusal> {
  if (client === undefined) {
    if (presented.by === 'secret') needs.keyedHash.burn('oauth-secret', presented.secret)
    return 'unknown'
  }
  const { app, secrets } = client
  const proved = await proveAs(needs, presented, app, secrets, asked)
  return typeof proved !== 'string' && app.deactivatedAt !== null ? 'deactivated' : proved
}

async function proveAs(
  needs: ClientNeeds,
  presented: PresentedClient,
  app: OAuthApp,
  secrets: readonly KeptSecret[],
  { now, origin }: Asked,
): Promise<Proved | ClientRefusal> {
  if (presented.by === 'assertion') return proveByAssertion(needs, presented.assertion, app, now)
  if (presented.by === 'secret') {
    const known = secrets.find(({ id }) => id === parseTokenString(presented.secret, 's')?.id)
    if (known === undefined) {
      needs.keyedHash.burn('oauth-secret', presented.secret)
      return app.authentication === 'secret' ? 'wrong_secret' : 'wrong_method'
    }
    if (!needs.keyedHash.matches('oauth-secret', presented.secret, known.hash)) return 'wrong_secret'
    if (known.expiresAt !== null && known.expiresAt <= now) return 'secret_ended'
    noteOldSecret(needs, app, known, secrets, { at: now, origin })
    return { credentialId: known.id, secretId: known.id }
  }
  return app.authentication === 'none' ? { credentialId: null, secretId: null } : 'wrong_method'
}

/** A secret that was replaced still works: whoever replaced it has to know that something goes on using it. */
function noteOldSecret(
  { gatheredEvents }: ClientNeeds,
  { organizationId }: OAuthApp,
  used: KeptSecret,
  secrets: readonly KeptSecret[],
  { at, origin }: { readonly at: Instant; readonly origin: Origin },
): void {
  if (secrets.every(({ createdAt }) => createdAt <= used.createdAt)) return
  gatheredEvents.record({ at, kind: 'old_secret_used', reason: used.id, origin, organizationId })
}

async function proveByAssertion(
  { store, settings }: ClientNeeds,
  assertion: string,
  app: OAuthApp,
  now: Instant,
): Promise<Proved | ClientRefusal> {
  if (app.authentication !== 'private_key_jwt') return 'wrong_method'
  const { id: clientId, publicKeys: keys } = app
  const read = await readClientAssertion(assertion, { clientId, issuer: settings.issuer, keys, now })
  if (read === undefined) return 'wrong_assertion'
  const isFirst = await store.useOnce(read.id, read.expiresAt)
  return isFirst ? { credentialId: read.keyId, secretId: null } : 'assertion_used'
}
