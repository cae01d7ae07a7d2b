/** What stands behind an access token now, of whichever kind it is, and what of its rights still holds. */
import { bearerKindOf, type AccessTokenClaims } from '../../domain/access-token.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import type { EffectiveScope } from '../../domain/scope.ts'
import type { Needs } from '../needs.ts'
import { lookBehindApp } from '../oauth/look-behind-app.ts'
import { lookBehindMachine } from '../oauth/look-behind-machine.ts'
import { lookBehind, readAccessToken } from './authenticate-access-token.ts'

type Behind = {
  readonly claims: AccessTokenClaims
  readonly scope: EffectiveScope
  readonly roles: readonly HeldRole[]
  /** Of OpenID Connect. */
  readonly words?: ReadonlySet<string>
}

/**
 * Whether it is bound to a key is not looked at.
 * @throws {Refusal} `access_token_invalid` when anything that it came from is gone
 */
export async function behindAccessToken(
  needs: Pick<Needs, 'store' | 'keyring' | 'now'>,
  accessToken: string,
): Promise<Behind> {
  const claims = await readAccessToken(needs, accessToken)
  if (bearerKindOf(claims) === 'machine') return { claims, ...(await lookBehindMachine(needs, claims)) }
  if (bearerKindOf(claims) === 'app') {
    const { scope, facts, words } = await lookBehindApp(needs, claims)
    return { claims, scope, roles: facts.roles, words }
  }
  const { scope, facts } = await lookBehind(needs, claims)
  return { claims, scope, roles: facts.roles }
}
