/** docs/oauth-apps.md, done by a machine that has its secret in a file, and by a shell that its person lets in. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import test, { after } from 'node:test'
import { openAcme } from '../../server/testing/acme.ts'
import { addApp } from '../../server/testing/oauth.ts'
import { openBrowser } from '../../server/testing/oauth-browser.ts'
import { allowOnDevice } from '../../server/testing/oauth-device.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { claimsOf, request } from '../../server/testing/requests.ts'
import { missing, run } from './at-hand.ts'
import { markedBlocks } from './blocks.ts'

const EXAMPLE_URL = 'https://tokens.example.com'
const needed = await missing('bash', 'curl', 'jq')
const blocks = (await markedBlocks()).filter(({ path }) => path === 'docs/oauth-apps.md')
const acme = await openAcme({ after }, { env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } })
const address = await acme.app.server.listen({ host: '127.0.0.1', port: 0 })
const home = await mkdtemp(join(tmpdir(), 'countersign-oauth-app-'))
after(() => rm(home, { recursive: true, force: true }))

test('each marked block is run here', () => {
  const names = blocks.map(({ name }) => name)
  assert.deepEqual(names, ['machine', 'device'])
})

const codeOf = (name: string): string =>
  (blocks.find((block) => block.name === name)?.code ?? '').replaceAll(EXAMPLE_URL, address)

test('a machine gets an access token of its own as the guide says', { skip: needed }, async () => {
  const apps = `/api/v1/organizations/${acme.organization.id}/oauth-apps`
  const headers = await sessionOf(acme, acme.owner)
  const body = { kind: 'machine', name: 'Night run', authentication: 'secret', scopes: { allRoles: true } }
  const made = await request(acme, 'POST', apps, { headers, body })
  assert.equal(made.status, 201, made.text)
  const { app, secretValue } = made.body
  const role = { serviceId: acme.inventory.id, name: 'inventory:viewer' }
  await request(acme, 'PUT', `${apps}/${app.id}/roles`, { headers, body: role })
  await mkdir(join(home, '.config/countersign'), { recursive: true })
  await writeFile(join(home, '.config/countersign/secret'), secretValue)

  const env = { HOME: home, PATH: process.env['PATH'], CLIENT_ID: app.id }
  const { output, errors } = await run('bash', ['-c', codeOf('machine')], { env })
  const { access_token: token } = JSON.parse(output || assert.fail(errors)) as { access_token: string }
  const claims = claimsOf(token)
  assert.equal(claims['sub'], app.id)
  assert.match(String(claims['scope']), /inventory:viewer/)
})

test('a shell shows a code, waits for its person, and gets tokens', { skip: needed }, async () => {
  const { app } = await addApp(acme, { kind: 'native', authentication: 'none', hasDeviceFlow: true })
  // Waits less than the guide says, and is told to slow down in between.
  await writeFile(join(home, 'sleep'), '#!/bin/sh\nexec /bin/sleep 0.05\n', { mode: 0o755 })
  const env = { HOME: home, PATH: home + delimiter + process.env['PATH'], CLIENT_ID: app.id }
  const shell = spawn('bash', ['-c', codeOf('device')], { env, timeout: 60_000 })
  const output = text(shell.stdout)
  const [said] = (await once(shell.stderr, 'data')) as [Buffer]
  const [, page, userCode = ''] = /^Open (\S+) and enter (\S+)\n/.exec(said.toString()) ?? []
  assert.equal(page, `${acme.config.publicUrl}/device`)
  const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
  await allowOnDevice(browser, userCode)
  const { access_token: token } = JSON.parse(await output) as { access_token: string }
  assert.equal(claimsOf(token)['client_id'], app.id)
})
