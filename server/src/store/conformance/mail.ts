/** Promises about the outbox: a mail is there exactly if its change is, goes to one sender at a time, and is wiped. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, type OpenDatabase } from './database.ts'
import { NOW } from './samples.ts'

const mail = (id: string) => ({
  id,
  organizationId: null,
  kind: 'invitation',
  recipient: 'Max@acme.example',
  about: null as string | null,
  sealed: new Uint8Array([1, 2, 3]),
  createdAt: NOW,
  expiresAt: NOW + 1_000_000,
})
const asked = (holder: string, at = NOW) => ({ holder, at, until: at + 1_000, limit: 10 })

export function mailPromises(open: OpenDatabase): void {
  suite('the outbox', () => {
    test('has no mail of a change that did not happen', async (t) => {
      const { store } = await open(t)
      const failing = change(store, async (tx) => {
        await tx.mail.enqueue(mail('one'))
        throw new Error('no')
      })
      await assert.rejects(failing, /no/)
      assert.deepEqual(await store.mailQueue.take(asked('a')), [])
    })

    test('gives each mail to one of several processes, and again when that one is silent', async (t) => {
      const { store, other } = await open(t)
      await change(store, async (tx) => {
        for (const id of ['one', 'two', 'three']) await tx.mail.enqueue(mail(id))
      })
      const takes = await Promise.all([store.mailQueue.take(asked('a')), other.mailQueue.take(asked('b'))])
      assert.deepEqual(
        takes
          .flat()
          .map(({ id }) => id)
          .toSorted(),
        ['one', 'three', 'two'],
      )
      assert.equal((await other.mailQueue.take(asked('c', NOW + 1_000))).length, 3)
      const late = await store.mailQueue.settle('one', 'a', { how: 'sent', at: NOW, said: '250' })
      assert.equal(late, false)
    })

    test('sends nothing of what was cancelled, whoever was about to, and counts it as neither sent nor failed', async (t) => {
      const { store, query } = await open(t)
      await change(store, async (tx) => {
        for (const id of ['one', 'two']) await tx.mail.enqueue({ ...mail(id), about: 'an invitation' })
        await tx.mail.enqueue({ ...mail('three'), about: 'another' })
      })
      await store.mailQueue.take({ ...asked('a'), limit: 1 })
      await change(store, (tx) => tx.mail.cancel('an invitation'))
      const settled = await store.mailQueue.settle('one', 'a', { how: 'later', nextTryAt: NOW, said: '450' })
      assert.equal(settled, false)
      const [left, ...others] = await store.mailQueue.take(asked('b'))
      assert.deepEqual([left?.id, others], ['three', []])
      const sealed = await query('select id from mail_outbox where sealed is not null')
      assert.deepEqual(
        sealed.map(({ id }) => id),
        ['three'],
      )
      assert.deepEqual(await store.mail.counts(null, 10), { waiting: 1, failed: 0, stoppedAddresses: [] })
      assert.equal(await store.mailQueue.purge(NOW + 1, 10), 2)
    })

    test('wipes what was sent or given up, and stops an address that was refused', async (t) => {
      const { store, query } = await open(t)
      await change(store, async (tx) => {
        for (const id of ['one', 'two']) await tx.mail.enqueue(mail(id))
      })
      await store.mailQueue.take(asked('a'))
      await store.mailQueue.settle('one', 'a', { how: 'sent', at: NOW, said: '250' })
      await store.mailQueue.settle('two', 'a', {
        how: 'given_up',
        at: NOW,
        said: '550 no such person',
        stopsAddress: true,
      })
      assert.deepEqual(await query('select id from mail_outbox where sealed is not null'), [])
      assert.deepEqual(await store.mail.counts(null, 10), {
        waiting: 0,
        failed: 1,
        stoppedAddresses: [{ address: 'max@acme.example', stoppedAt: NOW, said: '550 no such person' }],
      })
      await change(store, (tx) => tx.mail.enqueue(mail('three')))
      const [third] = await store.mailQueue.take(asked('a'))
      assert.equal(third?.isStopped, true)
      assert.equal(await store.mailQueue.purge(NOW + 1, 10), 2)
    })
  })
}
