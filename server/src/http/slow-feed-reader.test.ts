/** A service that opens the feed and reads nothing costs the server a bounded amount, and nobody else anything. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openAcme } from '../../testing/acme.ts'
import { heapMb } from '../../testing/heap.ts'
import { request, signIn } from '../../testing/requests.ts'

/** More than the system keeps for a connection that nobody reads: some megabytes. */
const ROWS = 40_000

test('a reader that reads nothing is dropped before much waits for it, and the others hear everything', async (t) => {
  const acme = await openAcme(t, { now: Date.now() })
  const path = `/api/v1/organizations/${acme.organization.id}/services/${acme.inventory.id}/feed-tokens`
  const headers = await signIn(acme, 'olivia')
  const { value } = (await request(acme, 'POST', path, { headers, body: { name: 'Warehouse' } })).body
  const database = new DatabaseSync(join(acme.dataDir, 'countersign.db'))
  const from = Date.now()
  database.exec(`
    insert into revocations (position, status_list, status_index, organization_id)
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${ROWS})
      select ${from} + n, 1, n, '${acme.organization.id}' from numbers;
    update revocation_position set position = ${from + ROWS}`)
  database.close()
  await acme.app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = acme.app.server.server.address() as { port: number }
  const feed = acme.app.needs.revocationFeed
  const open = async (): Promise<ReturnType<typeof connect>> => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    t.after(() => void socket.destroy())
    await once(socket, 'connect')
    socket.write(`GET /revocations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${value}\r\n\r\n`)
    return socket
  }
  const listening = async (count: number): Promise<void> => {
    const giveUpAt = performance.now() + 20_000
    while (feed.listeners() !== count) {
      if (performance.now() > giveUpAt) assert.equal(feed.listeners(), count)
      await sleep(5)
    }
  }

  const reader = await open()
  let heard = ''
  reader.setEncoding('utf8').on('data', (part: string) => (heard = (heard + part).slice(-400)))
  const last = `"position":${from + ROWS}}`
  while (!heard.includes(last)) await sleep(20)
  const before = heapMb()
  const silent = await Promise.all(Array.from({ length: 2 }, open))
  for (const each of silent) each.pause()
  await listening(3)
  await listening(1)
  assert.ok(heapMb() - before < 8, `${(heapMb() - before).toFixed(1)} MB more`)
  const connections = (): Promise<number> =>
    new Promise((resolve) => {
      acme.app.server.server.getConnections((_error, count) => resolve(count))
    })
  const giveUpAt = performance.now() + 10_000
  while ((await connections()) > 1 && performance.now() < giveUpAt) await sleep(20)
  assert.equal(await connections(), 1, 'their connections are closed, though they read nothing')
  assert.ok(!reader.destroyed)
})
