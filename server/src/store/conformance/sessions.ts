/** Promises about sessions: known by their cookie's hash alone, and gone when they are ended. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, type Session } from '../../domain/session.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newHash, newSession, NOW } from './samples.ts'

export function sessionPromises(open: OpenDatabase): void {
  suite('sessions', () => {
    const database = sharedDatabase(open)
    const addSession = async (userId: string, more: Partial<Session> = {}, hash = newHash()) => {
      const session = newSession(userId, more)
      await change(database.store, (tx) => tx.sessions.insert(session, hash))
      return { session, hash }
    }
    const idsOf = async (userId: string) =>
      (await database.store.sessions.listForUser(userId)).map(({ id }) => id)

    test('a session is found with its user by the hash of its cookie, and by no other', async () => {
      const { user } = await addMember(database.store)
      const { session, hash } = await addSession(user.id, { address: '2001:db8::1' })
      assert.deepEqual(await database.store.sessions.findByHash(hash), { session, user })
      assert.equal(await database.store.sessions.findByHash(newHash()), undefined)
      assert.equal(await database.store.sessions.findByHash(new Uint8Array()), undefined)
    })

    test('a cookie belongs to one session', async () => {
      const { userId } = await addMember(database.store)
      const { hash } = await addSession(userId)
      await assert.rejects(addSession(userId, {}, hash), { code: 'conflict' })
    })

    test('a session is touched forwards only, and touching an unknown one is nothing', async () => {
      const { userId } = await addMember(database.store)
      const { session, hash } = await addSession(userId)
      for (const at of [NOW + 5, NOW + 3]) await database.store.touchSession(session.id, at)
      await database.store.touchSession('unknown', NOW)
      const found = await database.store.sessions.findByHash(hash)
      assert.deepEqual(found?.session, { ...session, lastSeenAt: NOW + 5 })
    })

    test('after the password was given again only the new cookie works, for the same session', async () => {
      const { userId } = await addMember(database.store)
      const { session, hash } = await addSession(userId)
      const renewed = newHash()
      await change(database.store, (tx) => tx.sessions.renew(session.id, renewed, NOW + 9))
      assert.equal(await database.store.sessions.findByHash(hash), undefined)
      const found = await database.store.sessions.findByHash(renewed)
      assert.deepEqual(found?.session, { ...session, authenticatedAt: NOW + 9 })
    })

    test("a user sees and ends only their own sessions; another's is as unknown as none", async () => {
      const { userId } = await addMember(database.store)
      const other = await addMember(database.store)
      const { session: old } = await addSession(userId)
      const { session: recent, hash } = await addSession(userId, { lastSeenAt: NOW + 1 })
      const { session: foreign } = await addSession(other.userId)
      assert.deepEqual(await database.store.sessions.listForUser(userId), [recent, old])
      const end = (id: string) => change(database.store, (tx) => tx.sessions.end(userId, id))
      assert.equal(await end(foreign.id), false)
      assert.equal(await end('unknown'), false)
      assert.equal(await end(recent.id), true)
      assert.equal(await end(recent.id), false)
      assert.equal(await database.store.sessions.findByHash(hash), undefined)
      assert.deepEqual(await idsOf(userId), [old.id])
      assert.deepEqual(await idsOf(other.userId), [foreign.id])
    })

    test('ending the others keeps this one and answers which ended', async () => {
      const { userId } = await addMember(database.store)
      const other = await addMember(database.store)
      const { session: kept } = await addSession(userId)
      const ended = [(await addSession(userId)).session.id, (await addSession(userId)).session.id]
      const { session: foreign } = await addSession(other.userId)
      const endOthers = () => change(database.store, (tx) => tx.sessions.endOthers(userId, kept.id))
      assert.deepEqual((await endOthers()).toSorted(), ended)
      assert.deepEqual(await endOthers(), [])
      assert.deepEqual(await idsOf(userId), [kept.id])
      assert.deepEqual(await idsOf(other.userId), [foreign.id])
    })

    test('what ran out, idle or by age, is swept up; what did not stays', async () => {
      const { userId } = await addMember(database.store)
      const now = NOW + SESSION_ABSOLUTE_MS
      await addSession(userId, { createdAt: NOW, lastSeenAt: now })
      await addSession(userId, { createdAt: now - SESSION_IDLE_MS, lastSeenAt: now - SESSION_IDLE_MS })
      const { session: fresh } = await addSession(userId, {
        createdAt: NOW + 1,
        lastSeenAt: now - SESSION_IDLE_MS + 1,
      })
      await change(database.store, (tx) => tx.sessions.endExpired(now))
      assert.deepEqual(await idsOf(userId), [fresh.id])
    })
  })
}
