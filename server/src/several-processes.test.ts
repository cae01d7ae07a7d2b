/** Several servers on one PostgreSQL act as one: what one acknowledged holds on every other in the very next request. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, suite, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { setupLink } from './app.ts'
import { flushUsage } from './jobs/flush-usage.ts'
import { openApp, PASSWORD, PUBLIC_URL, type Acme } from '../testing/acme.ts'
import { accessTokenFor } from '../testing/compatible.ts'
import { sessionOf } from '../testing/people.ts'
import { emptyPlace, openReplicas, type Place } from '../testing/replicas.ts'
import { apiTokensPath, COMPATIBLE, exchange, generate, request } from '../testing/requests.ts'

const ROUNDS = 8
const JWKS = `${COMPATIBLE}/auth/token-public-key?format=jwks`

const statusesOf = (answers: readonly { status: number }[]): number[] =>
  answers.map(({ status }) => status).toSorted()

suite('four servers that start at the same moment on an empty database', async () => {
  const place = await emptyPlace({ after })
  const apps = await Promise.all(
    Array.from({ length: 4 }, () => openApp({ after }, { ...place, engine: 'postgres' })),
  )
  const links = await Promise.all(apps.map(({ app }) => setupLink(app.needs)))

  test('have one active and one next signing key between them', async () => {
    const keys = await apps[0]!.app.needs.store.signingKeys.list()
    assert.deepEqual(keys.map(({ state }) => state).toSorted(), ['active', 'next'])
    const documents = await Promise.all(apps.map((each) => request(each, 'GET', JWKS)))
    assert.equal(new Set(documents.map(({ text }) => text)).size, 1)
    assert.deepEqual(
      documents[0]!.body.keys.map(({ kid }: { kid: string }) => kid).toSorted(),
      keys.map(({ id }) => id).toSorted(),
    )
  })

  test('are set up once, however many links were opened at the same moment', async () => {
    const answers = await Promise.all(
      apps.flatMap((each, at) =>
        links.map((link) =>
          request(each, 'POST', '/api/v1/installation', {
            body: {
              ...{ setupCode: link!.split('=')[1], organizationName: 'Acme', username: `olivia${at}` },
              ...{ email: 'olivia@acme.example', firstName: 'Olivia', lastName: 'Example' },
              password: PASSWORD,
            },
          }),
        ),
      ),
    )
    const accepted = answers.filter(({ status }) => status === 201)
    assert.equal(accepted.length, 1)
    assert.ok(
      answers.every(({ status }) => [201, 400, 409].includes(status)),
      statusesOf(answers).join(),
    )
    const organizations = apps[0]!.app.needs.store.organizations
    assert.equal((await organizations.listForMember(accepted[0]!.body.user.id)).length, 1)
  })
})

suite('two servers', async () => {
  const { one, other } = await openReplicas({ after })
  const session = await sessionOf(one, one.member)
  const me = (server: Acme, accessToken: string) =>
    request(server, 'GET', `${COMPATIBLE}/loggedin/user`, { headers: { 'csp-auth-token': accessToken } })
  const urlOf = ({ id }: { readonly id: string }): string => `${apiTokensPath(one)}/${id}`

  test('take the tokens and the sessions of each other', async () => {
    const { value } = await generate(one, session)
    assert.equal((await me(other, await accessTokenFor(one, value))).status, 200)
    assert.equal((await me(one, await accessTokenFor(other, value))).status, 200)
    assert.equal((await request(other, 'GET', '/api/v1/session', { headers: session })).status, 200)
  })

  test('a token revoked on one is refused by the other in the very next exchange', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { value, apiToken } = await generate(one, session)
      const accessToken = await accessTokenFor(other, value)
      assert.equal((await request(one, 'DELETE', urlOf(apiToken), { headers: session })).status, 200)
      assert.equal((await exchange(other, value)).status, 400)
      assert.equal((await me(other, accessToken)).status, 401)
    }
  })

  test('a session ended on one is dead on the other', async () => {
    const ended = await sessionOf(other, one.member)
    assert.equal((await request(one, 'DELETE', '/api/v1/session', { headers: ended })).status, 204)
    assert.equal((await request(other, 'GET', '/api/v1/session', { headers: ended })).status, 401)
  })

  test('access tokens of a replaced value are refused, however wrong the clock of either is', async () => {
    for (const difference of [-3_000, 0, 3_000]) {
      other.clock.now = one.clock.now + difference
      const { value, apiToken } = await generate(one, session)
      const before = await accessTokenFor(other, value)
      const regenerated = await request(one, 'POST', `${urlOf(apiToken)}/value`, {
        headers: session,
        body: {},
      })
      const fresh = await accessTokenFor(other, regenerated.body.value)
      assert.deepEqual(
        [(await me(other, before)).status, (await me(other, fresh)).status],
        [401, 200],
        `${difference} ms`,
      )
    }
    other.clock.now = one.clock.now
  })

  test('regenerating on both at once: exactly one wins, and only its value is good', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { value, apiToken } = await generate(one, session)
      const answers = await Promise.all(
        [one, other, one, other].map((server) =>
          request(server, 'POST', `${urlOf(apiToken)}/value`, {
            headers: session,
            body: { replaces: apiToken.valueId },
          }),
        ),
      )
      assert.deepEqual(statusesOf(answers), [200, 409, 409, 409])
      assert.equal((await exchange(other, value)).status, 400)
      const winner = answers.find(({ status }) => status === 200)!
      assert.equal((await exchange(other, winner.body.value)).status, 200)
    }
  })

  test('regenerating on both at once without naming a value: one wins, even while it has not been answered', async (t) => {
    const { store } = one.app.needs
    const { change } = store
    const { apiToken } = await generate(one, session)
    const committed = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const slowly = async (work: Parameters<typeof change>[0]) => {
      const result = await change(work)
      committed.resolve()
      await answer.promise
      return result
    }
    t.mock.method(store, 'change', slowly, { times: 1 })
    const regenerate = (server: Acme) =>
      request(server, 'POST', `${urlOf(apiToken)}/value`, { headers: session, body: {} })
    const first = regenerate(one)
    await committed.promise
    const second = await regenerate(other)
    answer.resolve()
    assert.deepEqual([(await first).status, second.status], [200, 409])
    for (const server of [other, one, other]) assert.equal((await regenerate(server)).status, 200)
  })

  test('an old value that is ended on one, or by the use of the new one there, is refused by the other next', async () => {
    const overlapping = async (overlap: string) => {
      const old = await generate(one, session)
      const { body: fresh } = await request(one, 'POST', `${urlOf(old.apiToken)}/value`, {
        headers: session,
        body: { overlap },
      })
      for (const { value } of [old, ...(overlap === 'one_day' ? [fresh] : [])])
        assert.equal((await exchange(other, value)).status, 200)
      return { old, fresh }
    }
    for (let round = 0; round < ROUNDS; round++) {
      const ended = await overlapping('one_day')
      const { apiToken } = ended.old
      const end = (server: Acme) =>
        request(server, 'DELETE', `${urlOf(apiToken)}/values/${apiToken.valueId}`, { headers: session })
      const racing = Promise.all(Array.from({ length: 4 }, () => exchange(other, ended.old.value)))
      assert.deepEqual(statusesOf(await Promise.all([end(one), end(other)])), [200, 200])
      assert.equal((await exchange(other, ended.old.value)).status, 400)
      await racing
      assert.equal((await exchange(other, ended.fresh.value)).status, 200)
    }
    const used = await overlapping('until_first_use')
    assert.equal((await exchange(one, used.fresh.value)).status, 200)
    await flushUsage(one.app.needs)
    assert.equal((await exchange(other, used.old.value)).status, 400)
    const { items } = (
      await request(other, 'GET', `${urlOf(used.old.apiToken)}/events`, { headers: session })
    ).body
    const ends = items.filter(({ name }: { name: string }) => name === 'csp__end_api_token_value')
    assert.equal(ends.length, 1)
  })

  test('a regeneration on one never brings back what was revoked on the other at the same moment', async () => {
    let regenerations = 0
    for (let round = 0; round < ROUNDS; round++) {
      const { value, apiToken } = await generate(one, session)
      const [regenerated, revoked] = await Promise.all([
        request(one, 'POST', `${urlOf(apiToken)}/value`, { headers: session, body: {} }),
        request(other, 'DELETE', urlOf(apiToken), { headers: session }),
      ])
      assert.equal(revoked.status, 200)
      const values = [value, ...(regenerated.status === 200 ? [regenerated.body.value] : [])]
      for (const each of values) assert.equal((await exchange(one, each)).status, 400)
      assert.equal((await request(one, 'GET', urlOf(apiToken), { headers: session })).body.state, 'revoked')
      regenerations += values.length - 1
    }
    assert.ok(regenerations <= ROUNDS)
  })
})

suite('two processes', () => {
  test('that are started as an operator would serve the same installation, and stop when they are told to', async (t) => {
    const { dataDir, env } = await emptyPlace(t)
    const servers = await Promise.all([serve(t, dataDir, env), serve(t, dataDir, env)])
    const post = (at: number, path: string, body: object) =>
      fetch(servers[at]!.address + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const setUps = await Promise.all(
      servers.flatMap(({ setupCode }) =>
        servers.map((_, at) =>
          post(at, '/api/v1/installation', {
            ...{ setupCode, organizationName: 'Acme', username: 'olivia', email: 'olivia@acme.example' },
            ...{ firstName: 'Olivia', lastName: 'Example', password: PASSWORD },
          }),
        ),
      ),
    )
    assert.equal(setUps.filter(({ status }) => status === 201).length, 1)
    for (const at of [0, 1]) {
      assert.equal(
        (await post(at, '/api/v1/session', { username: 'olivia', password: PASSWORD })).status,
        201,
      )
    }
    for (const server of servers) {
      server.process.kill('SIGTERM')
      assert.deepEqual(await once(server.process, 'exit'), [0, null])
    }
  })
})

const QUIET = { COUNTERSIGN_LOG_LEVEL: 'error' }
const CLI = fileURLToPath(new URL('../../cli/src/countersign.ts', import.meta.url))

/** `countersign serve` on a free port; resolves once it has said where it listens and how to set it up. */
async function serve(test: TestContext, dataDir: string, env: Place['env']) {
  const child = spawn(process.execPath, ['--conditions=countersign-source', CLI, 'serve', '--port', '0'], {
    env: { ...env, ...QUIET, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_PUBLIC_URL: PUBLIC_URL },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  test.after(() => child.kill('SIGKILL'))
  let printed = ''
  for await (const line of child.stdout) {
    printed += String(line)
    const [, address] = /listens on (\S+) /.exec(printed) ?? []
    const [, setupCode] = /#code=(\w+)/.exec(printed) ?? []
    if (address && setupCode) return { process: child, address, setupCode }
  }
  throw new Error(`The server ended: ${printed}`)
}
