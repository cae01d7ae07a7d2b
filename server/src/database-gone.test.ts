/** The database goes away and comes back: meanwhile nothing is a success and nothing is the token's fault, then all is well. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openAcme, PASSWORD } from '../testing/acme.ts'
import { accessTokenFor, AUTHORIZE } from '../testing/compatible.ts'
import { sessionOf } from '../testing/people.ts'
import { apiTokensPath, COMPATIBLE, exchange, generate, request } from '../testing/requests.ts'

suite('while PostgreSQL is away', async () => {
  const acme = await openAcme({ after }, { engine: 'postgres' })
  const headers = await sessionOf(acme, acme.member)
  const { value, apiToken } = await generate(acme, headers)
  const accessToken = await accessTokenFor(acme, value)
  const database = new URL(acme.config.databaseUrl!).pathname.slice(1)
  const administrate = async (...statements: readonly string[]): Promise<void> => {
    const url = new URL(acme.config.databaseUrl!)
    url.pathname = 'postgres'
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  const disconnect = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`

  const ask: Readonly<Record<string, () => ReturnType<typeof request>>> = {
    'a list': () => request(acme, 'GET', apiTokensPath(acme), { headers }),
    'generating a token': () =>
      request(acme, 'POST', apiTokensPath(acme), { headers, body: { name: 'CI', scopes: {} } }),
    'revoking one': () => request(acme, 'DELETE', `${apiTokensPath(acme)}/${apiToken.id}`, { headers }),
    'signing in': () =>
      request(acme, 'POST', '/api/v1/session', { body: { username: 'max', password: PASSWORD } }),
    'signing in as nobody': () =>
      request(acme, 'POST', '/api/v1/session', { body: { username: 'x', password: PASSWORD } }),
    'whether it is set up': () => request(acme, 'GET', '/api/v1/installation'),
    'an exchange': () => request(acme, 'POST', AUTHORIZE, { body: { refresh_token: value } }),
    'a call with an access token': () =>
      request(acme, 'GET', `${COMPATIBLE}/loggedin/user`, { headers: { 'csp-auth-token': accessToken } }),
    readiness: () => request(acme, 'GET', '/readyz'),
  }

  test('connections that break cost at most the request that was on one', async () => {
    await administrate(disconnect)
    await sleep(50)
    const answers = []
    for (let tries = 0; tries < 5; tries++) answers.push((await exchange(acme, value)).status)
    assert.ok(
      answers.every((status) => status === 200 || status === 503),
      answers.join(),
    )
    assert.deepEqual(answers.slice(-2), [200, 200])
  })

  test('every request that needs it is answered 503 with Retry-After, and it recovers without a restart', async () => {
    await administrate(`alter database ${database} allow_connections false`, disconnect)
    for (const [what, send] of Object.entries(ask)) {
      const { status, headers: answered, body, text } = await send()
      assert.equal(status, 503, `${what} ${text}`)
      assert.ok(Number(answered['retry-after']) > 0, what)
      assert.ok(body.message && !/postgres|connect|ECONN|pg_/i.test(text), text)
    }
    // It is alive, and services go on checking access tokens: the keys are in memory.
    for (const url of ['/healthz', `${COMPATIBLE}/auth/token-public-key`]) {
      assert.equal((await request(acme, 'GET', url)).status, 200, url)
    }

    await administrate(`alter database ${database} allow_connections true`)
    const statuses = []
    for (const send of Object.values(ask)) statuses.push((await send()).status)
    assert.ok(!statuses.includes(503), statuses.join())
    // What was answered 503 did not happen behind anyone's back: revoking has happened only now.
    assert.equal((await exchange(acme, value)).status, 400)
    const { body } = await request(acme, 'GET', apiTokensPath(acme), { headers })
    assert.equal(body.total, 2)
  })
})
