/** What services hear of revocations with. */
import { endpoints, type FeedToken as Shown } from '@countersign/api'
import { endFeedToken, listFeedTokens, makeFeedToken } from '../../actions/revocation/feed-tokens.ts'
import type { FeedToken } from '../../domain/feed-token.ts'
import { toRfc3339, toRfc3339OrNull, type Instant } from '../../domain/instant.ts'
import { route } from '../route.ts'

/** Who listens is looked for every 15 seconds. */
const LISTENING_MS = 30_000

const present = ({ id, name, createdAt, lastHeardAt }: FeedToken, now: Instant): Shown => ({
  ...{ id, name, createdAt: toRfc3339(createdAt), lastHeardAt: toRfc3339OrNull(lastHeardAt) },
  isListening: lastHeardAt !== null && now - lastHeardAt < LISTENING_MS,
})

export const feedTokenRoutes = [
  route(endpoints.listFeedTokens, 'member', async ({ needs, caller, params, query }) => {
    const { items, total } = await listFeedTokens(needs, caller, params.serviceId, query)
    return { items: items.map((each) => present(each, needs.now())), total }
  }),
  route(endpoints.makeFeedToken, 'recentMember', async ({ needs, caller, params, body }) => {
    const { feedToken, value } = await makeFeedToken(needs, caller, params.serviceId, body.name)
    return { feedToken: present(feedToken, needs.now()), value: value.reveal() }
  }),
  route(endpoints.endFeedToken, 'recentMember', ({ needs, caller, params }) =>
    endFeedToken(needs, caller, params.serviceId, params.feedTokenId),
  ),
]
