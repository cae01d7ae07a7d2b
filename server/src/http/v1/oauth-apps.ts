/** OAuth apps of an organization, their secrets, and what machines hold. */
import { endpoints, type EditOAuthApp } from '@countersign/api'
import { addApp, removeAddedApp } from '../../actions/oauth/added-apps.ts'
import { giveAppRole, takeAppRole } from '../../actions/oauth/app-roles.ts'
import { addSecret, endSecret } from '../../actions/oauth/app-secrets.ts'
import { createApp } from '../../actions/oauth/create-app.ts'
import { setAppDeactivated } from '../../actions/oauth/deactivate-app.ts'
import { editApp } from '../../actions/oauth/edit-app.ts'
import {
  listAppOrganizations,
  listAppRefusals,
  listApps,
  showApp,
  type ShownApp,
} from '../../actions/oauth/list-apps.ts'
import { previewAppRemoval, removeApp } from '../../actions/oauth/remove-app.ts'
import type { OAuthAppDefinition } from '../../actions/oauth/sound-app.ts'
import type { Needs } from '../../actions/needs.ts'
import type { Caller } from '../../domain/caller.ts'
import { route } from '../route.ts'
import { askedRoleOf, instantOf } from './asked-role.ts'
import { presentRefused } from './presenters.ts'
import {
  presentApp,
  presentAppOrganizations,
  presentConsequences,
  presentListedApp,
  presentSecret,
} from './present-oauth-app.ts'

type Asked = { readonly needs: Needs; readonly caller: Caller; readonly params: { readonly appId: string } }

const presented = ({ needs, caller }: Omit<Asked, 'params'>, shown: ShownApp) =>
  presentApp(shown, caller.organization.id, needs.now())

const shown = async ({ needs, caller, params }: Asked) =>
  presented({ needs, caller }, await showApp(needs, caller, params.appId))

const definitionOf = ({ scopes, ...given }: EditOAuthApp): OAuthAppDefinition => ({
  ...given,
  allowedScopes: scopes,
})

/** The definition alone is what its ETag is of. */
const NO_MORE: Omit<ShownApp, 'app'> = {
  here: { owner: '', addedAt: 0, lastUsedAt: null },
  ...{ secrets: [], roles: [], mayChange: false },
}

export const oauthAppRoutes = [
  route(endpoints.listOAuthApps, 'member', async ({ needs, caller, query: { search = '', ...page } }) => {
    const { items, total } = await listApps(needs, caller, search, page)
    return { items: items.map((item) => presentListedApp(item, caller.organization.id)), total }
  }),
  route(endpoints.createOAuthApp, 'recentMember', async ({ needs, caller, body }) => {
    const { kind, id, ...given } = body
    const { app, secret } = await createApp(needs, caller, { ...definitionOf(given), kind, id })
    return {
      app: await shown({ needs, caller, params: { appId: app.id } }),
      secretValue: secret?.value.reveal() ?? null,
    }
  }),
  route(endpoints.addOAuthApp, 'recentMember', async ({ needs, caller, body }) => {
    const { id: appId } = await addApp(needs, caller, body.id)
    return shown({ needs, caller, params: { appId } })
  }),
  route(endpoints.removeAddedOAuthApp, 'recentMember', ({ needs, caller, params }) =>
    removeAddedApp(needs, caller, params.appId),
  ),
  route(endpoints.showOAuthApp, 'member', shown),
  route(endpoints.editOAuthApp, 'recentMember', async ({ needs, caller, params, body, refuseUnread }) => {
    await editApp(needs, caller, params.appId, (app) => {
      refuseUnread(presented({ needs, caller }, { app, ...NO_MORE }))
      return definitionOf(body)
    })
    return shown({ needs, caller, params })
  }),
  route(endpoints.deactivateOAuthApp, 'recentMember', async ({ needs, caller, params, body }) => {
    await setAppDeactivated(needs, caller, params.appId, body.isDeactivated)
    return shown({ needs, caller, params })
  }),
  route(endpoints.showOAuthAppConsequences, 'member', async ({ needs, caller, params }) =>
    presentConsequences(await previewAppRemoval(needs, caller, params.appId), needs.now()),
  ),
  route(endpoints.removeOAuthApp, 'recentMember', ({ needs, caller, params }) =>
    removeApp(needs, caller, params.appId),
  ),
  route(endpoints.listOAuthAppOrganizations, 'member', async ({ needs, caller, params, query }) =>
    presentAppOrganizations(await listAppOrganizations(needs, caller, params.appId, query)),
  ),
  route(endpoints.listOAuthAppRefusals, 'member', async ({ needs, caller, params, query }) => {
    const { items, total } = await listAppRefusals(needs, caller, params.appId, query)
    return { items: items.map(presentRefused), total }
  }),
  route(endpoints.addOAuthSecret, 'recentMember', async ({ needs, caller, params, body }) => {
    const { name, others } = body
    const { value, secret } = await addSecret(needs, caller, params.appId, {
      name,
      expiresAt: instantOf('expiresAt', body.expiresAt, 'lifetime_invalid'),
      othersEndAt:
        others === 'keep' ? null : (instantOf('othersEndAt', body.othersEndAt, 'lifetime_invalid') ?? 'now'),
    })
    return { secretValue: value.reveal(), secret: presentSecret(secret, needs.now()) }
  }),
  route(endpoints.endOAuthSecret, 'recentMember', async ({ needs, caller, params, body }) => {
    await endSecret(needs, caller, params.appId, params.secretId, body)
    return shown({ needs, caller, params })
  }),
  route(endpoints.giveOAuthAppRole, 'recentMember', async ({ needs, caller, params, body }) => {
    await giveAppRole(needs, caller, params.appId, askedRoleOf(body))
    return shown({ needs, caller, params })
  }),
  route(endpoints.takeOAuthAppRole, 'recentMember', async ({ needs, caller, params, body }) => {
    await takeAppRole(needs, caller, params.appId, body)
    return shown({ needs, caller, params })
  }),
]
