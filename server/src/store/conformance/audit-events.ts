/** Promises about the audit log: written with what it tells of or not at all, and never changed again. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newEvent, newUser, NOW } from './samples.ts'

export function auditEventPromises(open: OpenDatabase): void {
  suite('audit events', () => {
    const database = sharedDatabase(open)
    const listed = async (organizationId: string) =>
      (await database.store.auditEvents.listForOrganization(organizationId, { offset: 0, limit: 5000 })).items

    test('an event is found as it was written, newest first, in its organization only', async () => {
      const { organizationId } = await addMember(database.store)
      const full = newEvent({
        organizationId,
        userId: 'user',
        sessionId: 'session',
        apiTokenId: 'token',
        target: { type: 'user', id: 'someone' },
        origin: { requestId: 'request', address: '2001:db8::1', userAgent: 'curl "8"' },
        details: { name: '🗝️ שלום', count: 3, isForced: true, nothing: null, ids: ['a', 'b'] },
      })
      const plain = newEvent({ organizationId, at: NOW + 1 })
      await database.store.recordEvents([full, plain, newEvent({ organizationId: 'elsewhere' })])
      assert.deepEqual(await listed(organizationId), [plain, full])
    })

    test('when an event can not be written, the change did not happen', async () => {
      const { organizationId } = await addMember(database.store)
      const written = newEvent({ organizationId })
      await database.store.recordEvents([written])
      const user = newUser()
      const failed = database.store.change(async (tx) => {
        await tx.users.insert(user, 'hash')
        return { result: undefined, events: [newEvent({ organizationId }), { ...written, at: NOW + 1 }] }
      })
      await assert.rejects(failed, { code: 'conflict' })
      assert.equal(await database.store.users.find(user.id), undefined)
      assert.deepEqual(await listed(organizationId), [written])
    })

    test('when a change fails, its events are not written', async () => {
      const { organizationId, userId } = await addMember(database.store)
      const failed = database.store.change(async (tx) => {
        await tx.organizations.addMember(organizationId, userId, NOW)
        return { result: undefined, events: [newEvent({ organizationId })] }
      })
      await assert.rejects(failed, { code: 'conflict' })
      assert.deepEqual(await listed(organizationId), [])
    })

    test('no event is ever changed, deleted or replaced, whoever asks the database', async () => {
      const { organizationId } = await addMember(database.store)
      const event = newEvent({ organizationId })
      await database.store.recordEvents([event])
      const row = `('${event.id}', 1, 'csp__forged', '{}')`
      for (const statement of [
        `update audit_events set name = 'csp__forged' where id = '${event.id}'`,
        `delete from audit_events where id = '${event.id}'`,
        `delete from audit_events`,
        `insert into audit_events (id, at, name, details) values ${row}
         on conflict (id) do update set name = excluded.name`,
      ]) {
        await assert.rejects(database.query(statement), /can only be added to/, statement)
      }
      assert.deepEqual(await listed(organizationId), [event])
    })

    test('many events are written at once, all of them or none', async () => {
      const { organizationId } = await addMember(database.store)
      const events = Array.from({ length: 1200 }, () => newEvent({ organizationId }))
      const [first] = events
      assert.ok(first)
      await assert.rejects(database.store.recordEvents([...events, first]), { code: 'conflict' })
      assert.deepEqual(await listed(organizationId), [])
      await database.store.recordEvents(events)
      assert.deepEqual(await listed(organizationId), events.toReversed())
      await database.store.recordEvents([])
    })

    test('pages hold every event exactly once', async () => {
      const { organizationId } = await addMember(database.store)
      const events = [1, 2, 2, 2, 3].map((at) => newEvent({ organizationId, at: NOW + at }))
      await database.store.recordEvents(events)
      const seen = []
      for (let offset = 0; offset < 6; offset += 2) {
        const page = await database.store.auditEvents.listForOrganization(organizationId, {
          offset,
          limit: 2,
        })
        assert.equal(page.total, 5)
        seen.push(...page.items)
      }
      assert.deepEqual(seen, events.toReversed())
    })

    test("a token's events are those done to it and by it, for those who may see the token", async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const { organizationId } = owner
      const colleague = await addMember(database.store, { organizationId })
      const stranger = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const target = { type: 'api_token', id: token.id }
      const events = [
        newEvent({ organizationId, target }),
        newEvent({ organizationId, at: NOW + 1, apiTokenId: token.id }),
        newEvent({ organizationId, at: NOW + 2, target, apiTokenId: token.id }),
      ]
      await database.store.recordEvents([...events, newEvent({ organizationId })])
      const list = (one: { organizationId: string; userId: string | null }, limit = 9) =>
        database.store.auditEvents.listForApiToken(one, token.id, { offset: 0, limit })
      const all = { items: events.toReversed(), total: 3 }
      const none = { items: [], total: 0 }
      assert.deepEqual(await list(owner), all)
      assert.deepEqual(await list({ organizationId, userId: null }, 2), {
        ...all,
        items: all.items.slice(0, 2),
      })
      assert.deepEqual(await list({ organizationId, userId: colleague.userId }), none)
      assert.deepEqual(await list({ ...owner, organizationId: stranger.organizationId }), none)
      assert.deepEqual(await list({ organizationId: stranger.organizationId, userId: null }), none)
    })

    test("refused exchanges that were once events are not among a token's changes, and stay in the log", async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const about = { organizationId: owner.organizationId, target: { type: 'api_token', id: token.id } }
      const made = newEvent(about)
      const refused = newEvent({ ...about, name: 'csp__refresh_token_exchange_failed', at: NOW + 1 })
      await database.store.recordEvents([made, refused])
      const page = { offset: 0, limit: 9 }
      assert.deepEqual(await database.store.auditEvents.listForApiToken(owner, token.id, page), {
        items: [made],
        total: 1,
      })
      assert.deepEqual(await listed(owner.organizationId), [refused, made])
    })

    test('the log is readable inside a change', async () => {
      const { organizationId } = await addMember(database.store)
      await database.store.recordEvents([newEvent({ organizationId })])
      const page = { offset: 0, limit: 1 }
      const { total } = await change(database.store, (tx) =>
        tx.auditEvents.listForOrganization(organizationId, page),
      )
      assert.equal(total, 1)
    })
  })
}
