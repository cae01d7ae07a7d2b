/**
 * What a token is worth now (RFC 7662), for an app that proves who it is: of tokens that it was given itself, and of access
 * tokens for a service of its own organization, which is who has to ask. Of every other, and of whatever is no token in
 * force, only that it is not active. An API token is nobody's to ask about but its person's.
 */
import { parseTokenString } from '../../crypto/token-string.ts'
import { toNumericDate } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { permOf, scopeString } from '../../domain/scope.ts'
import { subjectOf } from '../../domain/user.ts'
import { behindAccessToken } from '../api-tokens/behind-access-token.ts'
import type { Needs } from '../needs.ts'
import type { AuthenticatedClient } from '../oauth/authenticate-client.ts'
import { reasonAgainst } from '../oauth/issue-to-person.ts'
import { findRefreshToken } from '../oauth/refresh-tokens.ts'
import { mayKnow } from '../oauth/may-know.ts'

type IntrospectNeeds = Pick<Needs, 'store' | 'keyring' | 'keyedHash' | 'now' | 'settings'>

export type Introspected = { readonly active: boolean } & Readonly<Record<string, unknown>>

const INACTIVE: Introspected = { active: false }

/** @throws {Refusal} `client_invalid` for an app that can't prove who it is */
export function introspect(
  needs: IntrospectNeeds,
  client: AuthenticatedClient,
  token: string,
): Promise<Introspected> {
  if (client.credentialId === null)
    throw new Refusal('client_invalid', { detail: 'Only an OAuth app with a secret or a key may ask.' })
  return parseTokenString(token, 'r') === undefined
    ? introspectAccessToken(needs, client, token)
    : introspectRefreshToken(needs, client, token)
}

async function introspectAccessToken(
  needs: IntrospectNeeds,
  { app }: AuthenticatedClient,
  token: string,
): Promise<Introspected> {
  const behind = await behindAccessToken(needs, token).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'access_token_invalid') return undefined
    throw error
  })
  if (behind === undefined) return INACTIVE
  const { claims, scope, roles, words = [] } = behind
  if (!(await mayKnow(needs, app, claims))) return INACTIVE
  const { ovl: _, ovl_of: __, ...told } = claims
  return {
    active: true,
    ...told,
    perms: [...new Set(scope.grants.map(permOf))],
    scope: [...new Set([...words, ...scopeString(scope, roles).split(' ')])].join(' ').trim(),
    token_type: claims.cnf === undefined ? 'Bearer' : 'DPoP',
  }
}

async function introspectRefreshToken(
  needs: IntrospectNeeds,
  { app }: AuthenticatedClient,
  token: string,
): Promise<Introspected> {
  const found = await findRefreshToken(needs, token)
  if (found?.state !== 'kept') return INACTIVE
  const { token: kept } = found
  const facts = await needs.store.oauthGrants.find(kept.grantId)
  const at = needs.now()
  const isOver = kept.replacedAt !== null || kept.expiresAt <= at
  if (facts === undefined || isOver || reasonAgainst(facts, app, at) !== undefined) return INACTIVE
  const { grant, user, organization } = facts
  return {
    active: true,
    iss: needs.settings.issuer,
    sub: subjectOf(user),
    client_id: app.id,
    username: user.username,
    context_name: organization.id,
    scope: grant.scope ?? '',
    iat: toNumericDate(kept.createdAt),
    exp: toNumericDate(kept.expiresAt),
  }
}
