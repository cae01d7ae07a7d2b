/** What services hear of revocations with. */
import { endpoint } from '../endpoint.ts'
import { FeedTokenId, FeedTokenPage, MadeFeedToken, MakeFeedToken } from '../feed-tokens.ts'
import { ServiceId } from '../services.ts'
import { Strict, Uuid } from '../text.ts'
import { ORGANIZATION, PAGE } from './shared.ts'

const FEED_TOKENS = `${ORGANIZATION}/services/:serviceId/feed-tokens` as const
const ofService = { organizationId: Uuid('The organization'), serviceId: ServiceId }

export const listFeedTokens = endpoint({
  method: 'GET',
  path: FEED_TOKENS,
  summary: 'The feed tokens of a service, and whether anybody listens with them',
  params: Strict(ofService),
  query: PAGE,
  answer: FeedTokenPage,
})
export const makeFeedToken = endpoint({
  method: 'POST',
  path: FEED_TOKENS,
  summary: 'Make a feed token: with it the service hears at once what is revoked',
  params: Strict(ofService),
  body: MakeFeedToken,
  status: 201,
  answer: MadeFeedToken,
})
export const endFeedToken = endpoint({
  method: 'DELETE',
  path: `${FEED_TOKENS}/:feedTokenId`,
  summary: 'End a feed token: whoever listens with it is cut off',
  params: Strict({ ...ofService, feedTokenId: FeedTokenId }),
  status: 204,
})
