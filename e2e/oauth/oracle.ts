/**
 * `oidc-provider`, set up as near to our rules as its settings allow: the second opinion on every awkward request. Its own
 * in-memory adapter, its own pages for signing in; nothing of it is ever in the service.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import Provider from 'oidc-provider'
import { freePort } from '../../server/testing/free-port.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import type { Clients } from './clients.ts'

/** The words that it asks of a client, beside id and secret. */
const PERSONAL = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] }
const MACHINE = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [] }

type Client = { grantTypeAllowed(name: string): boolean }

export async function startOracle(test: Cleanup, clients: Clients): Promise<string> {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const { machine, signer, web, native, thief } = clients
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const secretOf = ({ id, secret }: { id: string; secret: string }) => ({
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_basic',
  })
  const provider = new Provider(issuer, {
    clients: [
      { ...secretOf(machine), ...MACHINE },
      {
        ...{ client_id: signer.id, jwks: { keys: [signer.publicKey] }, ...MACHINE },
        token_endpoint_auth_method: 'private_key_jwt',
      },
      { ...secretOf(web), ...PERSONAL, redirect_uris: web.redirectUris },
      { ...secretOf(thief), ...PERSONAL, redirect_uris: thief.redirectUris },
      {
        ...{ client_id: native.id, redirect_uris: native.redirectUris, ...PERSONAL },
        ...{ application_type: 'native', token_endpoint_auth_method: 'none' },
        grant_types: [...PERSONAL.grant_types, 'urn:ietf:params:oauth:grant-type:device_code'],
      },
    ],
    jwks: { keys: [{ ...key, alg: 'RS256', use: 'sig', kid: 'oracle' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    pkce: { required: () => true },
    issueRefreshToken: (_context: unknown, client: Client) => client.grantTypeAllowed('refresh_token'),
    ttl: { AccessToken: 1800, AuthorizationCode: 60, RefreshToken: 86_400, Grant: 86_400, Session: 86_400 },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: { enabled: true },
    },
  })
  const server = createServer(provider.callback())
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  test.after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })
  return issuer
}
