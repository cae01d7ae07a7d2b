/** Discovery (OpenID Connect Discovery 1.0, RFC 8414): one truthful document in four places. It advertises only what works. */
import type { FastifyInstance } from 'fastify'
import { OPENID_WORDS } from '../domain/oauth/asked-scope.ts'
import { PROMPTS, RESPONSE_MODES } from '../domain/oauth/authorization-request.ts'
import { PASSWORD_CLASS } from '../domain/oauth/id-token.ts'
import { ASSERTION_ALGORITHMS, DPOP_ALGORITHMS } from '../domain/oauth/oauth-app.ts'
import { ADMINISTRATION } from '../domain/scope.ts'
import { SIGNING_ALGORITHMS } from '../domain/signing-key.ts'
import { GRANTS } from './oauth/token.ts'
import type { HttpSettings } from './settings.ts'

export const COMPATIBLE_BASE = '/csp/gateway/am/api'

const RESOURCE_METADATA = '/.well-known/oauth-protected-resource'

const PLACES = [
  `${COMPATIBLE_BASE}/.well-known/openid-configuration`,
  `${COMPATIBLE_BASE}/auth/.well-known/openid-configuration`,
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]

const CLIENT_AUTHENTICATION = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']

/** All that clients need to know of this issuer. */
export function discoveryDocument(publicUrl: string, acceptsClientUrls = false) {
  const withAuthentication = (endpoint: string, methods: readonly string[]) => ({
    [`${endpoint}_endpoint_auth_methods_supported`]: methods,
    [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: ASSERTION_ALGORITHMS,
  })
  return {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth2/authorize`,
    pushed_authorization_request_endpoint: `${publicUrl}/oauth2/par`,
    require_pushed_authorization_requests: false,
    device_authorization_endpoint: `${publicUrl}/oauth2/device`,
    token_endpoint: `${publicUrl}/oauth2/token`,
    userinfo_endpoint: `${publicUrl}/oauth2/userinfo`,
    jwks_uri: `${publicUrl}/oauth2/jwks`,
    revocation_endpoint: `${publicUrl}/oauth2/revoke`,
    introspection_endpoint: `${publicUrl}/oauth2/introspect`,
    end_session_endpoint: `${publicUrl}/oauth2/logout`,
    response_types_supported: ['code'],
    response_modes_supported: RESPONSE_MODES,
    // An API token is a refresh token that needs no app.
    grant_types_supported: [...new Set([...Object.keys(GRANTS), 'refresh_token'])],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['public'],
    scopes_supported: OPENID_WORDS,
    prompt_values_supported: PROMPTS,
    acr_values_supported: [PASSWORD_CLASS],
    id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
    ...withAuthentication('token', [...CLIENT_AUTHENTICATION, 'none']),
    // An API token is revoked by whoever has it, without any app.
    ...withAuthentication('revocation', [...CLIENT_AUTHENTICATION, 'none']),
    ...withAuthentication('introspection', CLIENT_AUTHENTICATION),
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    authorization_response_iss_parameter_supported: true,
    ...(acceptsClientUrls && { client_id_metadata_document_supported: true }),
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    claims_supported: CLAIMS,
    service_documentation: `${publicUrl}/help/services`,
  }
}

/** Our own API as a protected resource (RFC 9728). */
const resourceMetadata = (publicUrl: string) => ({
  resource: publicUrl,
  authorization_servers: [publicUrl],
  jwks_uri: `${publicUrl}/oauth2/jwks`,
  bearer_methods_supported: ['header'],
  dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
  scopes_supported: [ADMINISTRATION, 'ssf.read', 'ssf.manage'],
  resource_name: 'Countersign',
  resource_documentation: `${publicUrl}/api/reference`,
})

export function wellKnownRoutes(
  server: FastifyInstance,
  { publicUrl, acceptsClientUrls }: HttpSettings,
): void {
  const document = discoveryDocument(publicUrl, acceptsClientUrls)
  for (const url of PLACES) {
    server.get(url, { schema: { hide: true } }, (_request, reply) => {
      reply.headers({ 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' })
      return document
    })
  }
  const resource = resourceMetadata(publicUrl)
  server.get(RESOURCE_METADATA, { schema: { hide: true } }, (_request, reply) => {
    reply.headers({ 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' })
    return resource
  })
}

const CLAIMS = [
  'iss',
  'sub',
  'aud',
  'azp',
  'iat',
  'exp',
  'nonce',
  'auth_time',
  'acr',
  'amr',
  'at_hash',
  'sid',
  'name',
  'username',
  'acct',
  'domain',
  'email',
  'email_verified',
  'given_name',
  'family_name',
  'context_name',
  'group_ids',
  'group_names',
]
