/** What the page of an OAuth app gives to copy, run as it stands: over TLS, against a service of that address. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { examplesOf } from '../../console/src/oauth-apps/examples-of.ts'
import { openAcme } from '../../server/testing/acme.ts'
import { makeCertificate } from '../../server/testing/certificate.ts'
import { freePort } from '../../server/testing/free-port.ts'
import { addApp } from '../../server/testing/oauth.ts'
import { claimsOf } from '../../server/testing/requests.ts'
import { missing, run } from './at-hand.ts'
import { ROOT } from './blocks.ts'

const skip = await missing('bash', 'curl')

test('the examples for a machine get an access token as they stand', { skip }, async () => {
  const port = await freePort()
  const publicUrl = `https://127.0.0.1:${port}`
  const acme = await openAcme({ after }, { env: { COUNTERSIGN_PUBLIC_URL: publicUrl } })
  await acme.app.server.ready()
  const { key, cert } = makeCertificate()
  const server = createServer({ key, cert }, (asked, answer) => acme.app.server.routing(asked, answer))
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  after(() => server.close())
  // Beside the packages, so that its imports are found.
  const home = await mkdtemp(join(ROOT, 'node_modules/.cache/', 'countersign-console-examples-'))
  after(() => rm(home, { recursive: true, force: true }))
  const { app, secret } = await addApp(acme)
  await mkdir(join(home, '.config/countersign'), { recursive: true })
  await writeFile(join(home, '.config/countersign/secret'), secret)
  await writeFile(join(home, 'certificate.pem'), cert)
  const certificate = join(home, 'certificate.pem')
  const env = {
    ...{ HOME: home, PATH: process.env['PATH'], CLIENT_SECRET: secret },
    ...{ CURL_CA_BUNDLE: certificate, NODE_EXTRA_CA_CERTS: certificate },
  }
  const { allowedScopes: scopes, ...facts } = app
  const [curl, library, ...more] = examplesOf({ ...facts, scopes } as never, publicUrl, acme.organization.id)
  assert.deepEqual([curl?.title, library?.title, more], ['curl', 'openid-client (JavaScript)', []])
  const byCurl = await run('bash', ['-c', curl!.text], { env })
  assert.equal(byCurl.code, 0, byCurl.errors)
  const file = join(home, 'example.mjs')
  await writeFile(file, `${library!.text}\nconsole.log(tokens.access_token)\n`)
  const byLibrary = await run(process.execPath, [file], { env })
  assert.equal(byLibrary.code, 0, byLibrary.errors)
  const { access_token } = JSON.parse(byCurl.output) as { access_token: string }
  for (const token of [access_token, byLibrary.output.trim()]) assert.equal(claimsOf(token)['sub'], app.id)
})
