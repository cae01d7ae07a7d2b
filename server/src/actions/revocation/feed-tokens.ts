/** Feed tokens of a service, by who may manage it. A value is seen once, by who made it. */
import { makeTokenString, parseTokenString } from '../../crypto/token-string.ts'
import type { Secret } from '../../crypto/secret.ts'
import type { Caller } from '../../domain/caller.ts'
import { FEED_TOKENS_PER_SERVICE, type FeedToken } from '../../domain/feed-token.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Page, Paged } from '../../store/page.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import { findProvided, refuseUnlessManager } from '../services/managed-service.ts'

export async function listFeedTokens(
  { store }: Pick<Needs, 'store'>,
  caller: Caller,
  serviceId: string,
  page: Page,
): Promise<Paged<FeedToken>> {
  refuseUnlessManager(caller)
  await findProvided(store, caller.organization.id, serviceId)
  return store.feedTokens.list(serviceId, page)
}

export async function makeFeedToken(
  { store, keyedHash, now }: Pick<Needs, 'store' | 'keyedHash' | 'now'>,
  caller: Caller,
  serviceId: string,
  name: string,
): Promise<{ readonly feedToken: FeedToken; readonly value: Secret }> {
  refuseUnlessManager(caller)
  const organizationId = caller.organization.id
  const { id, value } = makeTokenString('f')
  const made = { id, serviceId, name, createdAt: now(), createdBy: caller.user.id }
  return store.change(async (tx) => {
    // Of two at once, the second counts the first.
    await tx.services.lock(organizationId, serviceId)
    const service = await findProvided(tx, organizationId, serviceId)
    if ((await tx.feedTokens.count(serviceId)) >= FEED_TOKENS_PER_SERVICE)
      throw new Refusal('limit_reached', {
        detail: `A service can have ${FEED_TOKENS_PER_SERVICE} feed tokens. End one that is not needed any more, then try again.`,
      })
    const hash = keyedHash.hashOf('feed-token', value.reveal())
    await tx.feedTokens.insert({ ...made, hash, hashKeyId: keyedHash.keyId })
    const event = auditEvent(made.createdAt, caller, 'csp__make_feed_token', {
      target: { type: 'service', id: serviceId },
      details: { feedToken: id, name, service: service.name },
    })
    return { result: { feedToken: { ...made, lastHeardAt: null }, value }, events: [event] }
  })
}

export async function endFeedToken(
  { store, now, revocationFeed }: Pick<Needs, 'store' | 'now' | 'revocationFeed'>,
  caller: Caller,
  serviceId: string,
  id: string,
): Promise<void> {
  refuseUnlessManager(caller)
  const service = await findProvided(store, caller.organization.id, serviceId)
  await store.change(async (tx) => {
    const removed = await tx.feedTokens.remove(serviceId, id)
    if (removed === undefined) throw new Refusal('not_found')
    const event = auditEvent(now(), caller, 'csp__end_feed_token', {
      target: { type: 'service', id: serviceId },
      details: { feedToken: id, name: removed.name, service: service.name },
    })
    return { result: undefined, events: [event] }
  })
  revocationFeed.drop(id)
}

/** Whoever presents the value of one. */
export async function findPresentedFeedToken(
  { store, keyedHash }: Pick<Needs, 'store' | 'keyedHash'>,
  presented: string | undefined,
): Promise<FeedToken> {
  if (presented === undefined) throw new Refusal('unauthenticated', { detail: NO_TOKEN })
  const parsed = parseTokenString(presented, 'f')
  const found = parsed && (await store.feedTokens.findPresented(parsed.id))
  if (parsed && !found) keyedHash.burn('feed-token', presented)
  if (found && keyedHash.matches('feed-token', presented, found.hash)) return found.token
  throw new Refusal('access_token_invalid', { detail: NOT_GOOD })
}

const NO_TOKEN = 'Send the feed token of the service in the Authorization header: Bearer csnf…'
const NOT_GOOD =
  'The feed token is not one that opens a feed now. Make another one on the page of the service.'
