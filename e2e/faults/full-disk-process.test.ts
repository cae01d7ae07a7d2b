/** A real server whose disk gets full under its database and its log: it goes on, and gives nothing up that it holds. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { assertOutage } from './outage.ts'
import { contentOf, exchangesIn } from './database-content.ts'
import { diskRoom } from './disk-room.ts'
import { emptyRealPlace, moveAcmeIn, type RealPlace } from './real-place.ts'
import { startServer } from './real-process.ts'
import { exchange, send, signIn } from './real-requests.ts'
import { freePort } from '../../server/testing/free-port.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'

const CLI = fileURLToPath(new URL('../../cli/src/countersign.ts', import.meta.url))
const NEW_TOKEN = { name: 'CI', scopes: { allRoles: true } }

/** For what a real clock brings about, within some seconds; in a minute at most. */
async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = AbortSignal.timeout(60_000)
  while (!(await isSo())) await sleep(50, undefined, { signal: giveUp })
}

suite('a server on a full disk', async () => {
  const place = await emptyRealPlace({ after }, 'sqlite')
  const { organization } = await moveAcmeIn(place)
  const path = `/api/v1/organizations/${organization.id}/api-tokens`
  const exchangesWritten = (): number => exchangesIn(contentOf(place.dataDir))

  test('lives on: its jobs fail, keep what they hold, and do it when there is room', async (t) => {
    const before = exchangesWritten()
    const server = await startServer(t, place.env)
    const room = diskRoom(t, server.child.pid)
    const headers = await signIn(server, 'max')
    const generating = () => send(server, 'POST', path, { headers, body: NEW_TOKEN })
    const { value, apiToken } = (await generating()).body
    const exchanges = async (times: number): Promise<void> => {
      for (let each = 0; each < times; each++) {
        const { status, text } = await exchange(server, value)
        assert.equal(status, 200, text)
      }
    }

    await room.leave(0)
    await exchanges(3)
    assertOutage(await generating(), 'generating')
    await server.printed(/"job":"(flush usage)".*"job failed"/)
    await exchanges(2)
    await room.restore()
    assert.equal((await generating()).status, 201)
    await eventually(async () => {
      const { body } = await send(server, 'GET', `${path}/${apiToken.id}`, { headers })
      return body.lastUse !== null
    })
    await eventually(() => exchangesWritten() >= before + 5)

    // Acknowledged, so there, also without a word of goodbye.
    const { body: last } = await generating()
    await server.kill('SIGKILL')
    const content = contentOf(place.dataDir)
    assert.equal(exchangesIn(content), before + 5)
    assert.ok(content.some((row) => row.startsWith('api_tokens ') && row.includes(last.apiToken.id)))
    assert.equal(content.filter((row) => row.startsWith('api_tokens ')).length, 3)
  })

  test('lives on when its log is on that disk too, and writes it again when there is room', async (t) => {
    const before = exchangesWritten()
    const log = join(place.dataDir, 'log')
    const server = await serveInto(t, place, log)
    const room = diskRoom(t, server.pid)
    const headers = await signIn(server, 'max')
    const { value } = (await send(server, 'POST', path, { headers, body: NEW_TOKEN })).body
    const linesOfExchanges = () => readFileSync(log, 'utf8').split('/api-tokens/authorize"').length - 1

    await room.leave(0)
    assertOutage(await send(server, 'POST', path, { headers, body: NEW_TOKEN }), 'generating')
    for (let times = 0; times < 20; times++) assert.equal((await exchange(server, value)).status, 200)
    assert.equal(linesOfExchanges(), 0)
    await room.restore()
    assert.equal((await exchange(server, value)).status, 200)
    await eventually(() => linesOfExchanges() > 0)
    assert.deepEqual(await server.stop(), [0, null])
    assert.equal(exchangesWritten(), before + 21)
  })

  test('starts, serves and stops without a disk for its log at all', async (t) => {
    const before = exchangesWritten()
    const server = await serveInto(t, place, '/dev/full')
    const headers = await signIn(server, 'max')
    const { value } = (await send(server, 'POST', path, { headers, body: NEW_TOKEN })).body
    for (let times = 0; times < 20; times++) assert.equal((await exchange(server, value)).status, 200)
    assert.deepEqual(await server.stop(), [0, null])
    assert.equal(exchangesWritten(), before + 20)
  })
})

/** `countersign serve` with both of its outputs in a file; resolves once it answers. */
async function serveInto(t: Cleanup, { env }: RealPlace, file: string) {
  const port = await freePort()
  const output = openSync(file, 'a')
  const child = spawn(
    process.execPath,
    ['--conditions=countersign-source', CLI, 'serve', '--port', String(port)],
    { env: { ...env, COUNTERSIGN_LOG_LEVEL: 'info' }, stdio: ['ignore', output, output] },
  )
  closeSync(output)
  const ended = once(child, 'exit')
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<unknown[]> => {
    child.kill(signal)
    return ended
  }
  t.after(async () => void (await stop('SIGKILL')))
  const address = `http://127.0.0.1:${port}`
  await eventually(async () => {
    assert.equal(child.exitCode, null, 'the server ended')
    return send({ address }, 'GET', '/readyz').then(
      ({ status }) => status === 200,
      () => false,
    )
  })
  return { address, pid: child.pid, stop }
}
