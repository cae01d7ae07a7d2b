/**
 * Cloudflare's workerd, the real one: a worker with the guards for fetch handlers lets in and refuses as any other
 * service does. It has no Node in it, ends what a request has begun as soon as that is answered, and knows no
 * `redirect: 'error'`.
 */
import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import test, { after, before, suite } from 'node:test'
import { promisify } from 'node:util'
import { FEED_TOKEN, startFeed } from './fake-feed.ts'
import { type FakeIssuer, SERVICE, startIssuer } from './fake-issuer.ts'
import { makeProof, makeProofKey } from './forge-proof.ts'
import { claimsOf, headerOf, makeKey, signToken, type TestKey } from './forge-token.ts'

/** The path of its program, which is all that the package has. */
const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string }
const root = join(import.meta.dirname, '../..')
const READ = 'inventory:item.read'
const SERVICE_URL = 'https://inventory.example.com'

const workerOf = (issuer: string, options = ''): string => `
import { accessTokenOf, createVerifier } from './index.js'
import { fetchGuards } from './fetch.js'
let later = 0
const verifier = createVerifier({
  issuer: '${issuer}',
  audience: '${SERVICE}',
  serviceUrl: '${SERVICE_URL}',
  now: () => Date.now() + later,
  keysTimeoutSeconds: 2,
  ${options}
})
const { requireToken, requirePermission } = fetchGuards(verifier)
const routes = {
  '/me': requireToken({ organization: 'any' })((request) => Response.json(accessTokenOf(request).username)),
  '/items': requirePermission('${READ}', { organization: 'any' })(() => Response.json('items')),
}
export default {
  fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname !== '/later') return routes[pathname](request, env, context)
    later += searchParams.get('seconds') * 1000
    return new Response()
  },
}
`

const configOf = (modules: readonly string[]): string => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${modules.map((name) => `(name = "${name}", esModule = embed "${name}")`).join(', ')}],
  compatibilityDate = "2026-07-01",
);
`

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-workerd-'))
  // Into a folder of its own: another test packs the one that is usual.
  const settings = ['--outDir', folder, '--composite', 'false', '--incremental', 'false']
  const tsc = join(root, 'node_modules/.bin/tsc')
  await promisify(execFile)(tsc, ['-p', 'verify', ...settings], { cwd: root })
  for (const file of await readdir(folder)) {
    if (/test|forge|fake|held-memory|\.d\.ts$/.test(file)) await rm(join(folder, file))
  }
})
after(() => rm(folder, { recursive: true }))

async function startWorker(issuer: FakeIssuer, options?: string) {
  await writeFile(join(folder, 'worker.js'), workerOf(issuer.url, options))
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js') && file !== 'worker.js')
  await writeFile(join(folder, 'config.capnp'), configOf(['worker.js', ...files]))
  const child = spawn(workerd, ['serve', '--control-fd=3', join(folder, 'config.capnp')], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  })
  const [told] = (await once(child.stdio[3] as Readable, 'data')) as [Buffer]
  const { port } = JSON.parse(told.toString()) as { port: number }
  return { child, address: `http://127.0.0.1:${port}` }
}

for (const kind of ['RS256', 'ES256', 'Ed25519']) {
  suite(`with ${kind}`, () => {
    const key = makeKey(kind)
    let issuer: FakeIssuer
    let worker: { child: ChildProcess; address: string }

    before(async () => {
      issuer = await startIssuer(key)
      worker = await startWorker(issuer)
    })
    after(async () => {
      if (worker.child.exitCode === null && worker.child.kill()) await once(worker.child, 'exit')
      await issuer[Symbol.asyncDispose]()
    })

    const nowSeconds = () => Math.floor(Date.now() / 1000)
    const token = (more: object = {}, by: TestKey = key) =>
      signToken(by, headerOf(by), claimsOf(issuer.url, SERVICE, nowSeconds(), more))
    async function get(
      path: string,
      authorization?: string,
      more: Readonly<Record<string, string>> = {},
    ): Promise<[status: number, code: unknown]> {
      const headers = { ...(authorization && { authorization }), ...more }
      const response = await fetch(worker.address + path, { headers })
      const text = await response.text()
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      return [response.status, response.ok ? body : (body as { code: string }).code]
    }

    test('the first callers of all are let in, the one that fetches the keys and those that wait for them', async () => {
      const calls = Array.from({ length: 10 }, () => get('/items', `Bearer ${token()}`))
      assert.deepEqual(await Promise.all(calls), Array(10).fill([200, 'items']))
      assert.equal(issuer.asked.length, 1)
    })

    test('what is wrong with a token is told as everywhere', async () => {
      const wrong: [authorization: string | undefined, status: number, code: string][] = [
        [undefined, 401, 'token_missing'],
        [`Bearer ${token({ exp: nowSeconds() - 1 })}`, 401, 'token_expired'],
        [`Bearer ${token().slice(0, -8)}AAAAAAAA`, 401, 'signature_invalid'],
        [`Bearer ${token({ iss: 'https://stranger.example' })}`, 401, 'issuer_mismatch'],
        [`Bearer ${token({ aud: 'another' })}`, 403, 'audience_mismatch'],
        [`Bearer ${token({ perms: [] })}`, 403, 'permission_missing'],
      ]
      for (const [authorization, ...answer] of wrong) {
        assert.deepEqual(await get('/items', authorization), answer)
      }
    })

    test('the rights of a token that is too large for them are had from the issuer, once', async () => {
      issuer.perms = [`external/${SERVICE}/${READ}`]
      const large = `Bearer ${token({ ovl: true, perms: [] })}`
      assert.deepEqual(await get('/me', large), [200, 'ada@example.com'])
      assert.equal(issuer.timesExpanded(), 0)
      const calls = Array.from({ length: 5 }, () => get('/items', large))
      assert.deepEqual(await Promise.all(calls), Array(5).fill([200, 'items']))
      assert.equal(issuer.timesExpanded(), 1)
      issuer.expand = (_request, response) => response.writeHead(302, { location: '/' }).end()
      assert.deepEqual(await get('/items', `Bearer ${token({ ovl: true, perms: [] })}`), [
        503,
        'rights_unavailable',
      ])
    })

    test('a token that is bound to a key is let in with a proof, once, and with nothing else', async () => {
      const proofKey = makeProofKey()
      const accessToken = token({ cnf: proofKey.cnf })
      const request = { method: 'GET', url: `${SERVICE_URL}/items`, nowSeconds: nowSeconds(), accessToken }
      const dpop = makeProof(proofKey, request)
      assert.deepEqual(await get('/items', `Bearer ${accessToken}`), [401, 'dpop_required'])
      assert.deepEqual(await get('/items', `DPoP ${accessToken}`, { dpop }), [200, 'items'])
      assert.deepEqual(await get('/items', `DPoP ${accessToken}`, { dpop }), [401, 'dpop_proof_reused'])
    })

    test('a new key is found, and one that was withdrawn is noticed, though nothing goes on behind a request', async () => {
      // Slow enough that it is not there when the request which asked for it is answered.
      issuer.answer = (...call) => void setTimeout(() => issuer.publish(...call), 300)
      await get('/later?seconds=601')
      const old = `Bearer ${token({ exp: nowSeconds() + 10_000 })}`
      assert.deepEqual(await get('/me', old), [200, 'ada@example.com'])
      const next = makeKey('ES256')
      issuer.keys.push(next)
      assert.deepEqual(await get('/me', `Bearer ${token({}, next)}`), [200, 'ada@example.com'])
      issuer.keys.splice(0, 1)
      await get('/later?seconds=640')
      assert.deepEqual(await get('/me', old), [401, 'key_unknown'])
    })
  })
}

for (const [by, options] of Object.entries({
  'the status lists': 'revocation: { statusList: true, maxStalenessSeconds: 10 },',
  'a feed, which is asked now and then': `revocation: { feed: { token: '${FEED_TOKEN}' }, maxStalenessSeconds: 10 },`,
})) {
  test(`what was revoked is refused by ${by}, though nothing goes on behind a request`, async (t) => {
    const feed = await startFeed()
    t.after(() => feed[Symbol.asyncDispose]())
    const nowSeconds = Math.floor(Date.now() / 1000)
    feed.listClaims = { iat: nowSeconds, exp: nowSeconds + 600 }
    let asked = 0
    feed.onFeed = (request, response) => {
      asked += 1
      assert.equal(request.headers.accept, 'application/json')
      const isNews =
        feed.ended.length > 0 && new URL(request.url!, feed.issuer.url).searchParams.get('after') !== '1001'
      const entries = feed.ended.map((idx) => ({ position: 1001, ...feed.place(idx) }))
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          ...{ position: isNews ? 1001 : Number(feed.ended.length > 0) + 1000, isReset: false },
          revocations: isNews ? [feed.batch(...entries)] : [],
        }),
      )
    }
    const { child, address } = await startWorker(feed.issuer, options)
    t.after(async () => {
      if (child.exitCode === null && child.kill()) await once(child, 'exit')
    })
    const tokenAt = (idx: number): string =>
      signToken(
        feed.key,
        headerOf(feed.key),
        claimsOf(feed.issuer.url, SERVICE, nowSeconds, { status: feed.place(idx), as_of: 1000 }),
      )
    const answered = async (idx: number): Promise<number> =>
      (await fetch(`${address}/me`, { headers: { authorization: `Bearer ${tokenAt(idx)}` } })).status
    assert.deepEqual([await answered(7), await answered(8)], [200, 200])
    feed.ended = [7]
    feed.listAsOf += 1
    // Asked again by one request after a quarter of the time, long before anybody would be refused for want of news.
    const giveUpAt = performance.now() + 8_000
    while ((await answered(7)) === 200) {
      assert.ok(performance.now() < giveUpAt)
      await new Promise((resolve) => {
        setTimeout(resolve, 250)
      })
    }
    assert.deepEqual([await answered(7), await answered(8)], [401, 200])
    assert.equal(asked > 0, by.startsWith('a feed'))
  })
}
