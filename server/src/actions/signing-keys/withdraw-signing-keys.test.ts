/** Taking signing keys back by hand and in an emergency, also with two processes on one database. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { PUBLICATION_LEAD_MS } from '../../domain/signing-key.ts'
import { Refusal } from '../../domain/refusal.ts'
import { openAcme, openApp } from '../../../testing/acme.ts'
import { testDatabase } from '../../../testing/postgres.ts'
import { COMPATIBLE, exchange, generate, request, signIn } from '../../../testing/requests.ts'
import type { Cleanup } from '../../../testing/cleanup.ts'
import type { EngineName } from '../../../testing/stores.ts'
import type { Needs } from '../needs.ts'
import { refreshKeyring, rotateSigningKeys } from './signing-keys.ts'
import { replaceSigningKeysAtOnce, revokeSigningKey } from './withdraw-signing-keys.ts'

const ORIGIN = { requestId: 'test', address: '', userAgent: 'test' }
const ES256 = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }

const states = async ({ store }: Needs): Promise<string[]> =>
  (await store.signingKeys.list()).map(({ state }) => state).toSorted()

const keyIn = async ({ store }: Needs, state: string) =>
  (await store.signingKeys.list()).find((key) => key.state === state)!

const published = ({ keyring }: Needs): string[] => keyring.publicKeys().map(({ kid }) => kid)

const isConflict = (error: unknown): boolean => error instanceof Refusal && error.code === 'conflict'

async function open(t: Cleanup) {
  const opened = await openApp(t, { env: ES256 })
  return { ...opened, needs: opened.app.needs }
}

/** Two processes of one installation. */
async function openTwo(t: Cleanup, engine: EngineName) {
  const env: Record<string, string> =
    engine === 'postgres' ? { ...ES256, COUNTERSIGN_DATABASE_URL: await testDatabase(t) } : ES256
  const acme = await openAcme(t, { engine, env })
  const other = await openApp(t, { engine, env, dataDir: acme.dataDir, now: acme.clock.now })
  return { acme, other }
}

test('a revoked next key never signs; another one takes its place', async (t) => {
  const { needs } = await open(t)
  const next = await keyIn(needs, 'next')
  await revokeSigningKey(needs, ORIGIN, next.id)
  assert.notEqual((await keyIn(needs, 'next')).id, next.id)
  assert.ok(!published(needs).includes(next.id))
})

test('the key that signs cannot be revoked, nor one that does not exist', async (t) => {
  const { needs } = await open(t)
  const active = await keyIn(needs, 'active')
  await assert.rejects(revokeSigningKey(needs, ORIGIN, active.id), (error) => isConflict(error))
  await assert.rejects(
    revokeSigningKey(needs, ORIGIN, 'unknown'),
    (error) => error instanceof Refusal && error.code === 'not_found',
  )
  assert.deepEqual(await states(needs), ['active', 'next'])
})

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`withdrawing signing keys on ${engine}`, () => {
    test('after an emergency rotation every process refuses what was signed before, and API tokens work', async (t) => {
      const { acme, other } = await openTwo(t, engine)
      const { needs } = acme.app
      const { value } = await generate(acme, await signIn(acme, 'max'))
      acme.clock.now += PUBLICATION_LEAD_MS
      other.clock.now = acme.clock.now
      await rotateSigningKeys(needs, ORIGIN)
      await refreshKeyring(other.app.needs)
      const before = await exchange(acme, value)
      const asUser = (app: Pick<typeof acme, 'app'>, token: string) =>
        request(app, 'GET', `${COMPATIBLE}/loggedin/user`, { headers: { 'csp-auth-token': token } })
      assert.equal((await asUser(other, before.body.access_token)).status, 200)

      const [active, retiring, next] = await Promise.all(
        ['active', 'retiring', 'next'].map((state) => keyIn(needs, state)),
      )
      await replaceSigningKeysAtOnce(needs, ORIGIN)
      assert.equal((await keyIn(needs, 'active')).id, next!.id)
      assert.deepEqual(await states(needs), ['active', 'next'])
      assert.equal((await asUser(acme, before.body.access_token)).status, 401)
      // What its job does every five seconds.
      await refreshKeyring(other.app.needs)
      assert.equal((await asUser(other, before.body.access_token)).status, 401)
      for (const process of [acme, other]) {
        const after = await exchange(process, value)
        assert.equal((await asUser(acme, after.body.access_token)).status, 200)
        assert.ok(!published(process.app.needs).includes(active!.id))
        assert.ok(!published(process.app.needs).includes(retiring!.id))
      }
    })

    test('of two emergency rotations at once exactly one happens', async (t) => {
      const { acme, other } = await openTwo(t, engine)
      // On a slow machine one may be over before the other looks, and then both happen, one after the other.
      let outcomes: string[] = []
      for (let tries = 0; tries < 10 && !outcomes.includes('rejected'); tries++) {
        const tried = await Promise.allSettled(
          [acme, other].map(({ app }) => replaceSigningKeysAtOnce(app.needs, ORIGIN)),
        )
        outcomes = tried.map(({ status }) => status).toSorted()
        assert.deepEqual(await states(acme.app.needs), ['active', 'next'])
      }
      assert.deepEqual(outcomes, ['fulfilled', 'rejected'])
    })

    test('withdrawing a key is in the audit log, and its private half is gone', async (t) => {
      const { acme } = await openTwo(t, engine)
      const { needs } = acme.app
      const active = await keyIn(needs, 'active')
      const bytes = /(\d+,){50}/
      assert.match((await rowsOf(needs, 'signing_keys', active.id)).join(), bytes)
      await replaceSigningKeysAtOnce(needs, ORIGIN)
      const [rotated] = await eventsNamed(needs, 'csp__rotate_signing_key')
      assert.match(rotated!, new RegExp(`"emergency":true,"removed":\\["${active.id}"\\]`))
      await revokeSigningKey(needs, ORIGIN, (await keyIn(needs, 'next')).id)
      assert.match((await eventsNamed(needs, 'csp__remove_signing_key')).join(), /"revoked":true/)
      const removed = await rowsOf(needs, 'signing_keys', active.id)
      assert.match(removed.join(), /removed/)
      assert.doesNotMatch(removed.join(), bytes)
    })
  })
}

/** Rows of a table that mention something, as text. */
const rowsOf = ({ store }: Needs, table: string, mention: string): Promise<string[]> =>
  store.archive.read(async (batches) => {
    const found: string[] = []
    for await (const batch of batches) {
      if (batch.table !== table) continue
      found.push(...batch.rows.map((row) => row.map(String).join(' ')).filter((row) => row.includes(mention)))
    }
    return found
  })

const eventsNamed = (needs: Needs, name: string): Promise<string[]> => rowsOf(needs, 'audit_events', name)
