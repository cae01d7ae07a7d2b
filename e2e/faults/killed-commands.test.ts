/** `kill -9` in the middle of a first start, a backup, a restore, a key rotation: what is left is whole, or told not to be. */
import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test, type TestContext } from 'node:test'
import { backUpInstallation, restoreInstallation } from '../../server/src/backup.ts'
import { setupLink } from '../../server/src/app.ts'
import { auditEvent } from '../../server/src/actions/audit.ts'
import { rotateSigningKeys } from '../../server/src/actions/signing-keys/signing-keys.ts'
import { MINUTE_MS } from '../../server/src/domain/instant.ts'
import { openApp, type Acme } from '../../server/testing/acme.ts'
import { accessTokenFor, call } from '../../server/testing/compatible.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate, request } from '../../server/testing/requests.ts'
import type { EngineName } from '../../server/testing/stores.ts'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { diceOf } from './dice.ts'
import { emptyRealPlace, moveAcmeIn, within, type RealPlace } from './real-place.ts'
import { startCountersign } from './real-process.ts'
import { killAt, tripwireAt, tripwireOnFile } from './tripwire.ts'
import { contentAt, contentOf, contradictionsIn, rowsOf, type Content } from './whole-content.ts'

const ENGINES = ['sqlite', 'postgres'] as const
/** A short run kills each command once, on the engine that the seed chooses. */
const KILLS = isLong ? 20 : 1
const EVENTS = isLong ? 20_000 : 4_000
/** A long run learns from a process that nobody kills how long it takes; a short one keeps to milliseconds or messages of the beginning. */
const FIRST_ROUND = isLong ? 0 : 1
const BEGINNING = { sqlite: 5, postgres: 20 }

const databaseIn = ({ dataDir }: RealPlace): string => join(dataDir, 'countersign.db')

/** Every row of every table, in one order. */
const asText = (content: Content): string[] =>
  [...content].flatMap(([table, rows]) => rows.map((row) => `${table} ${JSON.stringify(row)}`)).toSorted()

/** What a service that was started too early wrote of its own keys may be there too. */
function assertHolds(content: Content, whole: Content): void {
  const rows = new Set(asText(content))
  const missing = asText(whole).filter((row) => !rows.has(row))
  assert.deepEqual(missing.slice(0, 5), [], `${missing.length} rows are missing, seed ${seed}`)
}

const tablesFilledIn = (content: Content): string[] =>
  [...content.keys()].filter((table) => !['signing_keys', 'audit_events'].includes(table))

/** Acme, with a token and so much history that a backup takes a while. */
async function fillAcme(place: RealPlace): Promise<string> {
  let value = ''
  await moveAcmeIn(place, async (acme: Acme) => {
    const { needs } = acme.app
    const events = Array.from({ length: EVENTS }, (_, at) =>
      auditEvent(at, null, 'csp__user_login_failed', { details: { reason: 'unknown_user' } }),
    )
    await needs.store.recordEvents(events)
    value = (await generate(acme, await sessionOf(acme, acme.member))).value
  })
  return value
}

for (const engine of isLong ? ENGINES : [ENGINES[seed % 2]!]) {
  suite(`after a kill -9 on ${engine},`, async () => {
    const dice = diceOf(seed)
    const place = await emptyRealPlace({ after }, engine)
    const value = await fillAcme(place)
    const whole = await contentAt(place.config)
    const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
    after(() => rm(folder, { recursive: true, force: true }))

    /** Somewhere that has the master key and nothing else. */
    const placeToRestoreInto = async (t: TestContext, other: EngineName): Promise<RealPlace> => {
      const empty = await emptyRealPlace(t, other)
      await copyFile(join(place.dataDir, 'master.key'), join(empty.dataDir, 'master.key'))
      return empty
    }
    const tell = (t: TestContext, what: string, counts: Readonly<Record<string, number>>): void =>
      t.diagnostic(`${what} on ${engine}, seed ${seed}: ${JSON.stringify(counts)}`)

    test('a first start is followed by one that needs no hand', async (t) => {
      const counts = { kills: 0, beforeItListened: 0 }
      let extent = BEGINNING[engine]
      for (let round = FIRST_ROUND; round <= KILLS; round += 1) {
        const empty = await emptyRealPlace(t, engine)
        const tripwire = await tripwireAt(t, { place: empty, appears: () => existsSync(databaseIn(empty)) })
        const first = startCountersign(t, tripwire.env, ['serve', '--port', '0'])
        if (round === 0) {
          await first.printed(/(listens on)/)
          extent = tripwire.count()
          await first.kill()
        } else {
          const moment = 1 + dice.below(extent)
          counts.kills += Number(await killAt(first, tripwire, moment))
          const { output } = await first.ended
          if (output.includes('listens on')) extent = Math.min(extent, moment)
          else counts.beforeItListened += 1
        }
        await within(async (cleanup) => {
          const { app } = await openApp(cleanup, empty)
          assert.equal((await request({ app }, 'GET', '/readyz')).status, 200)
          assert.match((await setupLink(app.needs)) ?? '', /#code=/)
          const keys = await app.needs.store.signingKeys.list()
          assert.deepEqual(keys.map(({ state }) => state).toSorted(), ['active', 'next'])
          assert.deepEqual(contradictionsIn(await contentOf(app.needs.store)), [], `seed ${seed}`)
        })
      }
      tell(t, 'first starts', { ...counts, extent })
      assert.equal(counts.kills, KILLS)
      assert.ok(counts.beforeItListened > 0, JSON.stringify(counts))
    })

    test('a backup is not there, or whole; what it left behind is refused, and an earlier one is as it was', async (t) => {
      const counts = { kills: 0, absent: 0, earlierKept: 0, finished: 0, partialRefused: 0, partialWhole: 0 }
      const file = join(folder, 'backup')
      const partials = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.partial'))
      for (let round = 0; round < KILLS; round += 1) {
        const hasEarlier = round % 2 === 1
        if (!hasEarlier) await rm(file, { force: true })
        else if (!existsSync(file)) await backUpInstallation(place.config, { path: file })
        const earlier = hasEarlier ? await readFile(file) : undefined
        const tripwire = tripwireOnFile(place.env, () => partials().length > 0)
        const process = startCountersign(t, place.env, ['backup', file])
        const isKilled = await killAt(process, tripwire, dice.below(isLong ? 150 : BEGINNING.sqlite))
        counts.kills += Number(isKilled)
        if (!existsSync(file)) counts.absent += 1
        else if (earlier?.equals(await readFile(file))) counts.earlierKept += 1
        else {
          counts.finished += 1
          const into = await placeToRestoreInto(t, 'sqlite')
          await restoreInstallation(into.config, { path: file })
          assert.deepEqual(asText(await contentAt(into.config)), asText(whole))
        }
        for (const partial of partials()) {
          const into = await placeToRestoreInto(t, 'sqlite')
          const path = join(folder, partial)
          const outcome = await restoreInstallation(into.config, { path }).catch((error: Error) => error)
          if (outcome instanceof Error) {
            counts.partialRefused += 1
            assert.match(outcome.message, /is not whole|is no backup/)
            assert.deepEqual(await readdir(into.dataDir), ['master.key'])
          } else {
            counts.partialWhole += 1
            assert.deepEqual(asText(await contentAt(into.config)), asText(whole))
          }
          await rm(path)
        }
      }
      tell(t, 'backups', counts)
      assert.ok(counts.kills > 0 && counts.partialRefused > 0, JSON.stringify(counts))
      await backUpInstallation(place.config, { path: file })
    })

    test('a restore has filled the installation or left it empty, and can be done again', async (t) => {
      const counts = { kills: 0, empty: 0, whole: 0 }
      const file = join(folder, 'to-restore')
      await backUpInstallation(place.config, { path: file })
      let extent = BEGINNING[engine]
      for (let round = FIRST_ROUND; round <= KILLS; round += 1) {
        const into = await placeToRestoreInto(t, engine)
        const tripwire = await tripwireAt(t, { place: into, appears: () => existsSync(databaseIn(into)) })
        const process = startCountersign(t, tripwire.env, ['restore', file])
        if (round === 0) {
          const { code, output } = await process.ended
          assert.equal(code, 0, output)
          extent = tripwire.count()
        } else {
          const isKilled = await killAt(process, tripwire, 1 + dice.below(extent))
          counts.kills += Number(isKilled)
          if (!isKilled) extent = Math.min(extent, tripwire.count())
        }
        const isWhole = await within(async (cleanup) => {
          const opened = await openApp(cleanup, into)
          const { body } = await request(opened, 'GET', '/api/v1/installation')
          const content = await contentOf(opened.app.needs.store)
          if (body.isSetUp) {
            assertHolds(content, whole)
            assert.equal((await exchange(opened, value)).status, 200)
          } else assert.deepEqual(tablesFilledIn(content), [], 'half a restore is served')
          return Boolean(body.isSetUp)
        })
        counts[isWhole ? 'whole' : 'empty'] += 1
        if (!isWhole) {
          await restoreInstallation(into.config, { path: file })
          assertHolds(await contentAt(into.config), whole)
        }
      }
      tell(t, 'restores', { ...counts, extent })
      assert.ok(counts.kills > 0 && counts.empty > 0, JSON.stringify(counts))
    })

    test('a key rotation has happened or has not, exchanges work and the next rotation too', async (t) => {
      const counts = { kills: 0, rotated: 0, notRotated: 0, exchanges: 0 }
      let clockAheadMs = 0
      let [extent, rotations] = [BEGINNING[engine], 0]
      for (let round = FIRST_ROUND; round <= KILLS; round += 1) {
        clockAheadMs += 11 * MINUTE_MS
        const appears = (): boolean => existsSync(`${databaseIn(place)}-wal`)
        const tripwire = await tripwireAt(t, { place, appears })
        const process = startCountersign(t, tripwire.env, ['keys', 'rotate'], { clockAheadMs })
        if (round === 0) {
          const { code, output } = await process.ended
          assert.equal(code, 0, output)
          extent = tripwire.count()
        } else {
          const isKilled = await killAt(process, tripwire, 1 + dice.below(extent))
          counts.kills += Number(isKilled)
          if (!isKilled) extent = Math.min(extent, tripwire.count())
        }
        await within(async (cleanup) => {
          const opened = await openApp(cleanup, place)
          const { needs } = opened.app
          for (const _try of [1, 2]) {
            const accessToken = await accessTokenFor(opened, value)
            assert.equal((await call(opened, accessToken, 'GET', '/loggedin/user')).status, 200)
            counts.exchanges += 1
            const content = await contentOf(needs.store)
            assert.deepEqual(contradictionsIn(content), [], `seed ${seed}`)
            const recorded = rowsOf(content, 'audit_events').filter(
              ({ name }) => name === 'csp__rotate_signing_key',
            )
            counts[recorded.length > rotations ? 'rotated' : 'notRotated'] += _try === 1 ? 1 : 0
            if (_try === 2) assert.equal(recorded.length, rotations + 1)
            rotations = recorded.length
            clockAheadMs += 11 * MINUTE_MS
            const now = (): number => Date.now() + clockAheadMs
            if (_try === 1) await rotateSigningKeys({ ...needs, now }, null)
          }
        })
      }
      tell(t, 'rotations', { ...counts, extent })
      assert.ok(counts.kills > 0, JSON.stringify(counts))
    })
  })
}
