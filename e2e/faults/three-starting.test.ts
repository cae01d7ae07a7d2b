/** Three servers that start at once on an empty database, one of which is killed while it migrates: the others don't notice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { diceOf } from './dice.ts'
import { emptyRealPlace } from './real-place.ts'
import { startCountersign, startServer } from './real-process.ts'
import { send } from './real-requests.ts'
import { tripwireAt } from './tripwire.ts'
import { publishedKeys } from './three-services.ts'
import { contentAt, contradictionsIn } from './whole-content.ts'

const ROUNDS = isLong ? 20 : 1
/** The tables are made by about so many messages; whoever finds them there needs fewer, but never less than in a short run. */
const MESSAGES = isLong ? 45 : 9

test('three that start at once on an empty database, one of them killed in its migration: two serve, and the third when it starts again', async (t) => {
  const dice = diceOf(seed)
  const counts = { rounds: 0, killedBeforeItListened: 0 }
  for (; counts.rounds < ROUNDS; counts.rounds += 1) {
    const place = await emptyRealPlace(t, 'postgres')
    const tripwire = await tripwireAt(t, { place, appears: () => false })
    const unlucky = startCountersign(t, tripwire.env, ['serve', '--port', '0'])
    const inItsMigration = tripwire.reached(1 + dice.below(MESSAGES))
    const killed = Promise.race([inItsMigration, unlucky.printed(/(listens on)/)]).then(() => unlucky.kill())
    const lucky = await Promise.all([startServer(t, place.env), startServer(t, place.env)])
    const { signal, output } = await killed
    assert.equal(signal, 'SIGKILL')
    if (!output.includes('listens on')) counts.killedBeforeItListened += 1
    const again = isLong || counts.rounds === 0 ? [await startServer(t, place.env)] : []
    const servers = [...lucky, ...again]
    for (const at of servers) {
      assert.equal((await send(at, 'GET', '/readyz')).status, 200, `seed ${seed}`)
      assert.deepEqual((await send(at, 'GET', '/api/v1/installation')).body, {
        isSetUp: false,
        sendsMail: false,
      })
    }
    const documents = await Promise.all(servers.map(publishedKeys))
    assert.equal(documents[0]!.length, 2)
    assert.equal(new Set(documents.map((keys) => keys.join())).size, 1, `seed ${seed}`)
    assert.deepEqual(contradictionsIn(await contentAt(place.config)), [], `seed ${seed}`)
    for (const server of servers) assert.equal((await server.kill('SIGTERM')).code, 0)
  }
  t.diagnostic(`${JSON.stringify(counts)}, seed ${seed}`)
  assert.ok(counts.killedBeforeItListened > 0, JSON.stringify(counts))
})
