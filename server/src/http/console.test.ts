/** What a browser gets where the console is not there. Where it is, `e2e/console` opens it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { openApp, PUBLIC_URL } from '../../testing/acme.ts'
import { createServer } from './server.ts'

async function openWithoutConsole(t: Parameters<typeof openApp>[0]) {
  const { app } = await openApp(t)
  const settings = {
    publicUrl: PUBLIC_URL,
    trustedProxies: [],
    hstsIncludesSubdomains: true,
    acceptsTokenInUrl: true,
    acceptsClientUrls: false,
    failedExchangesPerMinute: 0,
    certificate: undefined,
    consoleFolder: undefined,
  }
  const server = await createServer(app.needs, settings, pino({ level: 'silent' }))
  t.after(() => server.close())
  return (url: string, accept: string) => server.inject({ url, headers: { accept } })
}

test('a console that was not built says what to type, in HTML, at every address within it', async (t) => {
  const get = await openWithoutConsole(t)
  for (const url of ['/', '/setup', '/api-tokens/some-id?x=y', '/index.html']) {
    const { statusCode, headers, body } = await get(url, 'text/html,*/*;q=0.8')
    assert.equal(statusCode, 503, url)
    assert.match(String(headers['content-type']), /^text\/html/)
    assert.match(String(headers['content-security-policy']), /default-src 'none'/)
    assert.match(body, /npm start/)
  }
})

test('what a start prints is a page for whoever takes anything', async (t) => {
  const get = await openWithoutConsole(t)
  for (const url of ['/', '/setup', '/setup?x']) {
    const { statusCode, headers } = await get(url, '*/*')
    assert.equal(statusCode, 503, url)
    assert.match(String(headers['content-type']), /^text\/html/)
  }
})

test('programs are answered in JSON also where the console was not built', async (t) => {
  const get = await openWithoutConsole(t)
  for (const [url, accept] of [
    ['/', 'application/json'],
    ['/setup', 'application/json'],
    ['/loggedin/user', '*/*'],
    ['/api/v1/nothing', 'text/html'],
    ['/csp/gateway/nothing', 'text/html'],
    ['/assets/none.js', 'text/html'],
  ] as const) {
    const { statusCode, headers } = await get(url, accept)
    assert.equal(statusCode, 404, url)
    assert.match(String(headers['content-type']), /json/)
  }
  assert.equal((await get('/healthz', 'text/html')).statusCode, 200)
})
