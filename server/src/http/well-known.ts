/** Discovery (OpenID Connect Discovery 1.0, RFC 8414): one truthful document in four places. It advertises only what works. */
import type { FastifyInstance } from 'fastify'
import { ASSERTION_ALGORITHMS } from '../domain/oauth/oauth-app.ts'
import { SIGNING_ALGORITHMS } from '../domain/signing-key.ts'
import { GRANTS } from './oauth/token.ts'
import type { HttpSettings } from './settings.ts'

export const COMPATIBLE_BASE = '/csp/gateway/am/api'

const PLACES = [
  `${COMPATIBLE_BASE}/.well-known/openid-configuration`,
  `${COMPATIBLE_BASE}/auth/.well-known/openid-configuration`,
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]

/** All that clients need to know of this issuer. */
export function discoveryDocument(publicUrl: string) {
  const base = `${publicUrl}${COMPATIBLE_BASE}`
  return {
    issuer: publicUrl,
    token_endpoint: `${publicUrl}/oauth2/token`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/auth/token-public-key?format=jwks`,
    end_session_endpoint: `${base}/auth/logout`,
    // An API token is a refresh token that needs no app.
    grant_types_supported: [...new Set([...Object.keys(GRANTS), 'refresh_token'])],
    response_types_supported: [],
    subject_types_supported: ['public'],
    scopes_supported: ['openid'],
    id_token_signing_alg_values_supported: SIGNING_ALGORITHMS,
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
      'none',
    ],
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    claims_supported: CLAIMS,
    service_documentation: `${publicUrl}/help/services`,
  }
}

export function wellKnownRoutes(server: FastifyInstance, { publicUrl }: HttpSettings): void {
  const document = discoveryDocument(publicUrl)
  for (const url of PLACES) {
    server.get(url, { schema: { hide: true } }, (_request, reply) => {
      reply.header('cache-control', 'public, max-age=300')
      return document
    })
  }
}

const CLAIMS = [
  'iss',
  'sub',
  'aud',
  'azp',
  'iat',
  'exp',
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
