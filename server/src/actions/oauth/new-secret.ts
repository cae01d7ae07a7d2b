/** A secret of an app as it is made: its value is in one answer, and its keyed hash is kept. */
import type { KeyedHash } from '../../crypto/keyed-hash.ts'
import type { Secret } from '../../crypto/secret.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { exceedsLifetime } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { OAuthAppSecret } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { KeptSecret } from '../../store/oauth/oauth-apps-store.ts'
import { appEvent } from './app-event.ts'

export type MadeSecret = { readonly value: Secret; readonly secret: OAuthAppSecret }

type Asked = { readonly name: string; readonly endsAt: Instant | null; readonly at: Instant }

export function madeSecret(
  keyedHash: KeyedHash,
  caller: Caller,
  { name, endsAt, at }: Asked,
): { readonly value: Secret; readonly kept: KeptSecret } {
  const { id, value } = makeTokenString('s')
  const kept = {
    ...{ id, name, hash: keyedHash.hashOf('oauth-secret', value.reveal()) },
    ...{ createdAt: at, createdBy: caller.user.id, expiresAt: endsAt, revokedAt: null },
    ...{ lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
  }
  return { value, kept }
}

/** An access token makes nothing that lives longer than its API token. */
export function refuseLongerLife(endsAt: Instant | null, { authority }: Caller): void {
  if (!exceedsLifetime(endsAt, authority)) return
  throw new Refusal('lifetime_exceeds_caller', {
    detail: 'It would outlive your API token. Give it an end before that, or do it in the console.',
  })
}

export const isInForce = ({ expiresAt, revokedAt }: OAuthAppSecret, now: Instant): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > now)

export const secretEvent = (
  at: Instant,
  caller: Caller,
  name: 'csp__add_oauth_secret' | 'csp__end_oauth_secret',
  appId: string,
  secret: Pick<OAuthAppSecret, 'id' | 'name' | 'expiresAt'>,
  details: AuditEvent['details'] = {},
): AuditEvent =>
  appEvent(at, caller, name, appId, {
    secretId: secret.id,
    name: secret.name,
    expiresAt: secret.expiresAt,
    ...details,
  })
