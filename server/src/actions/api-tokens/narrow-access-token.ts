/**
 * Token exchange (RFC 8693) of an access token: another one for the same person or machine, with fewer rights and for no
 * longer, for what a service calls in their name. What was lost since is not in it; and it can't be made to give more.
 */
import { randomUuid } from '../../crypto/random.ts'
import { audienceOf, type AccessTokenClaims } from '../../domain/access-token.ts'
import { toNumericDate } from '../../domain/instant.ts'
import { askedScope } from '../../domain/oauth/asked-scope.ts'
import { audiencesOf, narrowingTo } from '../../domain/oauth/resources.ts'
import { refusedGrant } from '../../domain/oauth/refused-grant.ts'
import { carriedRights, narrowingsOf } from '../../domain/overflow.ts'
import { Refusal } from '../../domain/refusal.ts'
import { narrowedScope } from '../../domain/scope.ts'
import type { Grant } from '../oauth/issued-tokens.ts'
import { mayKnow } from '../oauth/may-know.ts'
import { behindAccessToken } from './behind-access-token.ts'

export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'
const SUBJECT_TYPES = [ACCESS_TOKEN_TYPE, 'urn:ietf:params:oauth:token-type:jwt']

export const narrowAccessToken: Grant = async (needs, { client, parameters, origin, dpopThumbprint }) => {
  const subjectToken = parameters.get('subject_token')
  if (subjectToken === undefined) throw invalid('Send subject_token.')
  if (!SUBJECT_TYPES.includes(parameters.get('subject_token_type') ?? ''))
    throw invalid(`subject_token_type must be ${ACCESS_TOKEN_TYPE}.`)
  if (parameters.get('actor_token') !== undefined)
    throw invalid('actor_token is not taken: the access token stays that of its person or machine.')
  if (![undefined, ACCESS_TOKEN_TYPE].includes(parameters.get('requested_token_type')))
    throw invalid(`requested_token_type must be ${ACCESS_TOKEN_TYPE}, or be left out.`)
  if (client.credentialId === null)
    throw new Refusal('client_unauthorized', {
      detail: 'Only an OAuth app with a secret or a key may do this.',
    })

  const behind = await behindAccessToken(needs, subjectToken).catch(asInvalidGrant)
  const { claims, scope: before, roles } = behind
  if (!(await mayKnow(needs, client.app, claims))) throw refusedGrant('of_another_app')
  if (claims.cnf !== undefined && claims.cnf.jkt !== dpopThumbprint)
    throw new Refusal('dpop_proof_invalid', { detail: 'The access token is bound to another key.' })

  const now = needs.now()
  const { issuer, accessTokenSeconds } = needs.settings
  const { rights: names } = askedScope(parameters.get('scope'))
  const audiences = audiencesOf(issuer, {
    resources: parameters.all('resource'),
    audiences: parameters.all('audience'),
  })
  const held = roles.filter(({ serviceId }) => before.grants.some((grant) => grant.serviceId === serviceId))
  const allowedResourceScope = narrowingTo(audiences, issuer, held)
  const narrowing = {
    ...(names !== undefined && { scope: names }),
    ...(allowedResourceScope !== undefined && { allowedResourceScope }),
  }
  const scope = { ...narrowedScope(before, roles, now, narrowingsOf(narrowing, roles)), openId: false }
  const rights = carriedRights({ aud: audienceOf(issuer, scope), scope, roles, narrowing: {}, now })
  // The whole could be told from two narrowings only, and there is room for one.
  if (rights.ovl) throw new Refusal('scope_invalid', { detail: TOO_MUCH })
  const issuedAt = toNumericDate(now)
  const made: AccessTokenClaims = {
    ...identityOf(claims),
    ...rights,
    ...{ context: randomUuid(), jti: randomUuid(), iat: issuedAt, nbf: issuedAt, narrowed: true },
    exp: Math.min(claims.exp, issuedAt + accessTokenSeconds),
  }
  needs.appUsageLog.record({
    ...{ appId: client.app.id, organizationId: client.app.organizationId, secretId: client.secretId },
    ...{ lastUsedAt: now, address: origin.address, userAgent: origin.userAgent },
  })
  return {
    accessToken: await needs.keyring.sign('at+jwt', made),
    tokenType: claims.cnf === undefined ? 'Bearer' : 'DPoP',
    expiresInSeconds: Math.max(1, made.exp - issuedAt - 1),
    scope: made.scope,
    issuedTokenType: ACCESS_TOKEN_TYPE,
  }
}

/** All but its rights and its times: whom it stands for, where it came from, and where it stands whether that still counts. */
const identityOf = ({
  aud: _aud,
  perms: _perms,
  scope: _scope,
  ovl: _ovl,
  ovl_of: _origin,
  ...identity
}: AccessTokenClaims) => identity

/** What is wrong with the subject token is not said (RFC 8693, section 2.2.2, has one word for all of it). */
function asInvalidGrant(error: unknown): never {
  if (error instanceof Refusal && error.code === 'access_token_invalid')
    throw new Refusal('grant_invalid', { cause: error.cause })
  throw error
}

const invalid = (detail: string): Refusal => new Refusal('request_invalid', { detail })

const TOO_MUCH = 'What is left is too much for one access token. Narrow it further, by scope or by audience.'
