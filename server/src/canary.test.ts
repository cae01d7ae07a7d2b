/** Secrets stay secret: the main things are done with known ones, in every way they go wrong, and then looked for. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { setupLink } from './app.ts'
import { backUpInstallation } from './backup.ts'
import { makeTokenString } from './crypto/token-string.ts'
import { openApp } from '../testing/acme.ts'
import { flushUsage } from './jobs/flush-usage.ts'
import { createCanary, databaseFilesIn, everyRowIn, recordSpans, type Canary } from '../testing/canary.ts'
import { AUTHORIZE } from '../testing/compatible.ts'
import { COMPATIBLE, request } from '../testing/requests.ts'
import type { EngineName } from '../testing/stores.ts'

type Options = Parameters<typeof request>[3]

/** Everything a person and a script do, right and wrong. Answers all that was written anywhere. */
async function live(test: Parameters<typeof openApp>[0], canary: Canary, engine: EngineName) {
  const logs: string[] = []
  const env = { COUNTERSIGN_METRICS_PORT: '0' }
  const opened = await openApp(test, { engine, env, log: (line) => logs.push(line) })
  const { app } = opened
  const refusals: string[] = []
  const shown: string[] = []
  const send = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    url: string,
    options?: Options,
  ) => {
    const answer = await request(opened, method, url, options)
    if (answer.status >= 400) refusals.push(answer.text + JSON.stringify(answer.headers))
    else if (method === 'GET') shown.push(answer.text)
    return answer
  }
  const cookieOf = (name: string, { headers }: Awaited<ReturnType<typeof send>>) => {
    const [cookie] = String(headers['set-cookie']).split(';')
    canary.keep(name, cookie!.split('=')[1]!)
    return { cookie: cookie! }
  }
  const password = (name: string) => canary.keep(name, `correct horse ${name} % "ü" battery`)

  const setupCode = canary.keepToken('set-up code', (await setupLink(app.needs))!.split('=')[1]!)
  const olivia = {
    ...{ username: 'olivia', email: 'olivia@acme.example', firstName: 'Olivia', lastName: 'Example' },
    ...{ organizationName: 'Acme', setupCode, password: password('first password') },
  }
  const stale = canary.keepToken('replaced set-up code', makeTokenString('i').value.reveal())
  await send('POST', '/api/v1/installation', {
    body: { ...olivia, password: canary.keep('weak password', 'qwertyuiop12') },
  })
  await send('POST', '/api/v1/installation', { body: { ...olivia, setupCode: stale } })
  await send('POST', `/api/v1/installation?code=${setupCode}`, { body: olivia })
  const setUp = await send('POST', '/api/v1/installation', { body: olivia })
  cookieOf('first cookie', setUp)
  await send('POST', '/api/v1/installation', { body: olivia })

  const signIn = (username: unknown, given: unknown) =>
    send('POST', '/api/v1/session', { body: { username, password: given } })
  await signIn('olivia', password('wrong password'))
  await signIn('nobody', password('password of nobody'))
  await signIn(password('password typed as user name'), 'x')
  await signIn('olivia', [password('password of a wrong type')])
  await signIn('olivia', password('password that is too long').repeat(200))
  let session = cookieOf('second cookie', await signIn('olivia', olivia.password))
  await send('POST', '/api/v1/session/reauthentication', {
    headers: session,
    body: { password: password('wrong again') },
  })
  session = cookieOf(
    'third cookie',
    await send('POST', '/api/v1/session/reauthentication', {
      headers: session,
      body: { password: olivia.password },
    }),
  )
  const changed = { currentPassword: olivia.password, newPassword: password('second password') }
  const change = (body: typeof changed) => send('PUT', '/api/v1/account/password', { headers: session, body })
  await change({ ...changed, currentPassword: password('wrong current password') })
  await change({ ...changed, newPassword: canary.keep('new weak password', 'olivia@acme.example1') })
  const afterwards = await change(changed)
  assert.equal(afterwards.status, 204)
  session = cookieOf('cookie of the new password', afterwards)

  const apiTokens = `/api/v1/organizations/${setUp.body.organizations[0].id}/api-tokens`
  const generated = await send('POST', apiTokens, {
    headers: session,
    body: { name: 'CI', scopes: { openId: true, allRoles: true } },
  })
  const { apiToken, value } = generated.body
  canary.keepToken('API token', value)
  const exchange = (refresh_token: string) => send('POST', AUTHORIZE, { body: { refresh_token } })
  const { body: exchanged } = await exchange(value)
  for (const name of ['access_token', 'id_token']) canary.keep(name, exchanged[name].split('.')[2])
  const bearer = { authorization: `Bearer ${exchanged.access_token}` }

  // In all the places where a token does not belong.
  for (const url of [
    `${AUTHORIZE}?refresh_token=${value}`,
    `${AUTHORIZE}?refresh_token=${value}&scope=%zz`,
    `/%zz?refresh_token=${value}`,
    `/${value}`,
    `${apiTokens}/${value}/value`,
    `${apiTokens}?token=${value}`,
    `${COMPATIBLE}/${value}?token=${value}`,
  ]) {
    await send('POST', url, { headers: bearer })
    await send('GET', url, { headers: { ...session, referer: url, 'user-agent': 'curl' } })
  }
  await exchange(`${value.slice(0, -1)}_`)
  await exchange(canary.keepToken('unknown API token', makeTokenString('t').value.reveal()))
  await send('POST', `${COMPATIBLE}/auth/api-tokens/details`, { body: { tokenValue: value } })
  await send('GET', `${COMPATIBLE}/loggedin/user`, { headers: bearer })
  await send('GET', `${COMPATIBLE}/loggedin/user`, { headers: { ...bearer, 'csp-auth-token': value } })
  await send('GET', apiTokens, { headers: { authorization: `Bearer ${value}` } })
  await send('PATCH', `${apiTokens}/${apiToken.id}`, { headers: session, body: { [value]: 1 } })

  const regenerated = await send('POST', `${apiTokens}/${apiToken.id}/value`, { headers: session, body: {} })
  canary.keepToken('regenerated API token', regenerated.body.value)
  await exchange(value)
  await send('DELETE', `${apiTokens}/${apiToken.id}`, { headers: session })
  await exchange(regenerated.body.value)
  await send('GET', `${apiTokens}/${apiToken.id}/events`, { headers: session })
  await send('GET', `${apiTokens}/${apiToken.id}/refused-exchanges`, { headers: session })
  await send('GET', `${apiTokens}/AbCdEfGhIjKl`, { headers: session })
  const apps = `/api/v1/organizations/${setUp.body.organizations[0].id}/oauth-apps`
  const machine = { kind: 'machine', name: 'Night run', authentication: 'secret', scopes: {} }
  const made = await send('POST', apps, { headers: session, body: machine })
  const secret = canary.keepToken('OAuth secret', made.body.secretValue)
  await send('POST', `${apps}/${made.body.app.id}/secrets`, { headers: session, body: { name: secret } })
  await send('POST', `${COMPATIBLE}/auth/token?client_secret=${secret}`, { body: { client_secret: secret } })
  for (const path of ['', `/${made.body.app.id}`, `/${made.body.app.id}/consequences`, `/${secret}`])
    await send('GET', apps + path, { headers: session })
  for (const url of ['/api/v1/session', '/api/v1/sessions', apiTokens, `${apiTokens}/${apiToken.id}`]) {
    await send('GET', url, { headers: session })
  }
  return { ...opened, logs, refusals, shown, signIn, exchange, apiToken, olivia }
}

type Place = Pick<Awaited<ReturnType<typeof openApp>>, 'config' | 'dataDir'>

type Engine = {
  readonly read: (place: Place) => Promise<Buffer>
  readonly run: (place: Place, statement: string) => Promise<unknown>
}

const ENGINES: Readonly<Record<EngineName, Engine>> = {
  sqlite: {
    read: ({ dataDir }) => databaseFilesIn(dataDir),
    async run({ dataDir }, statement) {
      using database = new DatabaseSync(join(dataDir, 'countersign.db'))
      database.exec(statement)
    },
  },
  postgres: {
    read: ({ config }) => everyRowIn(config.databaseUrl!),
    async run({ config }, statement) {
      const client = new pg.Client({ connectionString: config.databaseUrl! })
      await client.connect()
      await client.query(statement).finally(() => client.end())
    },
  },
}

const ROUTES = [AUTHORIZE, '/api/v1/session', '/api/v1/organizations/:organizationId/api-tokens', 'none']

suite('no secret', () => {
  const spans = recordSpans()

  for (const [engine, { read, run }] of Object.entries(ENGINES)) {
    test(`is in a log, in ${engine}, a backup, a trace, a metric or an answer that has none to give`, async (t) => {
      spans.length = 0
      const canary = createCanary()
      const lived = await live(t, canary, engine as EngineName)
      const { app, config, dataDir, logs, refusals, shown, apiToken, olivia, exchange, signIn } = lived
      assert.ok(canary.size() >= 20)

      await flushUsage(app.needs)
      canary.keep('master key', (await readFile(join(dataDir, 'master.key'), 'utf8')).trim())
      const backup = join(dataDir, 'backup')
      await backUpInstallation(config, { path: backup })
      const stored = { database: await read(lived), backup: gunzipSync(await readFile(backup)) }
      for (const [where, bytes] of Object.entries(stored)) {
        assert.deepEqual(canary.findIn(bytes), [], where)
        const audited = ['exchange_refused', 'request_refused', 'api_token_described']
        for (const there of [apiToken.id, apiToken.valueId, olivia.email, ...audited]) {
          assert.ok(bytes.includes(there), `${there} in the ${where}`)
        }
        assert.ok(!/PRIVATE KEY|"d":/.test(bytes.toString('latin1')), where)
      }

      // Errors of the database tell what they failed at: that must not reach the log either.
      await run(lived, 'alter table users rename to lost_users')
      assert.equal((await signIn('olivia', olivia.password)).status, 503)
      assert.equal((await exchange(apiToken.valueId)).status, 400)

      assert.deepEqual(canary.findIn(refusals.join('\n')), [])
      assert.ok(refusals.length > 25 && refusals.every((text) => text.includes('requestId')))
      assert.deepEqual(canary.findIn(shown.join('\n')), [])
      assert.ok(shown.length > 5 && shown.some((text) => text.includes(apiToken.id)))
      assert.deepEqual(canary.findIn(logs.join('\n')), [])
      const routes = logs.map((line) => JSON.parse(line).route)
      for (const route of ROUTES) assert.ok(routes.includes(route), route)
      assert.ok(logs.some((line) => /no such table|relation .*users.* does not exist/.test(line)))

      const metrics = await app.metrics!.read()
      assert.deepEqual(canary.findIn(metrics), [])
      assert.match(metrics, /countersign_exchange_refusals_total\{reason="unknown"\} [1-9]/)
      const traced = spans.join('\n')
      assert.deepEqual(canary.findIn(traced), [])
      for (const there of [`POST ${AUTHORIZE}`, 'store users.', "'sign'", "'end'"]) {
        assert.ok(traced.includes(there), there)
      }
    })
  }

  test('hides from the search in another spelling', () => {
    const canary = createCanary()
    const secret = canary.keep('a password', 'pässword / "quoted" 1234')
    const written: readonly string[] = [
      `{"a":${JSON.stringify(secret)}}`,
      `/path?q=${encodeURIComponent(secret)}&x=1`,
      Buffer.from(secret).toString('hex'),
      ...['', 'x', 'xy', 'xyz'].flatMap((before) => [
        Buffer.from(`${before}${secret} after`).toString('base64'),
        Buffer.from(`${before}${secret} after`).toString('base64url'),
      ]),
    ]
    for (const text of written) assert.deepEqual(canary.findIn(`before ${text} after`), ['a password'], text)
    const token = canary.keepToken('a token', makeTokenString('t').value.reveal())
    assert.deepEqual(canary.findIn(token), ['a token'])
    assert.deepEqual(canary.findIn(`${token.slice(0, 16)} and ${token.slice(-5)}`), [])
  })
})
