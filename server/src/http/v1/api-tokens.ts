/** The life of one's own API tokens. */
import { endpoints } from '@countersign/api'
import { editApiToken } from '../../actions/api-tokens/edit-api-token.ts'
import { endOldValue } from '../../actions/api-tokens/end-old-value.ts'
import { generateApiToken } from '../../actions/api-tokens/generate-api-token.ts'
import { regenerateApiToken } from '../../actions/api-tokens/regenerate-api-token.ts'
import {
  revokeAllApiTokens,
  revokeApiToken,
  revokeApiTokens,
} from '../../actions/api-tokens/revoke-api-tokens.ts'
import { revokePresentedApiToken } from '../../actions/api-tokens/revoke-presented-api-token.ts'
import {
  listApiTokenEvents,
  listApiTokens,
  listRefusedExchanges,
  showApiToken,
} from '../../actions/api-tokens/show-api-token.ts'
import {
  previewScopes,
  showEffectiveScope,
  type ScopePreview,
} from '../../actions/api-tokens/show-effective-scope.ts'
import { route } from '../route.ts'
import { presentApiToken, presentEvent, presentGenerated, presentRefusedExchange } from './presenters.ts'

const presentScope = ({ grants, lost, perms, ...more }: ScopePreview) => ({
  ...more,
  grants: [...grants],
  lost: [...lost],
  perms: [...perms],
})

export const apiTokenRoutes = [
  route(endpoints.listApiTokens, 'member', async ({ needs, caller, query }) => {
    const { items, total } = await listApiTokens(needs, caller, query)
    return { items: items.map((token) => presentApiToken(token, needs.now())), total }
  }),
  route(endpoints.generateApiToken, 'recentMember', async ({ needs, caller, body }) =>
    presentGenerated(await generateApiToken(needs, caller, body), needs.now()),
  ),
  route(endpoints.previewScopes, 'member', async ({ needs, caller, body }) =>
    presentScope(await previewScopes(needs, caller, body.scopes)),
  ),
  route(endpoints.showApiToken, 'member', async ({ needs, caller, params }) =>
    presentApiToken(await showApiToken(needs, caller, params.apiTokenId), needs.now()),
  ),
  route(endpoints.editApiToken, 'member', async ({ needs, caller, params, body }) =>
    presentApiToken(await editApiToken(needs, caller, params.apiTokenId, body), needs.now()),
  ),
  route(endpoints.showEffectiveScope, 'member', async ({ needs, caller, params }) =>
    presentScope(await showEffectiveScope(needs, caller, params.apiTokenId)),
  ),
  route(endpoints.listApiTokenEvents, 'member', async ({ needs, caller, params, query }) => {
    const { items, total } = await listApiTokenEvents(needs, caller, params.apiTokenId, query)
    return { items: items.map(presentEvent), total }
  }),
  route(endpoints.listRefusedExchanges, 'member', async ({ needs, caller, params, query }) => {
    const { items, total } = await listRefusedExchanges(needs, caller, params.apiTokenId, query)
    return { items: items.map(presentRefusedExchange), total }
  }),
  route(endpoints.regenerateApiToken, 'recentMember', async ({ needs, caller, params, body, msSinceAsked }) =>
    presentGenerated(
      await regenerateApiToken(needs, caller, params.apiTokenId, body, { msSinceAsked }),
      needs.now(),
    ),
  ),
  route(endpoints.endOldValue, 'member', async ({ needs, caller, params }) =>
    presentApiToken(await endOldValue(needs, caller, params.apiTokenId, params.valueId), needs.now()),
  ),
  route(endpoints.revokeApiToken, 'member', async ({ needs, caller, params, query }) =>
    presentApiToken(await revokeApiToken(needs, caller, params.apiTokenId, query.made), needs.now()),
  ),
  route(endpoints.revokeApiTokens, 'member', async ({ needs, caller, body }) => ({
    items: (await revokeApiTokens(needs, caller, body.ids, body.made)).map((token) =>
      presentApiToken(token, needs.now()),
    ),
  })),
  route(endpoints.revokePresentedApiToken, 'anyone', ({ needs, origin, body }) =>
    revokePresentedApiToken(needs, origin, body.value, body.made),
  ),
  route(endpoints.revokeAllApiTokens, 'member', async ({ needs, caller }) => ({
    revoked: await revokeAllApiTokens(needs, caller),
  })),
]
