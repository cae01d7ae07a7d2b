/** Promises about signing keys: each step is taken by one process, and a removed key has no private half. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, type OpenDatabase } from './database.ts'
import { newSigningKey, NOW } from './samples.ts'

export function signingKeyPromises(open: OpenDatabase): void {
  suite('signing keys', () => {
    test('keys are listed oldest first as they were stored, without the removed ones', async (t) => {
      const { store } = await open(t)
      const keys = [
        newSigningKey({ createdAt: NOW + 2, state: 'active', activatedAt: NOW + 3 }),
        newSigningKey({ createdAt: NOW + 1, state: 'retiring', algorithm: 'RS256', retiredAt: NOW + 2 }),
        newSigningKey({ createdAt: NOW, state: 'removed' }),
      ]
      await change(store, async (tx) => {
        for (const key of keys) await tx.signingKeys.insert(key)
      })
      assert.deepEqual(await store.signingKeys.list(), [keys[1], keys[0]])
    })

    test('each step of a key is taken by exactly one of many; removing wipes the private key', async (t) => {
      const { store, other, query } = await open(t)
      const key = newSigningKey()
      await change(store, (tx) => tx.signingKeys.insert(key))
      const steps = [
        ['next', 'active', { activatedAt: NOW + 1 }],
        ['active', 'retiring', { activatedAt: NOW + 1, retiredAt: NOW + 1 }],
      ] as const
      for (const [from, to, instants] of steps) {
        const wins = await Promise.all(
          [store, other, store, other].map((one) =>
            change(one, (tx) => tx.signingKeys.setState(key.id, from, to, NOW + 1)),
          ),
        )
        assert.equal(wins.filter(Boolean).length, 1)
        assert.deepEqual(await store.signingKeys.list(), [{ ...key, state: to, ...instants }])
      }
      const remove = () =>
        change(store, (tx) => tx.signingKeys.setState(key.id, 'retiring', 'removed', NOW + 2))
      assert.equal(await remove(), true)
      assert.equal(await remove(), false)
      assert.deepEqual(await store.signingKeys.list(), [])
      const [row] = await query('select length(sealed_private_key) as length from signing_keys')
      assert.equal(Number(row?.['length']), 0)
    })

    test('there is never a second active key, nor a second next one', async (t) => {
      const { store } = await open(t)
      for (const state of ['active', 'next'] as const) {
        await change(store, (tx) => tx.signingKeys.insert(newSigningKey({ state })))
        await assert.rejects(
          change(store, (tx) => tx.signingKeys.insert(newSigningKey({ state }))),
          { code: 'conflict' },
        )
      }
      const next = (await store.signingKeys.list()).find(({ state }) => state === 'next')
      await assert.rejects(
        change(store, (tx) => tx.signingKeys.setState(next?.id ?? '', 'next', 'active', NOW)),
        { code: 'conflict' },
      )
    })
  })
}
