/**
 * What a value that somebody found belongs to, if it is one of ours: possession is the proof. The checksum comes first, so
 * a mistyped value costs no read; a value that is not known costs what one costs that has ended.
 */
import { parseTokenString, type TokenKind } from '../../crypto/token-string.ts'
import { isExpired } from '../../domain/instant.ts'
import type { ExchangeFacts } from '../../store/exchange/exchange-store.ts'
import type { ClientBySecret } from '../../store/oauth/oauth-apps-store.ts'
import type { PresentedFeedToken } from '../../store/revocation/feed-tokens-store.ts'
import type { GrantFacts } from '../../store/oauth/oauth-grants-store.ts'
import { findByValue } from '../api-tokens/find-by-value.ts'
import type { Needs } from '../needs.ts'
import { findRefreshToken } from '../oauth/refresh-tokens.ts'

export type Leaked =
  | { readonly kind: 'api_token'; readonly valueId: string; readonly facts: ExchangeFacts }
  | { readonly kind: 'oauth_secret'; readonly valueId: string; readonly client: ClientBySecret }
  | { readonly kind: 'refresh_token'; readonly valueId: string; readonly facts: GrantFacts }
  | { readonly kind: 'feed_token'; readonly valueId: string; readonly found: PresentedFeedToken }

/** `ended`: it was one of ours, and nothing is left to be ended. */
export type FoundValue = Leaked | 'ended' | undefined

type FindNeeds = Pick<Needs, 'store' | 'keyedHash' | 'now'>
type Find = (needs: FindNeeds, value: string, valueId: string) => Promise<FoundValue>

export async function findLeaked(needs: FindNeeds, value: string): Promise<FoundValue> {
  for (const [kind, find] of FINDS) {
    const parsed = parseTokenString(value, kind)
    if (parsed !== undefined) return find(needs, value, parsed.id)
  }
  return undefined
}

const findApiToken: Find = async (needs, value, valueId) => {
  const facts = await findByValue(needs, value)
  if (facts === undefined) return undefined
  const { secret, token } = facts
  const isOver = secret.revokedAt !== null || isExpired(secret, needs.now()) || token.revokedAt !== null
  return isOver ? 'ended' : { kind: 'api_token', valueId, facts }
}

const findSecret: Find = async ({ store, keyedHash, now }, value, valueId) => {
  const client = await store.oauthApps.findBySecret(valueId)
  if (client === undefined) keyedHash.burn('oauth-secret', value)
  if (client === undefined || !keyedHash.matches('oauth-secret', value, client.secret.hash)) return undefined
  const { secret } = client
  return secret.revokedAt !== null || isExpired(secret, now())
    ? 'ended'
    : { kind: 'oauth_secret', valueId, client }
}

/** One that was replaced too: presented to get tokens, it would end the grant as well. */
const findLeakedRefreshToken: Find = async (needs, value, valueId) => {
  const found = await findRefreshToken(needs, value)
  if (found === undefined) return undefined
  const facts = await needs.store.oauthGrants.find(found.grantId)
  return facts === undefined || facts.grant.revokedAt !== null || isExpired(facts.grant, needs.now())
    ? 'ended'
    : { kind: 'refresh_token', valueId, facts }
}

/** One that was ended is deleted, and nobody can tell any more that it was one of ours. */
const findFeedToken: Find = async ({ store, keyedHash }, value, valueId) => {
  const found = await store.feedTokens.findPresented(valueId)
  if (found === undefined) keyedHash.burn('feed-token', value)
  if (found === undefined || !keyedHash.matches('feed-token', value, found.hash)) return undefined
  return { kind: 'feed_token', valueId, found }
}

const FINDS: readonly (readonly [TokenKind, Find])[] = [
  ['t', findApiToken],
  ['s', findSecret],
  ['r', findLeakedRefreshToken],
  ['f', findFeedToken],
]
