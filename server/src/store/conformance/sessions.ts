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

    test('deactivating a user ends all their sessions and no other; reactivating brings none back', async () => {
      const { userId } = await addMember(database.store)
      const other = await addMember(database.store)
      await addSession(userId)
      await addSession(userId)
      const { session: foreign } = await addSession(other.userId)
      const setDeactivatedAt = (at: number | null) =>
        change(database.store, (tx) => tx.users.setDeactivatedAt(userId, at))
      await setDeactivatedAt(NOW)
      assert.deepEqual(await idsOf(userId), [])
      await setDeactivatedAt(null)
      assert.deepEqual([await idsOf(userId), await idsOf(other.userId)], [[], [foreign.id]])
      const { session } = await addSession(userId)
      await setDeactivatedAt(null)
      assert.deepEqual(await idsOf(userId), [session.id])
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

    test('the others end by parts, as many as asked for, however many there are', async () => {
      const { userId } = await addMember(database.store)
      const { session: kept } = await addSession(userId)
      await change(database.store, async (tx) => {
        for (let count = 0; count < 1_202; count++)
          await tx.sessions.insert(newSession(userId, {}), newHash())
      })
      const endOthers = (limit?: number) =>
        change(database.store, (tx) => tx.sessions.endOthers(userId, kept.id, limit))
      assert.equal(new Set(await endOthers(600)).size, 600)
      assert.equal(new Set(await endOthers(2)).size, 2)
      assert.equal(new Set(await endOthers()).size, 600)
      assert.deepEqual(await idsOf(userId), [kept.id])
    })

    test('a place is known of the one who signed in from there, from then on, and of too many the oldest is forgotten', async () => {
      const { userId } = await addMember(database.store)
      const other = await addMember(database.store)
      const places = [newHash(), newHash(), newHash()] as const
      const remember = (place: Uint8Array, at: number) =>
        change(database.store, (tx) => tx.sessions.rememberPlace(userId, place, at, 2))
      const isKnown = (place: Uint8Array, since = 0, who = userId) =>
        database.store.sessions.isPlaceKnown(who, place, since)
      assert.equal(await isKnown(places[0]), false)
      await remember(places[0], NOW)
      await remember(places[1], NOW + 1)
      assert.deepEqual([await isKnown(places[0]), await isKnown(places[1])], [true, true])
      assert.deepEqual([await isKnown(places[0], NOW), await isKnown(places[0], NOW + 1)], [true, false])
      assert.equal(await isKnown(places[0], 0, other.userId), false)
      assert.equal(await isKnown(places[0], 0, ''), false)
      await remember(places[0], NOW + 2)
      await remember(places[2], NOW + 3)
      assert.deepEqual(
        [await isKnown(places[0], NOW + 2), await isKnown(places[1]), await isKnown(places[2])],
        [true, false, true],
      )
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
