/**
 * A browser application with Angular and angular-oauth2-oidc, as they are published, at an origin of its own: discovery, the
 * code with PKCE, the ID token with its signature, and the refresh, all by scripts that the browser's rules on origins hold.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import test, { after } from 'node:test'
import { build, type Rollup } from 'vite'
import { PASSWORD } from '../../server/testing/acme.ts'
import { addApp } from '../../server/testing/oauth.ts'
import { launchBrowser } from '../browser.ts'
import { openAcmeInBrowser } from '../console/installation.ts'

const [browser, script] = await Promise.all([launchBrowser(), built()])
after(() => browser.close())
const { acme, url: issuer, newPage } = await openAcmeInBrowser({ after }, browser)

async function built(): Promise<string> {
  const lib = { entry: 'page.ts', formats: ['es' as const], fileName: 'page' }
  const outputs = await build({
    root: fileURLToPath(new URL('angular', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'esnext', lib },
  })
  const [{ output }] = outputs as [Rollup.RollupOutput]
  return output[0].code
}

const application = createServer((request, response) => {
  const isScript = request.url === '/page.js'
  response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
  response.end(
    isScript ? script : '<!doctype html><title>App</title><script type="module" src="/page.js"></script>',
  )
})
application.listen(0, '127.0.0.1')
await once(application, 'listening')
after(() => application.close())
const here = `http://127.0.0.1:${(application.address() as AddressInfo).port}/`
const { app } = await addApp(acme, {
  ...{ kind: 'native', authentication: 'none', name: 'Board', redirectUris: [here] },
  ...{ postLogoutRedirectUris: [here], hasRefreshTokens: true },
})

test('angular-oauth2-oidc signs in, checks the ID token by its signature, refreshes, asks who it is, and signs out', async (t) => {
  const page = await newPage(t)
  const asked = new Set<string>()
  page.on('request', (request) => asked.add(`${request.method()} ${new URL(request.url()).pathname}`))
  const settings = {
    ...{ issuer, clientId: app.id, redirectUri: here, responseType: 'code' },
    ...{ scope: 'openid profile email offline_access', requireHttps: false, showDebugInformation: false },
    ...{ postLogoutRedirectUri: here, useSilentRefresh: false },
  }
  /** At each load, as the library's own guide begins. */
  const begin = async (): Promise<boolean> => {
    await page.waitForFunction(() => 'oauth' in window)
    return page.evaluate(async (given) => {
      window.oauth.configure(given)
      await window.oauth.loadDiscoveryDocumentAndTryLogin()
      return window.oauth.hasValidIdToken() && window.oauth.hasValidAccessToken()
    }, settings)
  }
  const tokens = () =>
    page.evaluate(() => ({
      access: window.oauth.getAccessToken(),
      refresh: window.oauth.getRefreshToken(),
      claims: window.oauth.getIdentityClaims() as Record<string, unknown>,
    }))

  await page.goto(here)
  assert.equal(await begin(), false)
  await page.evaluate(() => window.oauth.initCodeFlow())
  await page.getByLabel('User name').fill('max')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await page.waitForURL((at) => at.href.startsWith(here))
  assert.equal(await begin(), true)
  const first = await tokens()
  assert.ok(asked.has('GET /oauth2/jwks'), 'the signature was not looked at')
  assert.deepEqual([first.claims['email'], first.claims['aud']], ['max@acme.example', app.id])

  await page.evaluate(() => window.oauth.refreshToken())
  const second = await tokens()
  assert.notEqual(second.access, first.access)
  assert.notEqual(second.refresh, first.refresh)
  assert.equal(second.claims['sub'], first.claims['sub'])
  const { info } = await page.evaluate(() => window.oauth.loadUserProfile() as Promise<{ info: object }>)
  assert.deepEqual(info, { ...info, email: 'max@acme.example', sub: first.claims['sub'] })

  // Given back, and signed out at both.
  await page.evaluate(() => window.oauth.revokeTokenAndLogout())
  await page.waitForURL((at) => at.href.startsWith(here))
  assert.equal(await begin(), false)
  const userInfo = await fetch(`${issuer}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${second.access}` },
  })
  assert.equal(userInfo.status, 401)
})
