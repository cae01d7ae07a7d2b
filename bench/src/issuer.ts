/** Access tokens by the thousand and a key document, as Countersign would issue them, for measuring verification. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { calculateJwkThumbprint, type JWK } from 'jose'

export const ISSUER = 'https://tokens.example.com'
export const AUDIENCE = randomUUID()

export type Issued = {
  readonly tokens: readonly string[]
  readonly jwks: { readonly keys: readonly (JWK & { kid: string })[] }
  readonly publicPem: string
  readonly expiresAt: number
}

const LIFE_SECONDS = 1800

export async function issue(count: number): Promise<Issued> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKey = createPublicKey(privateKey)
  const jwk = publicKey.export({ format: 'jwk' }) as JWK
  const kid = await calculateJwkThumbprint(jwk)
  const header = encoded({ alg: 'RS256', kid, typ: 'at+jwt' })
  const iat = Math.floor(Date.now() / 1000)
  const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  const tokens = Array.from({ length: count }, () => {
    const signed = `${header}.${encoded(claims(iat))}`
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
  })
  return {
    tokens,
    jwks: { keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] },
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    expiresAt: (iat + LIFE_SECONDS) * 1000,
  }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function claims(iat: number): object {
  const user = randomUUID()
  const client = randomUUID()
  return {
    iss: ISSUER,
    sub: `local:${user}`,
    aud: AUDIENCE,
    azp: client,
    client_id: client,
    domain: 'local',
    context: randomUUID(),
    context_name: randomUUID(),
    perms: [
      'csp:org_member',
      'csp:organization.read',
      'csp:services.read',
      ...['admin', 'item.read', 'item.write', 'item.delete'].map(
        (name) => `external/${AUDIENCE}/inventory:${name}`,
      ),
    ],
    scope: 'org_member inventory:admin',
    username: 'person-1',
    acct: 'person-1@local',
    iat,
    nbf: iat,
    exp: iat + LIFE_SECONDS,
    jti: randomUUID(),
  }
}
