/** Ends API tokens for good: the next exchange is refused. Revoking twice is no error. */
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import type { PersonalOwner } from '../../store/api-tokens/api-tokens-store.ts'
import type { Changes } from '../../store/store.ts'
import { apiTokenEvent, auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { refuseWiderThan } from './generate-api-token.ts'
import { findOwnApiToken, ownTokens } from './show-api-token.ts'

type RevokeNeeds = Pick<Needs, 'store' | 'now'>

/** What becomes of the API tokens that the revoked ones made, and of those that these made. */
export type Made = 'revoke' | 'keep'

/**
 * All of them, or none when one of them is not the caller's, or may do more than the access token that asks; and what
 * they made, as far as one change may reach. The rest follows in batches: cut off half-way, it is told as a failure, and
 * asked again it ends the rest.
 */
export async function revokeApiTokens(
  { store, now }: RevokeNeeds,
  caller: Caller,
  ids: readonly string[],
  made: Made,
): Promise<ApiToken[]> {
  const at = now()
  const ofMade = {
    owner: ownTokens(caller),
    makerIds: ids,
    at,
    eventOf: (id: string, details: AuditEvent['details']) =>
      apiTokenEvent(at, caller, 'csp__revoke_api_token', id, details),
  }
  const lastId = await store.change(async (tx) => {
    const events: AuditEvent[] = []
    if (made === 'revoke') await tx.apiTokens.takeTurn(ofMade.owner)
    // In one order, whoever asks: two that revoke the same tokens then wait for each other instead of deadlocking.
    for (const id of [...ids].toSorted()) {
      const token = await findOwnApiToken(tx, caller, id)
      if (id !== caller.apiTokenId) refuseWiderThan(caller, token)
      if (await tx.apiTokens.revoke(id, at))
        events.push(apiTokenEvent(at, caller, 'csp__revoke_api_token', id, { name: token.name }))
    }
    if (made === 'keep') return { result: undefined, events }
    const first = await revokeMadePart(tx, ofMade, '')
    return { result: first.result, events: [...events, ...first.events] }
  })
  await revokeMadeAfter(store, ofMade, lastId)
  return Promise.all(ids.map((id) => findOwnApiToken(store, caller, id)))
}

export async function revokeApiToken(
  needs: RevokeNeeds,
  caller: Caller,
  id: string,
  made: Made,
): Promise<ApiToken> {
  const [token] = await revokeApiTokens(needs, caller, [id], made)
  return token!
}

/** A few milliseconds of the database each, so that exchanges come in between. */
const TOKENS_PER_CHANGE = 200

export type OfMade = {
  readonly owner: PersonalOwner
  readonly makerIds: readonly string[]
  readonly at: Instant
  /** Each is told of, with what it came from. */
  readonly eventOf: (id: string, details: AuditEvent['details']) => AuditEvent
}

/** What those made, and what that made, and so on: the next of them. Answers after which id there may be more. */
export async function revokeMadePart(
  tx: Pick<Changes, 'apiTokens'>,
  { owner, makerIds, at, eventOf }: OfMade,
  afterId: string,
): Promise<{ result: string | undefined; events: AuditEvent[] }> {
  const part = { afterId, limit: TOKENS_PER_CHANGE, at }
  const { revoked, lastId } = await tx.apiTokens.revokeMade(owner, makerIds, part)
  return {
    result: lastId,
    events: revoked.map(({ id, name, makerId }) => eventOf(id, { name, madeWith: makerId })),
  }
}

export async function revokeMadeAfter(
  store: Needs['store'],
  ofMade: OfMade,
  afterId: string | undefined,
): Promise<void> {
  for (let after = afterId; after !== undefined;) {
    const from = after
    after = await store.change((tx) => revokeMadePart(tx, ofMade, from))
  }
}

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
