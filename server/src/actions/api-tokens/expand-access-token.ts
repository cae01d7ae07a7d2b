/**
 * All the claims of an access token that carries only a part of its rights, told to whoever holds it. Computed again from
 * what it was exchanged for: what was lost since is gone, what came since is not in it.
 */
import type { AccessTokenClaims } from '../../domain/access-token.ts'
import { permOf, scopeString } from '../../domain/scope.ts'
import type { Needs } from '../needs.ts'
import { refuseUnlessProved, type PresentedProof } from '../oauth/prove-key.ts'
import { behindAccessToken } from './behind-access-token.ts'

export type ExpandedClaims = Omit<AccessTokenClaims, 'ovl' | 'ovl_of'>

export async function expandAccessToken(
  needs: Pick<Needs, 'store' | 'keyring' | 'now'>,
  accessToken: string,
  proof: PresentedProof,
): Promise<ExpandedClaims> {
  const { claims, scope, roles, words = [] } = await behindAccessToken(needs, accessToken)
  await refuseUnlessProved(needs, claims, accessToken, proof)
  const { ovl, ovl_of: _, ...carried } = claims
  if (ovl === undefined) return carried
  return {
    ...carried,
    perms: [...new Set(scope.grants.map(permOf))],
    scope: [...new Set([...words, ...scopeString(scope, roles).split(' ')])].join(' ').trim(),
  }
}
