/** Promises about the installation: what is done once is done by one. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, type OpenDatabase } from './database.ts'
import { newHash, newOrganization } from './samples.ts'

export function installationPromises(open: OpenDatabase): void {
  suite('installation', () => {
    test('a new database has no master key, no set-up code and no organization', async (t) => {
      const { store } = await open(t)
      assert.equal(await store.installation.masterKeyId(), undefined)
      assert.equal(await store.installation.setupCodeHash(), undefined)
      assert.equal(await store.installation.hasOrganization(), false)
      await change(store, (tx) => tx.organizations.insert(newOrganization()))
      assert.equal(await store.installation.hasOrganization(), true)
    })

    test('of many processes that bring a master key to a new database exactly one wins', async (t) => {
      const { store, other } = await open(t)
      const ids = ['key-0', 'key-1', 'key-2', 'key-3', 'key-4', 'key-5']
      const wins = await Promise.all(
        ids.map((id, at) => change(at % 2 ? other : store, (tx) => tx.installation.setMasterKeyId(id))),
      )
      assert.equal(wins.filter(Boolean).length, 1)
      assert.equal(await store.installation.masterKeyId(), ids[wins.indexOf(true)])
      assert.equal(await change(store, (tx) => tx.installation.setMasterKeyId('late')), false)
    })

    test('a set-up code works for exactly one of many who use it at once', async (t) => {
      const { store, other } = await open(t)
      const hash = newHash()
      await change(store, (tx) => tx.installation.setSetupCodeHash(hash))
      assert.deepEqual(await store.installation.setupCodeHash(), hash)
      assert.equal(await change(store, (tx) => tx.installation.useSetupCode(newHash())), false)
      const uses = await Promise.all(
        [store, other, store, other, store, other].map((one) =>
          change(one, (tx) => tx.installation.useSetupCode(hash)),
        ),
      )
      assert.equal(uses.filter(Boolean).length, 1)
      assert.equal(await store.installation.setupCodeHash(), undefined)
    })

    test('a set-up code that was replaced or withdrawn no longer works', async (t) => {
      const { store } = await open(t)
      const [first, second] = [newHash(), newHash()]
      await change(store, (tx) => tx.installation.setSetupCodeHash(first))
      await change(store, (tx) => tx.installation.setSetupCodeHash(second))
      assert.equal(await change(store, (tx) => tx.installation.useSetupCode(first)), false)
      await change(store, (tx) => tx.installation.setSetupCodeHash(null))
      assert.equal(await change(store, (tx) => tx.installation.useSetupCode(second)), false)
    })

    test('a set-up that fails leaves its code usable', async (t) => {
      const { store } = await open(t)
      const hash = newHash()
      await change(store, (tx) => tx.installation.setSetupCodeHash(hash))
      const failed = change(store, async (tx) => {
        assert.equal(await tx.installation.useSetupCode(hash), true)
        throw new Error('the rest of the set-up failed')
      })
      await assert.rejects(failed, /the rest/)
      assert.equal(await change(store, (tx) => tx.installation.useSetupCode(hash)), true)
    })
  })
}
