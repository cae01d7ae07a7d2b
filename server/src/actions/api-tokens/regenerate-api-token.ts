/**
 * Gives an API token a new value and a new life. The old value is dead at once, or works on for a while when asked for.
 * Revives an expired token, no revoked one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { makeTokenString } from '../../crypto/token-string.ts'
import type { Caller } from '../../domain/caller.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { Lifetime } from '../../domain/api-tokens/lifetime.ts'
import { overlapFrom, overlapNow, type OverlapChoice } from '../../domain/api-tokens/overlap.ts'
import { isExpired, type Instant } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { apiTokenEvent } from '../audit.ts'
import { boundedBy } from './bounds-of-made.ts'
import {
  boundedExpiry,
  refuseOneMore,
  refuseWiderThan,
  type GeneratedApiToken,
} from './generate-api-token.ts'
import { refuseMaker } from './makers.ts'
import type { Needs } from '../needs.ts'
import { oldValueEnded } from './old-value-ended.ts'
import { findOwnApiToken } from './show-api-token.ts'

export type RegenerateApiTokenRequest = {
  /** The lifetime it was generated with, unless another is given. */
  readonly lifetime?: Lifetime | null
  /** Public id of the value to be replaced: a conflict when it is no longer the present one. */
  readonly replaces?: string
  readonly overlap?: OverlapChoice
}

/** How long ago the request arrived. Who names no value means the one that was there then. */
type Asked = { readonly msSinceAsked?: () => number }

export async function regenerateApiToken(
  { store, keyedHash, now, settings }: Pick<Needs, 'store' | 'keyedHash' | 'now' | 'settings'>,
  caller: Caller,
  id: string,
  request: RegenerateApiTokenRequest,
  { msSinceAsked = () => 0 }: Asked = {},
): Promise<GeneratedApiToken> {
  const token = await findOwnApiToken(store, caller, id)
  if (token.revokedAt !== null) {
    throw new Refusal('api_token_revoked', {
      detail: 'A revoked API token stays revoked. Generate a new one.',
    })
  }
  // A person may renew a token whose roles they have lost: it is worth nothing until they hold them again.
  refuseWiderThan(caller, token)
  const at = now()
  const lifetime = request.lifetime === undefined ? token.lifetime : request.lifetime
  const expiresAt = boundedExpiry(lifetime, caller, at)
  const overlap = overlapFrom(request.overlap ?? 'none', at, [token, { expiresAt }])
  if (overlap) refuseSecondOverlap(token, at)
  const { id: secretId, value } = makeTokenString('t')
  const secret = {
    id: secretId,
    hash: keyedHash.hashOf('api-token', value.reveal()),
    hashKeyId: keyedHash.keyId,
    createdAt: at,
  }
  // Whoever renewed it has its value now, and is to get no more by it than they have.
  const bounds = boundedBy(token.bounds, caller)
  const replaced = request.replaces ?? token.secretId
  const apiToken = await store.change(async (tx) => {
    if (isExpired(token, at)) await refuseOneMore(tx, caller, at, settings.apiTokensPerPerson)
    await refuseMaker(tx, caller, id)
    const { overlap: before } = token
    const isOldEnded = before !== null && (await tx.apiTokens.endOldValue(id, before.secretId, at))
    const isReplaced = await tx.apiTokens.regenerate(id, {
      secretId: replaced,
      secret,
      // Who has its value now is what it goes by.
      parentId: caller.apiTokenId ?? token.parentId,
      bounds,
      lifetime,
      expiresAt,
      at,
      overlap,
      ...(request.replaces === undefined && { askedMsAgo: Math.floor(msSinceAsked()) }),
    })
    if (!isReplaced) {
      throw new Refusal('conflict', {
        detail:
          'This API token was regenerated or revoked in the meantime. Look at it again, and send the valueId it has now as `replaces`.',
      })
    }
    return {
      result: await findOwnApiToken(tx, caller, id),
      events: [
        ...(isOldEnded ? [oldValueEnded(at, caller, id, before)] : []),
        apiTokenEvent(at, caller, 'csp__regenerate_api_token', id, {
          ...{ expiresAt, replaced, valueId: secretId },
          ...(overlap && { oldValueEndsAt: overlap.endsAt, endsAtFirstUse: overlap.endsAtFirstUse }),
        }),
      ],
    }
  })
  await settle(store, id, secretId)
  return { value, apiToken }
}

/** Of three values nobody would know any more which is where. */
function refuseSecondOverlap(token: ApiToken, at: Instant): void {
  const underWay = overlapNow(token, at)
  if (underWay === null) return
  throw new Refusal('overlap_under_way', {
    detail: `The value that begins with csnt${underWay.secretId} still works beside the present one. End it first, or regenerate without an overlap, which ends both at once.`,
  })
}

/** Longer than writing it takes, as a rule. */
const TOLD_IN_MS = 100

/**
 * Who asks from a moment on that is just ahead asks later, and until then the answer is held back: so nobody asks between
 * the writing of that moment and the answer. The value holds already and must be told, whatever becomes of this: where it
 * fails, others are held off for some seconds more.
 */
async function settle(store: Needs['store'], id: string, secretId: string): Promise<void> {
  let settledAt = 0
  const settling = store.change(async (tx) => {
    await tx.apiTokens.told(id, secretId, TOLD_IN_MS)
    settledAt = performance.now() + TOLD_IN_MS
    return { result: undefined, events: [] }
  })
  await settling.catch(() => undefined)
  await sleep(Math.max(0, Math.ceil(settledAt - performance.now())))
}
