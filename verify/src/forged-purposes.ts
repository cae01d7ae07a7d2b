/**
 * Tokens that are good for something else, all signed by the issuer's own key and of the type of every JWT: ID tokens,
 * refresh tokens, logout tokens. Also where access tokens have that type, none of these is one.
 */
import { signToken } from './forge-token.ts'
import type { Forgery, Scene } from './forged-scene.ts'

export function forgePurposes({ rsa, service, headerOf, claims }: Scene): Forgery[] {
  const { iss, sub, username, iat, exp, context_name } = claims()
  const apiToken = 'a1B2c3D4e5F6'
  /** As the issuer writes it. */
  const idToken = { iss, sub, aud: apiToken, azp: apiToken, username, context_name, iat, exp }
  const bare = { client_id: undefined, value_id: undefined, grant_id: undefined }
  const backchannelLogout = { 'http://schemas.openid.net/event/backchannel-logout': {} }
  const others: Record<string, object> = {
    'an ID token': idToken,
    'an ID token for the service': { ...idToken, aud: service },
    'an ID token with the perms of an access token': { ...idToken, aud: service, perms: claims().perms },
    'an ID token with all but what only access tokens have': claims(bare),
    'an ID token with a client_id': claims({ ...bare, client_id: apiToken }),
    'an ID token with an empty value_id': claims({ ...bare, client_id: apiToken, value_id: '' }),
    'an ID token with a value_id': claims({ ...bare, value_id: 'z9Y8x7W6v5U4' }),
    'an ID token with a grant_id': claims({ ...bare, grant_id: 'Gr4ntId00001' }),
    'an ID token with a nonce': claims({ nonce: 'n-0S6_WzA2Mj' }),
    'an ID token with a nonce that is null': claims({ nonce: null }),
    'an ID token with the hash of its access token': claims({ at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }),
    'an ID token with the hash of its code': claims({ c_hash: 'LDktKdoQak3Pk0cnXxCltA' }),
    'an ID token with the hash of its state': claims({ s_hash: 'LDktKdoQak3Pk0cnXxCltA' }),
    'an ID token that says what it is for': claims({ token_use: 'id' }),
    'a refresh token': { iss, sub, aud: iss, iat, exp, jti: 'refresh', scope: 'openid offline_access' },
    'a refresh token that says so': claims({ typ: 'Refresh' }),
    'an offline token that says so': claims({ typ: 'Offline' }),
    'a refresh token that says what it is for': claims({ token_use: 'refresh' }),
    'a logout token': { iss, sub, aud: service, iat, exp, jti: 'logout', events: backchannelLogout },
    'a logout token with all claims of an access token': claims({ events: backchannelLogout }),
    "a client's assertion": { iss: apiToken, sub: apiToken, aud: iss, iat, exp, jti: 'assertion' },
    'the answer to a user info request': { iss, sub, aud: service, username },
    'a subject and nothing else': { sub },
  }
  return Object.entries(others).map(([what, payload]): Forgery => [
    what,
    signToken(rsa, { ...headerOf(rsa), typ: 'JWT' }, payload),
    'type_mismatch',
  ])
}
