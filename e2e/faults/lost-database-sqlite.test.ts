/** The SQLite file is locked, moved, replaced or damaged while it is served: no false success, no token blamed, and a way back. */
import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { flushUsage } from '../../server/src/jobs/flush-usage.ts'
import { openAcme, openApp, PASSWORD, type Acme } from '../../server/testing/acme.ts'
import { accessTokenFor, call } from '../../server/testing/compatible.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../server/testing/requests.ts'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { contentOf, databaseFile, exchangesIn } from './database-content.ts'
import { diceOf } from './dice.ts'
import { assertOutage } from './outage.ts'
import { emptyRealPlace, within } from './real-place.ts'
import { startNode } from './real-process.ts'

async function inhabit(acme: Acme) {
  const headers = await sessionOf(acme, acme.member)
  const { value, apiToken } = await generate(acme, headers)
  const path = apiTokensPath(acme)
  const changes: Readonly<Record<string, () => ReturnType<typeof request>>> = {
    generating: () => request(acme, 'POST', path, { headers, body: { name: 'CI', scopes: {} } }),
    renaming: () => request(acme, 'PATCH', `${path}/${apiToken.id}`, { headers, body: { name: 'CD' } }),
    revoking: () => request(acme, 'DELETE', `${path}/${apiToken.id}`, { headers }),
    'signing in': () =>
      request(acme, 'POST', '/api/v1/session', { body: { username: 'max', password: PASSWORD } }),
  }
  const readiness = () => request(acme, 'GET', '/readyz')
  return { headers, value, apiToken, path, changes, readiness, file: databaseFile(acme.dataDir) }
}

suite('a SQLite file', () => {
  test('that another process has locked for long is read on; changes are refused, and taken when it lets go', async (t) => {
    const acme = await openAcme(t)
    const { value, changes, readiness, file } = await inhabit(acme)
    const locker = startNode(
      t,
      [
        '--input-type=module',
        '--eval',
        `import { DatabaseSync } from 'node:sqlite'
         const database = new DatabaseSync(${JSON.stringify(file)})
         database.exec('begin exclusive')
         console.log('locked')
         process.stdin.resume().on('end', () => database.exec('rollback'))`,
      ],
      {},
    )
    await locker.printed(/(locked)/)
    const before = contentOf(acme.dataDir)
    const refused = Object.entries(changes).map(async ([what, send]) => assertOutage(await send(), what))
    await accessTokenFor(acme, value)
    await assert.rejects(flushUsage(acme.app.needs), { code: 'store_unavailable' })
    assert.equal((await readiness()).status, 200)
    assert.equal((await Promise.all(refused)).length, 4)
    await accessTokenFor(acme, value)
    assert.deepEqual(contentOf(acme.dataDir), before)

    locker.child.stdin.end()
    await locker.ended
    await flushUsage(acme.app.needs)
    assert.equal(exchangesIn(contentOf(acme.dataDir)), 2)
    for (const send of Object.values(changes)) assert.ok((await send()).status < 300)
  })

  const LOSSES: Readonly<Record<string, (acme: Acme) => () => void>> = {
    'is moved away': ({ dataDir }) => moved(databaseFile(dataDir)),
    'is in a folder that is moved away': ({ dataDir }) => moved(dataDir),
    'is replaced by a copy of itself': ({ dataDir }) => {
      const file = databaseFile(dataDir)
      const putBack = moved(file)
      copyFileSync(`${file}.moved`, file)
      return () => {
        rmSync(file)
        putBack()
      }
    },
  }
  for (const [what, lose] of Object.entries(LOSSES)) {
    test(`that ${what} takes no change that would be lost, is not ready, and goes on when it is back`, async (t) => {
      const acme = await openAcme(t)
      const { value, changes, readiness, headers, path } = await inhabit(acme)
      const putBack = lose(acme)
      for (const [name, send] of Object.entries(changes)) assertOutage(await send(), name)
      assertOutage(await readiness(), 'readiness')
      await accessTokenFor(acme, value)
      await assert.rejects(flushUsage(acme.app.needs), { code: 'store_unavailable' })

      putBack()
      assert.equal((await readiness()).status, 200)
      const { body } = await request(acme, 'GET', path, { headers })
      assert.equal(body.total, 1)
      await flushUsage(acme.app.needs)
      assert.equal(exchangesIn(contentOf(acme.dataDir)), 1)
      for (const send of Object.values(changes)) assert.ok((await send()).status < 300)
      assert.equal((await exchange(acme, value)).status, 400)
    })
  }

  test('whose pages turn into garbage is an outage for whoever needs them, and served again by whoever starts when it is whole', async (t) => {
    const dice = diceOf(seed)
    t.diagnostic(`--seed=${seed}`)
    const { dataDir } = await emptyRealPlace(t, 'sqlite')
    const options = { dataDir, env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } }
    const { headers, value, path, accessToken } = await within(async (cleanup) => {
      const acme = await openAcme(cleanup, options)
      const inhabited = await inhabit(acme)
      return { ...inhabited, accessToken: await accessTokenFor(acme, inhabited.value) }
    })
    const file = databaseFile(dataDir)
    const whole = readFileSync(file)
    let outages = 0
    for (let round = 0; round < (isLong ? 100 : 3); round++) {
      await within(async (cleanup) => {
        const server = await openApp(cleanup, options)
        // All of it but the first page, or some of it. What the server has read before, it may go on using.
        writeFileSync(
          file,
          damaged(whole, () => round === 0 || dice.happens(0.3)),
        )
        const answers = {
          exchange: await exchange(server, value),
          call: await call(server, accessToken, 'GET', '/loggedin/user'),
          list: await request(server, 'GET', path, { headers }),
          revoking: await request(server, 'DELETE', path, { headers }),
        }
        const refused = Object.entries(answers).filter(([, { status }]) => status !== 200)
        for (const [what, answer] of refused) assertOutage(answer, what)
        if (round === 0) assert.equal(refused.length, 4)
        outages += refused.length
      })
      writeFileSync(file, whole)
      await within(async (cleanup) => accessTokenFor(await openApp(cleanup, options), value))
      // That start has written to it.
      writeFileSync(file, whole)
    }
    assert.ok(outages >= 4, String(outages))
  })
})

const PAGE_BYTES = 4096

/** No page of SQLite begins with a zero. */
function damaged(whole: Buffer, isHit: () => boolean): Buffer {
  const bytes = Buffer.from(whole)
  for (let at = PAGE_BYTES; at < bytes.length; at += PAGE_BYTES) {
    if (isHit()) randomFillSync(bytes, at, PAGE_BYTES).writeUInt8(0, at)
  }
  return bytes
}

function moved(path: string): () => void {
  renameSync(path, `${path}.moved`)
  return () => renameSync(`${path}.moved`, path)
}
