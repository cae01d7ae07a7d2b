/**
 * All the claims of an access token that carries only a part of its rights, told to whoever holds it. Computed again from
 * what it was exchanged for: what was lost since is gone, what came since is not in it.
 */
import { bearerKindOf, type AccessTokenClaims } from '../../domain/access-token.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import { permOf, scopeString, type EffectiveScope } from '../../domain/scope.ts'
import type { Needs } from '../needs.ts'
import { lookBehindApp } from '../oauth/look-behind-app.ts'
import { lookBehindMachine } from '../oauth/look-behind-machine.ts'
import { lookBehind, readAccessToken } from './authenticate-access-token.ts'

export type ExpandedClaims = Omit<AccessTokenClaims, 'ovl' | 'ovl_of'>

export async function expandAccessToken(
  needs: Pick<Needs, 'store' | 'keyring' | 'now'>,
  accessToken: string,
): Promise<ExpandedClaims> {
  const { claims, scope, roles, words = [] } = await behind(needs, accessToken)
  const { ovl, ovl_of: _, ...carried } = claims
  if (ovl === undefined) return carried
  return {
    ...carried,
    perms: [...new Set(scope.grants.map(permOf))],
    scope: [...new Set([...words, ...scopeString(scope, roles).split(' ')])].join(' ').trim(),
  }
}

type Behind = {
  readonly claims: AccessTokenClaims
  readonly scope: EffectiveScope
  readonly roles: readonly HeldRole[]
  /** Of OpenID Connect. */
  readonly words?: ReadonlySet<string>
}

async function behind(needs: Pick<Needs, 'store' | 'keyring' | 'now'>, accessToken: string): Promise<Behind> {
  const claims = await readAccessToken(needs, accessToken)
  if (bearerKindOf(claims) === 'machine') return { claims, ...(await lookBehindMachine(needs, claims)) }
  if (bearerKindOf(claims) === 'app') {
    const { scope, facts, words } = await lookBehindApp(needs, claims)
    return { claims, scope, roles: facts.roles, words }
  }
  const { scope, facts } = await lookBehind(needs, claims)
  return { claims, scope, roles: facts.roles }
}
