/** What is written into the form of an OAuth app so far, and what it is as the server takes it. Pure. */
import type { CreateOAuthApp, EditOAuthApp, OAuthApp, OAuthAppKind } from '@countersign/api'
import { NOTHING_CHOSEN, type RoleGroup, type ScopeChoice } from '../api-tokens/scopes/choice.ts'
import { scopesOf } from '../api-tokens/scopes/choice-to-scopes.ts'

export type AppDraft = {
  readonly kind: OAuthAppKind
  readonly name: string
  readonly description: string
  /** One a line. */
  readonly redirectUris: string
  readonly postLogoutRedirectUris: string
  readonly authentication: OAuthApp['authentication']
  /** JSON: a key, several, or a set of them. */
  readonly publicKeys: string
  readonly accessTokenSeconds: number
  readonly hasRefreshTokens: boolean
  readonly hasDeviceFlow: boolean
  readonly refreshIdleDays: number
  readonly refreshLifetimeDays: number
  /** `kept`: as it is, whatever that is. */
  readonly scopeMode: 'kept' | 'none' | 'chosen' | 'all'
  readonly choice: ScopeChoice
  readonly requiresDpop: boolean
  readonly isShared: boolean
}

const DAY_SECONDS = 86_400

/** What a new one of the kind begins with: what people sign in to is allowed nothing, a machine what its roles allow. */
export const ofKind = (kind: OAuthAppKind): Pick<AppDraft, 'kind' | 'authentication' | 'scopeMode'> => ({
  kind,
  authentication: kind === 'native' ? 'none' : 'secret',
  scopeMode: kind === 'machine' ? 'all' : 'none',
})

export const NEW_DRAFT: AppDraft = {
  ...ofKind('machine'),
  ...{ name: '', description: '', redirectUris: '', postLogoutRedirectUris: '', publicKeys: '' },
  ...{ accessTokenSeconds: 1800, hasRefreshTokens: false, refreshIdleDays: 14, refreshLifetimeDays: 90 },
  ...{ hasDeviceFlow: false, choice: NOTHING_CHOSEN, requiresDpop: false, isShared: false },
}

/** The one that programs know by its id. */
export const TANZU_DRAFT: AppDraft = {
  ...NEW_DRAFT,
  ...ofKind('native'),
  ...{ name: 'Tanzu CLI', redirectUris: 'http://127.0.0.1/callback', hasRefreshTokens: true },
  ...{ scopeMode: 'all', choice: { ...NOTHING_CHOSEN, openId: true }, isShared: true },
}

export const draftOf = (app: OAuthApp): AppDraft => ({
  kind: app.kind,
  name: app.name,
  description: app.description,
  redirectUris: app.redirectUris.join('\n'),
  postLogoutRedirectUris: app.postLogoutRedirectUris.join('\n'),
  authentication: app.authentication,
  publicKeys: app.publicKeys.length === 0 ? '' : JSON.stringify(app.publicKeys, undefined, 2),
  accessTokenSeconds: app.accessTokenSeconds,
  hasRefreshTokens: app.hasRefreshTokens,
  hasDeviceFlow: app.hasDeviceFlow,
  refreshIdleDays: app.refreshIdleSeconds / DAY_SECONDS,
  refreshLifetimeDays: app.refreshLifetimeSeconds / DAY_SECONDS,
  scopeMode: 'kept',
  choice: { ...NOTHING_CHOSEN, openId: app.scopes.openId, administration: app.scopes.administration },
  requiresDpop: app.requiresDpop,
  isShared: app.isShared,
})

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

type Jwks = EditOAuthApp['publicKeys']

/** Undefined for what is no key, no list of keys and no set of them. */
export function keysIn(text: string): Jwks | undefined {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    const keys: unknown = isObject(value) && Array.isArray(value['keys']) ? value['keys'] : value
    const list: unknown[] = Array.isArray(keys) ? keys : [keys]
    return list.every((key): key is Jwks[number] => isObject(key) && typeof key['kty'] === 'string')
      ? list
      : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the form itself has against it. */
export function problemsOf(draft: AppDraft): Readonly<Record<string, string>> {
  const { name, kind, authentication, redirectUris, publicKeys } = draft
  const keys = keysIn(publicKeys)
  return {
    ...(name.trim() === '' && { name: 'Say what it is called.' }),
    ...(kind === 'web' &&
      linesOf(redirectUris).length === 0 && {
        redirectUris: 'Give at least one address that people are sent back to after signing in.',
      }),
    ...(authentication === 'private_key_jwt' &&
      (keys === undefined || keys.length === 0) && {
        publicKeys: 'Paste a public key as JSON (a JWK), a list of them, or a set (JWKS).',
      }),
    ...(isOutside(draft.accessTokenSeconds, 60, 18_000) && {
      accessTokenSeconds: 'Give 60 to 18000 seconds.',
    }),
    ...(draft.hasRefreshTokens &&
      isOutside(draft.refreshLifetimeDays, 1 / 288, 365) && {
        refreshLifetimeDays: 'Give up to 365 days.',
      }),
    ...(draft.hasRefreshTokens &&
      isOutside(draft.refreshIdleDays, 1 / 288, draft.refreshLifetimeDays) && {
        refreshIdleDays: 'Give no more days than the whole lifetime.',
      }),
  }
}

const isOutside = (value: number, least: number, most: number): boolean => !(value >= least && value <= most)

/** What it may do: `present` where that stays as it is. */
function allowedBy(
  { scopeMode, choice }: AppDraft,
  groups: readonly RoleGroup[],
  present: OAuthApp | undefined,
): EditOAuthApp['scopes'] {
  const { openId, administration } = choice
  if (scopeMode === 'kept' && present) return { ...present.scopes, openId, administration }
  const chosen = scopeMode === 'chosen' ? choice : { ...NOTHING_CHOSEN, allRoles: scopeMode === 'all' }
  return scopesOf({ ...chosen, openId, administration }, groups)
}

export function definitionOf(
  draft: AppDraft,
  groups: readonly RoleGroup[],
  present?: OAuthApp,
): EditOAuthApp {
  const isForPeople = draft.kind !== 'machine'
  return {
    name: draft.name.trim(),
    description: draft.description.trim() || null,
    redirectUris: isForPeople ? linesOf(draft.redirectUris) : [],
    postLogoutRedirectUris: isForPeople ? linesOf(draft.postLogoutRedirectUris) : [],
    authentication: draft.authentication,
    publicKeys: draft.authentication === 'private_key_jwt' ? (keysIn(draft.publicKeys) ?? []) : [],
    accessTokenSeconds: draft.accessTokenSeconds,
    hasRefreshTokens: isForPeople && draft.hasRefreshTokens,
    hasDeviceFlow: isForPeople && draft.hasDeviceFlow,
    refreshIdleSeconds: Math.round(draft.refreshIdleDays * DAY_SECONDS),
    refreshLifetimeSeconds: Math.round(draft.refreshLifetimeDays * DAY_SECONDS),
    scopes: allowedBy(draft, groups, present),
    requiresDpop: draft.requiresDpop,
    isShared: draft.isShared,
  }
}

export const newAppOf = (
  draft: AppDraft,
  groups: readonly RoleGroup[],
  id: CreateOAuthApp['id'],
): CreateOAuthApp => ({ ...definitionOf(draft, groups), kind: draft.kind, ...(id && { id }) })
