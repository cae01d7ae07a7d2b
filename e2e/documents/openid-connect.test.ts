/** docs/openid-connect.md, done by an application and the people who sign in to it, over real sockets. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import test, { after, suite } from 'node:test'
import { accessTokenOf, createVerifier } from '@countersign/verify'
import { fastifyGuards, fastifyMetadata } from '@countersign/verify/fastify'
import fastify from 'fastify'
import { setTimeout as pause } from 'node:timers/promises'
import { openAcme, PASSWORD } from '../../server/testing/acme.ts'
import { freePort } from '../../server/testing/free-port.ts'
import { addApp, giveApp } from '../../server/testing/oauth.ts'
import { NO_SCOPES } from '../../server/src/domain/allowed-scopes.ts'
import { missing, run } from './at-hand.ts'
import { markedBlocks, ROOT } from './blocks.ts'
import { openBrowser } from './browser.ts'

const blocks = (await markedBlocks()).filter(({ path }) => path === 'docs/openid-connect.md')
const done = new Set<string>()
function codeOf(name: string): string {
  const block = blocks.find((each) => each.name === name)
  assert.ok(block, `no block says run=${name}`)
  done.add(name)
  return block.code
}

// Ended before the service, which would wait for the connections that they keep.
const applications: ChildProcess[] = []
after(async () => {
  for (const child of applications) {
    if (child.exitCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

const issuer = `http://127.0.0.1:${await freePort()}`
const acme = await openAcme({ after }, { env: { COUNTERSIGN_PUBLIC_URL: issuer } })
await acme.app.server.listen({ host: '127.0.0.1', port: Number(new URL(issuer).port) })

// Beside the packages, so that its imports are found.
const folder = await mkdtemp(join(ROOT, 'node_modules/.cache/', 'countersign-openid-connect-'))
after(() => rm(folder, { recursive: true, force: true }))

/** An application at an address of its own, registered for it, and running until the tests are over. */
async function running(
  callback: string,
  start: (app: {
    readonly id: string
    readonly secret: string
    readonly port: number
    readonly url: string
  }) => Promise<readonly [command: string, args: readonly string[], env: Readonly<Record<string, string>>]>,
) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { app, secret } = await addApp(acme, {
    ...{ kind: 'web', redirectUris: [`${url}${callback}`] },
    postLogoutRedirectUris: [`${url}/`],
    allowedScopes: { ...NO_SCOPES, openId: true },
  })
  const [command, args, env] = await start({ id: app.id, secret, port, url })
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (text) => (errors += String(text)))
  applications.push(child)
  const isThere = () =>
    fetch(url, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
  while (!(await isThere())) {
    assert.equal(child.exitCode, null, errors)
    await pause(50)
  }
  return url
}

/** Through the pages of the service, up to where the application has them. */
async function signedIn(url: string) {
  const browser = openBrowser()
  const signIn = await browser.open(url)
  assert.match(signIn.text, /<h1>Sign in<\/h1>/)
  const asked = await browser.submit(signIn, {
    ...{ username: acme.member.username, password: PASSWORD },
    step: 'sign_in',
  })
  assert.match(asked.text, /<h1>Allow/)
  return { browser, asked, page: await browser.submit(asked, { step: 'allow' }) }
}

const proxy = await missing('oauth2-proxy')

suite('docs/openid-connect.md', () => {
  const openidClient = () =>
    running('/callback', async ({ id, secret, port }) => {
      const file = join(folder, 'sign-in.mjs')
      await writeFile(file, codeOf('openid-client'))
      const env = { ISSUER: issuer, CLIENT_ID: id, CLIENT_SECRET: secret, PORT: String(port) }
      return [process.execPath, [file], env]
    })

  test('a program with openid-client greets who signed in, and tells who said no', async () => {
    const url = await openidClient()
    const { browser, page } = await signedIn(url)
    assert.deepEqual([page.url, page.status], [`${url}/`, 200])
    assert.equal(page.text, `Hello max, of the organization ${acme.organization.id}.\n`)
    assert.equal((await browser.open(url)).text, page.text)

    // Signed out of both, it asks again.
    assert.match((await browser.open(`${url}/sign-out`)).text, /<h1>Sign in<\/h1>/)

    const stranger = openBrowser()
    const refused = await stranger.submit(await stranger.open(url), { step: 'deny' })
    assert.deepEqual([refused.status, refused.text], [400, 'That did not work: access_denied.\n'])
    const forged = await openBrowser().open(`${url}/callback?code=made-up&state=made-up`)
    assert.match(forged.text, /<h1>Sign in<\/h1>/)
  })

  test('oauth2-proxy lets through who signed in, and says who it is', { skip: proxy }, async () => {
    const port = await freePort()
    const program = createServer((request, response) => response.end(JSON.stringify(request.headers)))
    program.listen(port, '127.0.0.1')
    await once(program, 'listening')
    after(() => program.close())
    const url = await running('/oauth2/callback', async (own) => {
      const [secretFile, cookieFile, file] = ['secret', 'cookie', 'oauth2-proxy.cfg'].map((name) =>
        join(folder, name),
      )
      await writeFile(secretFile!, own.secret)
      await writeFile(cookieFile!, '0123456789abcdef0123456789abcdef')
      const settings = codeOf('oauth2-proxy')
        .replaceAll('https://tokens.example.com', issuer)
        .replaceAll('app-0001', own.id)
        .replaceAll('/etc/oauth2-proxy/secret', secretFile!)
        .replaceAll('/etc/oauth2-proxy/cookie', cookieFile!)
        .replaceAll('https://wiki.example.com', own.url)
        .replaceAll('127.0.0.1:4180', `127.0.0.1:${own.port}`)
        .replaceAll('127.0.0.1:4000', `127.0.0.1:${port}`)
      await writeFile(file!, `${settings}\ncookie_secure = false\n`)
      return ['oauth2-proxy', ['--config', file!], {}]
    })
    const { page } = await signedIn(`${url}/page`)
    const headers = JSON.parse(page.text) as Readonly<Record<string, string>>
    assert.equal(headers['x-forwarded-user'], `local:${acme.member.id}`)
    assert.equal(headers['x-forwarded-email'], 'max')
  })

  test('the token of a machine is good with the proofs of its key, and with nothing else', async () => {
    const port = await freePort()
    const serviceUrl = `http://127.0.0.1:${port}`
    const service = fastify()
    after(() => service.close())
    const verifier = createVerifier({ issuer, audience: acme.inventory.id, serviceUrl })
    const { requirePermission } = fastifyGuards(verifier)
    service.addHook('onRequest', fastifyMetadata(verifier))
    const onRequest = requirePermission('inventory:item.read', { organization: 'any' })
    const sent: string[] = []
    service.get('/items', { onRequest }, (request) => {
      sent.push(String(request.headers.authorization))
      return `for ${accessTokenOf(request).kind}`
    })
    await service.listen({ port, host: '127.0.0.1' })
    const { app, secret } = await addApp(acme)
    const role = { serviceId: acme.inventory.id, name: 'inventory:viewer' }
    await giveApp(acme, acme.organization.id, app.id, role)
    const file = join(folder, 'bound.mjs')
    await writeFile(file, codeOf('bound'))
    const env = { ...process.env, ISSUER: issuer, CLIENT_ID: app.id, CLIENT_SECRET: secret }
    const { code, output, errors } = await run(process.execPath, [file, `${serviceUrl}/items`], { env })
    assert.deepEqual([code, output, errors], [0, 'dpop 200 for machine\n', ''])

    const [, stolen] = sent[0]!.split(' ')
    for (const scheme of ['Bearer', 'DPoP']) {
      const headers = { authorization: `${scheme} ${stolen}` }
      const { status, headers: answered } = await fetch(`${serviceUrl}/items`, { headers })
      assert.equal(status, 401)
      const challenge = answered.get('www-authenticate') ?? ''
      const [, metadata] = /^DPoP .*resource_metadata="([^"]+)"$/.exec(challenge) ?? []
      const { authorization_servers } = await (await fetch(metadata!)).json()
      assert.deepEqual(authorization_servers, [issuer])
    }
  })

  test('every block that is marked as run was run', { skip: proxy }, () => {
    assert.deepEqual(blocks.map(({ name }) => name).toSorted(), [...done].toSorted())
  })
})
