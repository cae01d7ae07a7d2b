/** Promises about codes of devices: each is decided and used once, and what waits is counted. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { newOAuthApp } from '../../../testing/oauth-apps.ts'
import { DAY_MS, MINUTE_MS } from '../../domain/instant.ts'
import type { DeviceCode } from '../../domain/oauth/device-code.ts'
import type { Grant } from '../../domain/oauth/grant.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newHash, NOW } from './samples.ts'

const AT_ONCE = 50

export function deviceCodePromises(open: OpenDatabase): void {
  void suite('codes of devices', () => {
    const database = sharedDatabase(open)
    let made = 0

    /** And a grant that it may be allowed with. */
    async function asked(more: Partial<DeviceCode> = {}) {
      const { organizationId, userId } = await addMember(database.store)
      const id = `device-${++made}`
      const app = newOAuthApp(organizationId, NOW, {
        kind: 'native',
        authentication: 'none',
        hasDeviceFlow: true,
      })
      const code = {
        ...{ id, hash: newHash(), userCodeHash: `hash-${id}`, appId: app.id, scope: 'openid' },
        ...{ resources: ['inventory'], organizationId, dpopThumbprint: 'key', network: `network-${id}` },
        ...{ createdAt: NOW, expiresAt: NOW + 10 * MINUTE_MS, intervalSeconds: 5, polledAt: null },
        ...{ deniedAt: null, grantId: null, usedAt: null },
        ...more,
      }
      const grant: Grant = {
        ...{ id, organizationId, appId: app.id, userId, scope: null, resources: [], authenticatedAt: NOW },
        ...{ authenticatedBy: 'pwd', sessionId: null, dpopThumbprint: null, createdAt: NOW },
        ...{ expiresAt: NOW + DAY_MS, revokedAt: null, lastUsedAt: null },
      }
      await change(database.store, async (tx) => {
        await tx.oauthApps.insert(app)
        await tx.oauthGrants.insert(grant)
        assert.equal(await tx.deviceCodes.insert(code), true)
      })
      return { id, app, code, reads: database.store.deviceCodes }
    }

    /** How many of them won, half through another process. */
    async function winners(work: (store: typeof database.store, index: number) => Promise<boolean>) {
      const tried = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) =>
          work(index % 2 === 0 ? database.store : database.other, index),
        ),
      )
      return tried.filter(Boolean).length
    }

    test('are found as they were kept, by either of the two; two never have the same user code', async () => {
      const { id, code, reads } = await asked()
      const found = await reads.find(id)
      assert.deepEqual({ ...found, hash: [...found!.hash] }, { ...code, hash: [...code.hash] })
      assert.equal((await reads.findByUserCode(code.userCodeHash))?.id, id)
      assert.equal(await reads.findByUserCode('hash-unknown'), undefined)
      assert.equal(await reads.find('unknown'), undefined)
      const again = { ...code, id: `${id}-again`, hash: newHash() }
      assert.equal(await change(database.store, (tx) => tx.deviceCodes.insert(again)), false)
    })

    test('are decided by one of fifty at once, and used by one', async () => {
      const { id, reads } = await asked()
      const decide = (store: typeof database.store, index: number) =>
        change(store, (tx) =>
          index % 3 === 0 ? tx.deviceCodes.deny(id, NOW) : tx.deviceCodes.allow(id, id, NOW),
        )
      assert.equal(await winners(decide), 1)
      const { deniedAt, grantId } = (await reads.find(id))!
      assert.ok((deniedAt === null) !== (grantId === null))
      const use = (store: typeof database.store, index: number) =>
        change(store, (tx) => tx.deviceCodes.use(id, NOW + index))
      assert.equal(await winners(use), 1)
    })

    test('that have ended are decided by nobody', async () => {
      const { id, code } = await asked()
      const end = code.expiresAt
      assert.equal(await change(database.store, (tx) => tx.deviceCodes.allow(id, id, end)), false)
      assert.equal(await change(database.store, (tx) => tx.deviceCodes.deny(id, end)), false)
      assert.equal(await change(database.store, (tx) => tx.deviceCodes.allow(id, id, end - 1)), true)
    })

    test('are asked about by one at a time', async () => {
      const { id, code, reads } = await asked()
      const poll = (store: typeof database.store) =>
        change(store, (tx) => tx.deviceCodes.poll(code, { at: NOW, intervalSeconds: 10 }))
      assert.equal(await winners(poll), 1)
      const read = (await reads.find(id))!
      assert.deepEqual([read.polledAt, read.intervalSeconds], [NOW, 10])
      const again = { at: NOW + 1, intervalSeconds: 15 }
      assert.equal(await change(database.store, (tx) => tx.deviceCodes.poll(read, again)), true)
    })

    test('are counted while they wait: of an app, and of a network', async () => {
      const network = `network-of-many-${made}`
      const [first, second] = [await asked({ network }), await asked({ network })]
      const count = (at = NOW) => first.reads.countWaiting({ appId: first.app.id, network }, at)
      assert.deepEqual(await count(), { ofApp: 1, ofNetwork: 2 })
      await change(database.store, (tx) => tx.deviceCodes.deny(second.id, NOW))
      assert.deepEqual(await count(), { ofApp: 1, ofNetwork: 1 })
      await change(database.store, (tx) => tx.deviceCodes.allow(first.id, first.id, NOW))
      assert.deepEqual(await count(), { ofApp: 0, ofNetwork: 0 })
      const third = await asked({ network })
      assert.equal((await count()).ofNetwork, 1)
      assert.equal((await count(third.code.expiresAt)).ofNetwork, 0)
    })

    test('go with their app and with the grant that came of them, and are purged once they have ended', async () => {
      const [removed, granted, old] = [await asked(), await asked(), await asked({ expiresAt: NOW - DAY_MS })]
      await change(database.store, async (tx) => {
        await tx.oauthApps.remove(removed.app.organizationId, removed.app.id, NOW)
        await tx.deviceCodes.allow(granted.id, granted.id, NOW)
        await tx.oauthApps.removeFrom(granted.app.organizationId, granted.app.id, NOW)
      })
      for (const { id, reads } of [removed, granted]) assert.equal(await reads.find(id), undefined)
      const live = await asked()
      assert.ok((await change(database.store, (tx) => tx.deviceCodes.purge(NOW - DAY_MS, 1000))) >= 1)
      assert.equal(await old.reads.find(old.id), undefined)
      assert.notEqual(await live.reads.find(live.id), undefined)
    })
  })
}
