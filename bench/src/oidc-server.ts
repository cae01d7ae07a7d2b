/**
 * oidc-provider doing the same job as well as it can: a client's id and secret in, a JWT access token with claims of the
 * same size out, signed with the same key; and people who sign in to a client that has an address to go back to. Its own
 * in-memory adapter, a thousand clients, nothing enabled that is not needed.
 */
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import Provider from 'oidc-provider'
import type { Signer } from './installation.ts'

process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(4, availableParallelism()))

const [signerFile = '', formsFile = ''] = process.argv.slice(2)
const { algorithm, kid, privateKeyPem, claims } = JSON.parse(readFileSync(signerFile, 'utf8')) as Signer
const forms = JSON.parse(readFileSync(formsFile, 'utf8')) as Record<string, string>[]

// What oidc-provider sets itself; the rest makes the tokens as large as ours.
const { iss, aud, iat, exp, jti, sub, client_id, scope, ...extra } = claims

const provider = new Provider(String(iss), {
  clients: forms.map((form) => ({
    client_id: form['client_id'],
    client_secret: form['client_secret'],
    token_endpoint_auth_method: 'client_secret_post',
    ...(form['redirect_uri'] === undefined
      ? { grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: String(scope) }
      : {
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          redirect_uris: [form['redirect_uri']],
        }),
  })),
  scopes: ['openid', ...String(scope).split(' ')],
  issueRefreshToken: () => true,
  jwks: {
    keys: [{ ...createPrivateKey(privateKeyPem).export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' }],
  },
  clientAuthMethods: ['client_secret_post'],
  enabledJWA: { idTokenSigningAlgValues: [algorithm] },
  clientDefaults: { id_token_signed_response_alg: algorithm },
  features: {
    devInteractions: { enabled: forms.some((form) => form['redirect_uri'] !== undefined) },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => 'https://inventory.example',
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: String(scope),
        audience: (aud as string[])[0],
        accessTokenTTL: 1800,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: algorithm } },
      }),
    },
  },
  extraTokenClaims: () => extra,
})

const server = createServer(provider.callback())
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('SIGTERM', () => process.exit(0))
