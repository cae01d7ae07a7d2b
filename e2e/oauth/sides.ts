/** Our service and the oracle beside each other, each at a port of its own, with the same clients and somebody to sign in. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { openAcme, PASSWORD } from '../../server/testing/acme.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { freePort } from '../../server/testing/free-port.ts'
import { addApp, giveApp } from '../../server/testing/oauth.ts'
import { openCookieBrowser, type CookieBrowser } from './cookie-browser.ts'
import type { Clients } from './clients.ts'
import { startOracle } from './oracle.ts'

export const CALLBACK = 'https://wiki.example/callback'
export const LOOPBACK = 'http://127.0.0.1/callback'

export type Side = {
  readonly issuer: string
  readonly clients: Clients
  /** Its endpoints, as its own discovery document names them. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly browser: CookieBrowser
  /** What a `private_key_jwt` client sends, with these claims changed. */
  readonly assertion: (claims?: Readonly<Record<string, unknown>>) => Promise<string>
}

/** Our service on a real socket and the real clock, as a client meets it. */
export async function openService(test: Cleanup) {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const acme = await openAcme(test, {
    env: { COUNTERSIGN_PUBLIC_URL: issuer, COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' },
  })
  Object.defineProperty(acme.clock, 'now', { get: () => Date.now() })
  await acme.app.server.listen({ host: '127.0.0.1', port })
  const machine = await addApp(acme)
  const role = { serviceId: acme.inventory.id, name: 'inventory:admin' }
  await giveApp(acme, acme.organization.id, machine.app.id, role)
  const asking = { kind: 'web', redirectUris: [CALLBACK], hasRefreshTokens: true } as const
  const web = await addApp(acme, asking)
  const thief = await addApp(acme, asking)
  const native = await addApp(acme, {
    ...{ kind: 'native', authentication: 'none', redirectUris: [LOOPBACK], hasRefreshTokens: true },
    hasDeviceFlow: true,
  })
  const browser = openCookieBrowser(issuer, (page) => ({
    ...(page.includes('type="password"')
      ? { username: acme.member.username, password: PASSWORD, step: 'sign_in' }
      : { step: 'allow' }),
  }))
  return { acme, issuer, machine, web, thief, native, browser }
}

export async function openSides(test: Cleanup): Promise<{ ours: Side; theirs: Side }> {
  const { acme, issuer, machine, web, thief, native, browser } = await openService(test)
  const keys = await generateKeyPair('ES256', { extractable: true })
  const jwk = (await exportJWK(keys.publicKey)) as Record<string, string>
  const publicKey = { ...jwk, kid: 'k-1', alg: 'ES256' }
  const signer = await addApp(acme, {
    authentication: 'private_key_jwt',
    publicKeys: [publicKey],
  })
  const clients: Clients = {
    machine: { id: machine.app.id, secret: machine.secret },
    signer: { id: signer.app.id, publicKey },
    web: { id: web.app.id, secret: web.secret, redirectUris: [CALLBACK] },
    thief: { id: thief.app.id, secret: thief.secret, redirectUris: [CALLBACK] },
    native: { id: native.app.id, redirectUris: [LOOPBACK] },
  }
  const oracle = await startOracle(test, clients)
  let made = 0
  const side = async (at: string, inBrowser: CookieBrowser): Promise<Side> => ({
    ...{ issuer: at, clients, browser: inBrowser },
    endpoints: await (await fetch(`${at}/.well-known/openid-configuration`)).json(),
    assertion: (claims = {}) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({
        ...{ iss: signer.app.id, sub: signer.app.id, aud: at, jti: `j-${++made}`, iat: now, exp: now + 60 },
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid: 'k-1' })
        .sign(keys.privateKey)
    },
  })
  const credentials: Record<string, string> = { login: 'max', password: 'any' }
  const theirBrowser = openCookieBrowser(oracle, (page) =>
    page.includes('name="password"') ? credentials : {},
  )
  return { ours: await side(issuer, browser), theirs: await side(oracle, theirBrowser) }
}
