/**
 * An authorization code, once, by the app that it was made for, with the proof that it is the same that asked (RFC 6749,
 * section 4.1.3; RFC 7636). A second time ends all that came of the first.
 */
import { sha256 } from '../../crypto/digest.ts'
import { parseTokenString } from '../../crypto/token-string.ts'
import { isExpired } from '../../domain/instant.ts'
import { refusedGrant } from '../../domain/oauth/refused-grant.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Changes } from '../../store/store.ts'
import { handOver } from './hand-over.ts'
import type { Grant } from './issued-tokens.ts'
import { refuseReused, refuseUnlessInForce } from './issue-to-person.ts'

/** RFC 7636, section 4.1. */
const VERIFIER = /^[A-Za-z0-9\-._~]{43,128}$/

export const redeemCode: Grant = async (needs, request) => {
  const { store, keyedHash } = needs
  const { parameters, origin } = request
  const { app } = request.client
  if (app.kind === 'machine') throw new Refusal('client_unauthorized')
  const [presented, redirectUri, verifier] = ['code', 'redirect_uri', 'code_verifier'].map((name) => {
    const value = parameters.get(name)
    if (value === undefined) throw new Refusal('request_invalid', { detail: `Send ${name}.` })
    return value
  }) as [string, string, string]
  const id = parseTokenString(presented, 'c')?.id
  const code = id === undefined ? undefined : await store.oauthGrants.findCode(id)
  if (code === undefined) keyedHash.burn('oauth-code', presented)
  if (code === undefined || !keyedHash.matches('oauth-code', presented, code.hash))
    throw refusedGrant('code_unknown')
  const now = needs.now()
  const found = await store.oauthGrants.find(code.grantId)
  // Before anything else is said: whoever comes second is told so, also when it has ended meanwhile.
  if (code.usedAt !== null && found?.grant.appId === app.id)
    return refuseReused(needs, found, 'code_reused', origin)
  const facts = refuseUnlessInForce(found, app, now)
  if (isExpired(code, now)) throw refusedGrant('code_expired')
  if (redirectUri !== code.redirectUri)
    throw refusedGrant('redirect_uri_differs', 'redirect_uri is not the one that the code was sent to.')
  if (!VERIFIER.test(verifier) || sha256(verifier, 'base64url') !== code.codeChallenge)
    throw refusedGrant('verifier_wrong', 'code_verifier does not belong to the code_challenge.')
  const use = (tx: Changes): Promise<boolean> => tx.oauthGrants.useCode(code.id, now)
  return handOver(needs, request, { facts, nonce: code.nonce, now, use })
}
