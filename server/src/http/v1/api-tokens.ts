/** The life of one's own API tokens. */
import { setImmediate } from 'node:timers/promises'
import { endpoints, type ApiToken } from '@countersign/api'
import { editApiToken } from '../../actions/api-tokens/edit-api-token.ts'
import { endOldValue } from '../../actions/api-tokens/end-old-value.ts'
import {
  generateApiToken,
  type GeneratedApiToken as Generated,
} from '../../actions/api-tokens/generate-api-token.ts'
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
  showApiTokenUsage,
} from '../../actions/api-tokens/show-api-token.ts'
import {
  previewScopes,
  showEffectiveScope,
  whatOpensNothing,
  type ScopePreview,
} from '../../actions/api-tokens/show-effective-scope.ts'
import type { Needs } from '../../actions/needs.ts'
import type { ApiToken as Token } from '../../domain/api-tokens/api-token.ts'
import type { Caller } from '../../domain/caller.ts'
import { route } from '../route.ts'
import {
  presentApiToken,
  presentEvent,
  presentGenerated,
  presentRefused,
  presentUsage,
} from './presenters.ts'

const presentScope = ({ grants, lost, perms, ...more }: ScopePreview) => ({
  ...more,
  grants: [...grants],
  lost: [...lost],
  perms: [...perms],
})

type Asking = { readonly needs: Needs; readonly caller: Caller }

async function presented({ needs, caller }: Asking, tokens: readonly Token[]): Promise<ApiToken[]> {
  const canDoNothing = await whatOpensNothing(needs, caller)
  const shown: ApiToken[] = []
  for (const token of tokens) {
    // What is bounded by what made it takes a while, and there may be many.
    if (token.bounds.length > 0) await setImmediate()
    shown.push(presentApiToken(token, { now: needs.now(), canDoNothing: canDoNothing(token) }))
  }
  return shown
}

const presentedOne = async (asking: Asking, token: Token): Promise<ApiToken> =>
  (await presented(asking, [token]))[0]!

const presentedValue = async (asking: Asking, { value, apiToken }: Generated) =>
  presentGenerated(value, await presentedOne(asking, apiToken))

export const apiTokenRoutes = [
  route(endpoints.listApiTokens, 'member', async ({ needs, caller, query }) => {
    const { items, total } = await listApiTokens(needs, caller, query)
    return { items: await presented({ needs, caller }, items), total }
  }),
  route(endpoints.generateApiToken, 'recentMember', async ({ needs, caller, body }) =>
    presentedValue({ needs, caller }, await generateApiToken(needs, caller, body)),
  ),
  route(endpoints.previewScopes, 'member', async ({ needs, caller, body }) =>
    presentScope(await previewScopes(needs, caller, body.scopes)),
  ),
  route(endpoints.showApiToken, 'member', async ({ needs, caller, params }) =>
    presentedOne({ needs, caller }, await showApiToken(needs, caller, params.apiTokenId)),
  ),
  route(endpoints.editApiToken, 'member', async ({ needs, caller, params, body }) =>
    presentedOne({ needs, caller }, await editApiToken(needs, caller, params.apiTokenId, body)),
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
    return { items: items.map(presentRefused), total }
  }),
  route(endpoints.showApiTokenUsage, 'member', async ({ needs, caller, params, query }) => ({
    days: (await showApiTokenUsage(needs, caller, params.apiTokenId, query.days)).map(presentUsage),
  })),
  route(endpoints.regenerateApiToken, 'recentMember', async ({ needs, caller, params, body, msSinceAsked }) =>
    presentedValue(
      { needs, caller },
      await regenerateApiToken(needs, caller, params.apiTokenId, body, { msSinceAsked }),
    ),
  ),
  route(endpoints.endOldValue, 'member', async ({ needs, caller, params }) =>
    presentedOne({ needs, caller }, await endOldValue(needs, caller, params.apiTokenId, params.valueId)),
  ),
  route(endpoints.revokeApiToken, 'member', async ({ needs, caller, params, query }) =>
    presentedOne({ needs, caller }, await revokeApiToken(needs, caller, params.apiTokenId, query.made)),
  ),
  route(endpoints.revokeApiTokens, 'member', async ({ needs, caller, body }) => ({
    items: await presented({ needs, caller }, await revokeApiTokens(needs, caller, body.ids, body.made)),
  })),
  route(endpoints.revokePresentedApiToken, 'anyone', ({ needs, origin, body }) =>
    revokePresentedApiToken(needs, origin, body.value, body.made),
  ),
  route(endpoints.revokeAllApiTokens, 'member', async ({ needs, caller }) => ({
    revoked: await revokeAllApiTokens(needs, caller),
  })),
]
