/** docs/oauth-apps.md, done by a machine that has its secret in a file. */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { openAcme } from '../../server/testing/acme.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { claimsOf, request } from '../../server/testing/requests.ts'
import { missing, run } from './at-hand.ts'
import { markedBlocks } from './blocks.ts'

const EXAMPLE_URL = 'https://tokens.example.com'
const needed = await missing('bash', 'curl')

test('a machine gets an access token of its own as the guide says', { skip: needed }, async () => {
  const acme = await openAcme({ after }, { env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } })
  const address = await acme.app.server.listen({ host: '127.0.0.1', port: 0 })
  const home = await mkdtemp(join(tmpdir(), 'countersign-oauth-app-'))
  after(() => rm(home, { recursive: true, force: true }))
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

  const blocks = (await markedBlocks()).filter(({ path }) => path === 'docs/oauth-apps.md')
  assert.deepEqual(
    blocks.map(({ name }) => name),
    ['machine'],
  )
  const code = blocks[0]!.code.replaceAll(EXAMPLE_URL, address)
  const env = { HOME: home, PATH: process.env['PATH'], CLIENT_ID: app.id }
  const { output, errors } = await run('bash', ['-c', code], { env })
  const { access_token: token } = JSON.parse(output || assert.fail(errors)) as { access_token: string }
  const claims = claimsOf(token)
  assert.equal(claims['sub'], app.id)
  assert.match(String(claims['scope']), /inventory:viewer/)
})
