/** Ends API tokens for good: the next exchange is refused. Revoking twice is no error. */
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import { apiTokenEvent, auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { refuseWiderThan } from './generate-api-token.ts'
import { findOwnApiToken, ownTokens } from './show-api-token.ts'

type RevokeNeeds = Pick<Needs, 'store' | 'now'>

/** All of them, or none when one of them is not the caller's, or may do more than the access token that asks. */
export function revokeApiTokens(
  { store, now }: RevokeNeeds,
  caller: Caller,
  ids: readonly string[],
): Promise<ApiToken[]> {
  const at = now()
  return store.change(async (tx) => {
    const events: AuditEvent[] = []
    const revoked = new Map<string, ApiToken>()
    // In one order, whoever asks: two that revoke the same tokens then wait for each other instead of deadlocking.
    for (const id of [...ids].toSorted()) {
      const token = await findOwnApiToken(tx, caller, id)
      if (id !== caller.apiTokenId) refuseWiderThan(caller, token)
      if (await tx.apiTokens.revoke(id, at))
        events.push(apiTokenEvent(at, caller, 'csp__revoke_api_token', id, { name: token.name }))
      revoked.set(id, await findOwnApiToken(tx, caller, id))
    }
    return { result: ids.map((id) => revoked.get(id)!), events }
  })
}

export async function revokeApiToken(needs: RevokeNeeds, caller: Caller, id: string): Promise<ApiToken> {
  const [token] = await revokeApiTokens(needs, caller, [id])
  return token!
}

/** A few milliseconds of the database each, so that exchanges come in between. */
const TOKENS_PER_CHANGE = 200

/**
 * Every token of the caller in the organization, wider ones too: an alarm is never a matter of who may pull it. Each is
 * told of, so that its own history ends with it. What is cut off half-way has ended some of them for good and is told as
 * a failure: asked again, it ends the rest.
 */
export async function revokeAllApiTokens({ store, now }: RevokeNeeds, caller: Caller): Promise<number> {
  const at = now()
  for (let count = 0; ;) {
    const revoked = await store.change(async (tx) => {
      const ids = await tx.apiTokens.revokeAll(ownTokens(caller), at, TOKENS_PER_CHANGE)
      const events = ids.map((id) => apiTokenEvent(at, caller, 'csp__revoke_api_token', id))
      if (ids.length < TOKENS_PER_CHANGE) {
        const details = { count: count + ids.length }
        events.unshift(auditEvent(at, caller, 'csp__revoke_all_api_tokens', { details }))
      }
      return { result: ids.length, events }
    })
    count += revoked
    if (revoked < TOKENS_PER_CHANGE) return count
  }
}
