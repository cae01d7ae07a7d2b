/** OAuth apps of the organization, in the platform's shape. What that lacks is as in our own API by default. */
import { addSecret } from '../../actions/oauth/app-secrets.ts'
import { removeAddedApp } from '../../actions/oauth/added-apps.ts'
import { createApp } from '../../actions/oauth/create-app.ts'
import { editApp } from '../../actions/oauth/edit-app.ts'
import { listApps, showApp } from '../../actions/oauth/list-apps.ts'
import { removeApp } from '../../actions/oauth/remove-app.ts'
import type { OAuthAppDefinition } from '../../actions/oauth/sound-app.ts'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import { DEVICE_GRANT } from '../../domain/oauth/device-code.ts'
import { TANZU_CLI, type OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { Refusal } from '../../domain/refusal.ts'
import { allowedScopesFrom } from './allowed-scopes.ts'
import type { CompatibleHandler } from './compatible-handler.ts'
import { givenMembers } from './given-members.ts'
import { bodyFields, queryFields, type Fields } from './lenient-body.ts'
import { pageOf, paged } from './pages.ts'
import { presentOAuthApp } from './present-oauth-app.ts'

/** How long the old secret works beside the new one. */
const OVERLAP_MS = 48 * HOUR_MS

const { text, list, flag, refuse } = givenMembers('request_invalid', { items: 20, characters: 2000 })

const idOf = ({ request }: Parameters<CompatibleHandler>[0]): string =>
  (request.params as { app: string }).app

export const oauthApps: CompatibleHandler = async ({ needs, caller, request }) => {
  const page = pageOf(queryFields(request))
  const { items, total } = await listApps(needs, caller, '', page)
  const path = `/orgs/${caller.organization.id}/oauth-apps`
  return paged(path, page, { items: items.map(({ app }) => presentOAuthApp(app)), total })
}

export const oauthApp: CompatibleHandler = async (asked) =>
  presentOAuthApp((await showApp(asked.needs, asked.caller, idOf(asked))).app)

export const createOAuthApp: CompatibleHandler = async ({ needs, caller, request }) => {
  const body = bodyFields(request)
  const kind = kindOf(body)
  const given = definitionIn(body, { ...BY_DEFAULT, ...OF_KIND[kind] })
  const { app, secret } = await createApp(needs, caller, { ...given, kind, id: knownIdIn(body) })
  return { ...presentOAuthApp(app), ...(secret && { clientSecret: secret.value.reveal() }) }
}

export const changeOAuthApp: CompatibleHandler = async (asked) => {
  const body = bodyFields(asked.request)
  const app = await editApp(asked.needs, asked.caller, idOf(asked), (present) => {
    const kinds = ['grantTypes', 'publicClient'].some((name) => Object.hasOwn(body, name))
    if (kinds && kindOf({ ...grantsOf(present), ...body }) !== present.kind)
      throw new Refusal('not_possible', { detail: 'The kind of an OAuth app stays. Make another one.' })
    return definitionIn(body, present)
  })
  return presentOAuthApp(app)
}

/** One of another organization is removed from this one alone. */
export const removeOAuthApp: CompatibleHandler = async (asked) => {
  const { needs, caller } = asked
  const { app } = await showApp(needs, caller, idOf(asked))
  const remove = app.organizationId === caller.organization.id ? removeApp : removeAddedApp
  await remove(needs, caller, app.id)
  return {}
}

export const replaceSecretNow: CompatibleHandler = (asked) => withNewSecret(asked, 'now')

export const replaceSecretLater: CompatibleHandler = (asked) =>
  withNewSecret(asked, asked.needs.now() + OVERLAP_MS)

async function withNewSecret(
  asked: Parameters<CompatibleHandler>[0],
  othersEndAt: 'now' | number,
): Promise<unknown> {
  const { needs, caller } = asked
  const name = `Made ${new Date(needs.now()).toISOString().slice(0, 10)}`
  const { value } = await addSecret(needs, caller, idOf(asked), { name, expiresAt: null, othersEndAt })
  const { app } = await showApp(needs, caller, idOf(asked))
  return { ...presentOAuthApp(app), clientSecret: value.reveal() }
}

const grantsOf = (app: OAuthApp): Fields => {
  const { grantTypes, publicClient } = presentOAuthApp(app)
  return { grantTypes, publicClient }
}

/** The platform lets an app be of several kinds at once; here what acts for itself and what people sign in to are two. */
function kindOf(body: Fields): OAuthApp['kind'] {
  const grants = list(body['grantTypes'], 'grantTypes').map((name) => text(name, 'each of grantTypes'))
  const isForItself = grants.includes('client_credentials')
  if (isForItself && grants.some((name) => name !== 'client_credentials')) {
    return refuse('grantTypes', 'either client_credentials alone, or without it: make two OAuth apps')
  }
  const hasAddress = list(body['redirectUris'], 'redirectUris').length > 0
  if (isForItself || (grants.length === 0 && !hasAddress)) return 'machine'
  return flag(body['publicClient'], 'publicClient') ? 'native' : 'web'
}

/** Ids are ours to make, but for one that programs know. */
function knownIdIn({ id }: Fields): typeof TANZU_CLI.id | undefined {
  if (id === undefined || id === null || id === '') return undefined
  return id === TANZU_CLI.id ? TANZU_CLI.id : refuse('id', 'left out: an OAuth app gets one of its own')
}

const DAY_SECONDS = 86_400
const LONGEST_REFRESH_SECONDS = 365 * DAY_SECONDS

const BY_DEFAULT: Omit<OAuthAppDefinition, 'authentication'> = {
  ...{ name: '', description: null, redirectUris: [], postLogoutRedirectUris: [], publicKeys: [] },
  ...{ accessTokenSeconds: 1800, hasRefreshTokens: false, hasDeviceFlow: false },
  ...{ refreshIdleSeconds: 90 * DAY_SECONDS, refreshLifetimeSeconds: 90 * DAY_SECONDS },
  ...{ allowedScopes: NO_SCOPES, requiresDpop: false, isShared: false },
}
const OF_KIND: Readonly<Record<OAuthApp['kind'], Pick<OAuthAppDefinition, 'authentication'>>> = {
  machine: { authentication: 'secret' },
  web: { authentication: 'secret' },
  native: { authentication: 'none' },
}

/** Those members that were sent, in place of what there is. */
function definitionIn(body: Fields, present: OAuthAppDefinition): OAuthAppDefinition {
  const isSent = (name: string): boolean => body[name] !== undefined && body[name] !== null
  const { description } = body
  const lifetime = isSent('refreshTokenTTL')
    ? seconds(body, 'refreshTokenTTL', { shortest: 300, longest: LONGEST_REFRESH_SECONDS })
    : undefined
  return {
    ...present,
    ...((present.name === '' || isSent('displayName')) && { name: text(body['displayName'], 'displayName') }),
    ...(description !== undefined && {
      description: description === null || description === '' ? null : text(description, 'description'),
    }),
    ...(isSent('redirectUris') && {
      redirectUris: list(body['redirectUris'], 'redirectUris').map((uri) =>
        text(uri, 'each of redirectUris'),
      ),
    }),
    ...(isSent('accessTokenTTL') && {
      accessTokenSeconds: seconds(body, 'accessTokenTTL', { shortest: 60, longest: 18_000 }),
    }),
    ...(lifetime !== undefined && { refreshIdleSeconds: lifetime, refreshLifetimeSeconds: lifetime }),
    ...(isSent('grantTypes') && {
      hasRefreshTokens: list(body['grantTypes'], 'grantTypes').includes('refresh_token'),
      hasDeviceFlow: list(body['grantTypes'], 'grantTypes').includes(DEVICE_GRANT),
    }),
    ...(isSent('allowedScopes') && { allowedScopes: allowedScopesFrom(body['allowedScopes']) }),
  }
}

function seconds(
  body: Fields,
  name: string,
  { shortest, longest }: { readonly shortest: number; readonly longest: number },
): number {
  const value = body[name]
  const isWithin = Number.isSafeInteger(value) && Number(value) >= shortest && Number(value) <= longest
  return isWithin ? Number(value) : refuse(name, `${shortest} to ${longest} seconds`)
}
