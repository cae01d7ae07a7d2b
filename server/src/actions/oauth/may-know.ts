/**
 * Whose tokens an app may ask about, or change for narrower ones: those that it was given itself, and access tokens for a
 * service that its own organization registered, to which they were handed (decision 22).
 */
import { isForIssuer, type AccessTokenClaims } from '../../domain/access-token.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Needs } from '../needs.ts'

export async function mayKnow(
  { store }: Pick<Needs, 'store'>,
  { id, organizationId }: OAuthApp,
  claims: AccessTokenClaims,
): Promise<boolean> {
  if (claims.client_id === id) return true
  const audiences = [claims.aud].flat().filter((audience) => audience !== claims.iss || !isForIssuer(claims))
  for (const audience of audiences) {
    const service = await store.services.find(organizationId, audience)
    if (service?.organizationId === organizationId) return true
  }
  return false
}
