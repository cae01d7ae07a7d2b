/** Promises about text: every script survives, and what can't be stored is the request's fault, never an outage. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newEvent, newUser, NOW } from './samples.ts'

const UNSTORABLE = ['\0', 'a\0b', '\ud800', 'a\udfffb']

export function textPromises(open: OpenDatabase): void {
  suite('text', () => {
    const database = sharedDatabase(open)

    test('any text comes back as it was, whatever its script, direction or quotes', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }).filter((one) => !one.includes('\0')),
        fc.constantFrom(
          '👩‍👩‍👧‍👦 🗝️ 🇺🇳',
          'مفتاح الواجهة',
          '\u202eשלום\u202c',
          'e\u0301 ≠ é',
          "Robert'); drop table api_tokens;--",
          '\r\n\t"\\%_',
          '\ufeff\uffff',
          '𝒳'.repeat(2000),
        ),
      )
      await fc.assert(
        fc.asyncProperty(text, async (name) => {
          const token = await addApiToken(database.store, owner, { name })
          assert.equal(token.name, name)
          assert.equal((await database.store.apiTokens.find(owner, token.id))?.name, name)
          assert.equal((await database.store.apiTokens.findForCaller(token.id))?.token.name, name)
        }),
        { numRuns: 30 },
      )
    })

    for (const text of UNSTORABLE) {
      test(`${JSON.stringify(text)} finds nothing and is no outage`, async () => {
        const { store } = database
        const { userId, organizationId } = await addMember(store)
        const invalid = { code: 'request_invalid' }
        await assert.rejects(store.exchange.findFacts(text), invalid)
        await assert.rejects(store.apiTokens.findForCaller(text), invalid)
        await assert.rejects(store.users.findCredentials(text), invalid)
        await assert.rejects(store.organizations.searchMembers(organizationId, text, 9), invalid)
        await assert.rejects(store.services.find(organizationId, text), invalid)
        await assert.rejects(
          change(store, (tx) => tx.sessions.end(userId, text)),
          invalid,
        )
        await assert.rejects(
          change(store, (tx) => tx.users.insert(newUser({ firstName: text }), 'hash')),
          invalid,
        )
        await store.ping()
      })
    }

    test('one such id among many lookups at once fails alone', async () => {
      const token = await addApiToken(database.store, await addMember(database.store))
      const [before, bad, after] = await Promise.allSettled(
        [token.secretId, 'a\0', token.secretId].map((id) => database.store.exchange.findFacts(id)),
      )
      assert.equal(bad?.status, 'rejected')
      assert.equal(before?.status, 'fulfilled')
      assert.deepEqual(before, after)
    })

    test('the details of an event hold any text at all', async () => {
      const { organizationId } = await addMember(database.store)
      const event = newEvent({ organizationId, at: NOW, details: { texts: UNSTORABLE } })
      await database.store.recordEvents([event])
      const page = { offset: 0, limit: 1 }
      const { items } = await database.store.auditEvents.listForOrganization(organizationId, page)
      assert.deepEqual(items, [event])
    })
  })
}
