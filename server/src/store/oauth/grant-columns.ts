/** Grants, consents, codes and refresh tokens between rows and what they mean. */
import type { Code, Consent, Grant, RefreshToken } from '../../domain/oauth/grant.ts'
import { toAllowedScopes } from '../allowed-scopes.ts'
import { memo } from '../memo.ts'
import type { Schema } from '../schema.ts'
import type { Hashed } from './oauth-grants-store.ts'

export const toGrant = (row: Schema['oauth_grants']): Grant => ({
  id: row.id,
  organizationId: row.organization_id,
  appId: row.app_id,
  userId: row.user_id,
  scope: row.scope,
  resources: JSON.parse(row.resources) as string[],
  authenticatedAt: row.authenticated_at,
  authenticatedBy: row.authenticated_by,
  sessionId: row.session_id,
  dpopThumbprint: row.dpop_thumbprint,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
})

export const toGrantRow = (grant: Grant): Omit<Schema['oauth_grants'], 'status_place'> => ({
  id: grant.id,
  organization_id: grant.organizationId,
  app_id: grant.appId,
  user_id: grant.userId,
  scope: grant.scope,
  resources: JSON.stringify(grant.resources),
  authenticated_at: grant.authenticatedAt,
  authenticated_by: grant.authenticatedBy,
  session_id: grant.sessionId,
  dpop_thumbprint: grant.dpopThumbprint,
  created_at: grant.createdAt,
  expires_at: grant.expiresAt,
  revoked_at: grant.revokedAt,
  last_used_at: grant.lastUsedAt,
})

/** What a consent is about, as its one text. */
type ConsentText = Pick<Consent, 'words' | 'allowed'>

export const toConsentText = memo<ConsentText>((json) => {
  const { words, allowed } = JSON.parse(json) as ConsentText
  return { words, allowed: toAllowedScopes(JSON.stringify(allowed)) }
}, 2 ** 20)

export const toConsent = (row: Schema['oauth_consents']): Consent => ({
  organizationId: row.organization_id,
  appId: row.app_id,
  userId: row.user_id,
  ...toConsentText(row.scope),
  givenAt: row.given_at,
  lastUsedAt: row.last_used_at,
})

export const toConsentRow = (consent: Consent): Schema['oauth_consents'] => ({
  organization_id: consent.organizationId,
  app_id: consent.appId,
  user_id: consent.userId,
  scope: JSON.stringify({ words: consent.words, allowed: consent.allowed } satisfies ConsentText),
  given_at: consent.givenAt,
  last_used_at: consent.lastUsedAt,
})

export const toCode = (row: Schema['oauth_codes']): Hashed<Code> => ({
  id: row.id,
  hash: row.hash,
  grantId: row.grant_id,
  redirectUri: row.redirect_uri,
  codeChallenge: row.code_challenge,
  nonce: row.nonce,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
})

export const toCodeRow = (code: Hashed<Code>): Schema['oauth_codes'] => ({
  id: code.id,
  hash: code.hash,
  grant_id: code.grantId,
  redirect_uri: code.redirectUri,
  code_challenge: code.codeChallenge,
  nonce: code.nonce,
  created_at: code.createdAt,
  expires_at: code.expiresAt,
  used_at: code.usedAt,
})

export const toRefreshToken = (row: Schema['oauth_refresh_tokens']): Hashed<RefreshToken> => ({
  id: row.id,
  hash: row.hash,
  grantId: row.grant_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  replacedAt: row.replaced_at,
})

export const toRefreshTokenRow = (token: Hashed<RefreshToken>): Schema['oauth_refresh_tokens'] => ({
  id: token.id,
  hash: token.hash,
  grant_id: token.grantId,
  created_at: token.createdAt,
  expires_at: token.expiresAt,
  replaced_at: token.replacedAt,
})
