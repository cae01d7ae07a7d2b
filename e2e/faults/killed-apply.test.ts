/** `kill -9` in the middle of `countersign services apply`: it changed all or nothing, and can be done again. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { applyServicesFile } from '../../server/src/operator-services.ts'
import { withInstallation } from '../../server/src/operator.ts'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { diceOf } from './dice.ts'
import { emptyRealPlace, moveAcmeIn } from './real-place.ts'
import { startCountersign } from './real-process.ts'
import { killAt, tripwireAt } from './tripwire.ts'
import { contentAt, rowsOf } from './whole-content.ts'

const KILLS = isLong ? 20 : 2
/** So many that the change takes a while; each round adds some to those that are there. */
const SERVICES_AT_FIRST = 30
const SERVICES_MORE = isLong ? 2 : 10

const definitionsOf = (round: number) =>
  JSON.stringify(
    Array.from({ length: SERVICES_AT_FIRST + round * SERVICES_MORE }, (_, at) => ({
      ...{
        name: `s${at}`,
        displayName: `Service ${at} of round ${round}`,
        permissions: [{ name: `s${at}:read` }],
      },
      roles: [{ name: `s${at}:reader`, displayName: 'Reader', permissions: [`s${at}:read`] }],
    })),
  )

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`after a kill -9 on ${engine},`, async () => {
    const place = await emptyRealPlace({ after }, engine)
    const { organization } = await moveAcmeIn(place)
    const file = join(place.dataDir, 'services.json')
    const dice = diceOf(seed)

    const apply = (text: string) =>
      applyServicesFile(place.config, {
        ...{ organization: organization.id, text },
        answer: async () => 'asItIsThen',
      })
    /** Rounds whose definition is there, and services that the events tell of. */
    const found = async () => {
      const content = await contentAt(place.config)
      const rounds = rowsOf(content, 'services')
        .map(({ display_name }) => / of round (\d+)$/.exec(String(display_name))?.[1])
        .filter((round) => round !== undefined)
      const told = rowsOf(content, 'audit_events').filter(({ name }) =>
        ['csp__register_service', 'csp__change_service'].includes(String(name)),
      )
      return { rounds: [...new Set(rounds)], services: rounds.length, told: told.length }
    }

    test('services out of a file are all as it says, or all as before', async (t) => {
      const counts = { kills: 0, before: 0, after: 0, extent: 0 }
      let last = await found()
      // Nobody kills the first: it tells how far it is to the end.
      for (let round = 0; round <= KILLS; round += 1) {
        await writeFile(file, definitionsOf(round))
        const wal = join(place.dataDir, 'countersign.db-wal')
        const tripwire = await tripwireAt(t, { place, appears: () => existsSync(wal) })
        const words = ['services', 'apply', file, '--organization', 'acme', '--yes']
        const process = startCountersign(t, tripwire.env, words)
        if (round === 0) {
          const { code, output } = await process.ended
          assert.equal(code, 0, output)
          counts.extent = tripwire.count()
          last = await found()
          continue
        }
        const isKilled = await killAt(process, tripwire, 1 + dice.below(counts.extent))
        counts.kills += Number(isKilled)
        const now = await found()
        assert.equal(
          now.rounds.length,
          1,
          `${now.rounds.join()}: some are of one file, some of another; seed ${seed}`,
        )
        if (now.rounds[0] === String(round)) {
          counts.after += 1
          counts.extent = Math.max(2, Math.ceil(counts.extent / 2))
          assert.equal(now.told, last.told + now.services, 'an event for each, and no other')
        } else {
          counts.before += 1
          assert.deepEqual(now, last)
        }
        await apply(definitionsOf(round))
        last = await found()
        assert.deepEqual(last.rounds, [String(round)])
      }
      t.diagnostic(`applied on ${engine}, seed ${seed}: ${JSON.stringify(counts)}`)
      assert.ok(counts.kills > 0, JSON.stringify(counts))
    })

    test('nothing is left that keeps the next one waiting', async () => {
      const { outcome } = await apply(definitionsOf(KILLS))
      assert.equal(outcome, 'nothingToDo')
      await withInstallation(place.config, ({ store }) => store.ping())
    })
  })
}
