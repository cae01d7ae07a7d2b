/**
 * An app gives back what it was given (RFC 7009): its refresh token or an access token of a person ends the whole grant. A
 * machine's access token is not ended by itself: it ends with its time, or with the secret that it came by. What is
 * unknown, or another app's, ends nothing, and nobody learns the difference.
 */
import { parseTokenString } from '../../crypto/token-string.ts'
import type { Origin } from '../../domain/audit-event.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import type { AuthenticatedClient } from './authenticate-client.ts'
import { findRefreshToken } from './refresh-tokens.ts'

type RevokeNeeds = Pick<Needs, 'store' | 'keyedHash' | 'keyring' | 'now'>

export async function revokeToken(
  needs: RevokeNeeds,
  { app }: AuthenticatedClient,
  token: string,
  origin: Origin,
): Promise<void> {
  const grantId = await grantOf(needs, token)
  const facts = grantId === undefined ? undefined : await needs.store.oauthGrants.find(grantId)
  if (facts === undefined || facts.grant.appId !== app.id) return
  const { id, organizationId, userId } = facts.grant
  const at = needs.now()
  await needs.store.change(async (tx) => {
    const isFirst = await tx.oauthGrants.revoke(id, at)
    const event = auditEvent(at, origin, 'csp__revoke_oauth_grant', {
      ...{ organizationId, userId },
      target: { type: 'oauth_app', id: app.id },
      details: { grantId: id, reason: 'given_back' },
    })
    return { result: undefined, events: isFirst ? [event] : [] }
  })
}

const grantOf = async (needs: RevokeNeeds, token: string): Promise<string | undefined> =>
  parseTokenString(token, 'r') === undefined
    ? (await needs.keyring.verify('at+jwt', token))?.grant_id
    : (await findRefreshToken(needs, token))?.grantId
