/**
 * Revokes the API token whose value is presented: whoever has it may always end it, whatever state it is in. An old value
 * that still works ends the whole token too: who reports it can't say what its finder did with it. A value that is not
 * known ends nothing, and nobody learns the difference.
 */
import type { AuditEvent, Origin } from '../../domain/audit-event.ts'
import { isExpired } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import type { Throttle } from '../throttle.ts'
import { findByValue } from './find-by-value.ts'
import { revokeMadeAfter, revokeMadePart, type Made } from './revoke-api-tokens.ts'

export async function revokePresentedApiToken(
  needs: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'presentedThrottle'>,
  origin: Origin,
  presented: string,
  made: Made,
): Promise<void> {
  const facts = await findByValue(needs, presented)
  if (facts === undefined) return countUnknown(needs.presentedThrottle, origin)
  // A value that was replaced may be in anyone's hands, and must not end the one that replaced it.
  const { secret, token } = facts
  const { store, now } = needs
  const at = now()
  if (secret.revokedAt !== null || isExpired(secret, at) || token.revokedAt !== null) return
  const eventOf = (id: string, details: AuditEvent['details']): AuditEvent =>
    auditEvent(at, origin, 'csp__revoke_api_token', {
      organizationId: token.organizationId,
      userId: token.userId,
      apiTokenId: token.id,
      target: { type: 'api_token', id },
      details: { ...details, by: 'its value' },
    })
  const ofMade = { owner: token, makerIds: [token.id], at, eventOf }
  const lastId = await store.change(async (tx) => {
    await tx.apiTokens.takeTurn(token)
    const isRevoked = await tx.apiTokens.revoke(token.id, at)
    if (!isRevoked || made === 'keep')
      return { result: undefined, events: isRevoked ? [eventOf(token.id, {})] : [] }
    const first = await revokeMadePart(tx, ofMade, '')
    return { result: first.result, events: [eventOf(token.id, {}), ...first.events] }
  })
  await revokeMadeAfter(store, ofMade, lastId)
}

/** Whoever has a genuine value is let through before anybody counts. */
function countUnknown(throttle: Throttle, { address }: Origin): void {
  const retryAfterSeconds = throttle.count(address)
  if (retryAfterSeconds === 0) return
  const detail = `Too many API tokens from this address were not valid. Try again in ${retryAfterSeconds} seconds.`
  throw new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}
