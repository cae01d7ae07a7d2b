/** Promises about API tokens: only their owner finds them, and what is done to them happens once. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { EVERY_SCOPE, NO_SCOPES, NO_SELECTION } from '../../domain/allowed-scopes.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newApiToken, newSecret, NOW } from './samples.ts'

const PAGE = { offset: 0, limit: 100 }

export function apiTokenPromises(open: OpenDatabase): void {
  suite('API tokens', () => {
    const database = sharedDatabase(open)

    test('a new token is answered and found as it was asked for', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const scopes = {
        ...NO_SCOPES,
        openId: true,
        services: [
          {
            ...NO_SELECTION,
            serviceId: 'inventory',
            roles: [{ name: 'inventory:viewer', resource: 'shelf 1' }],
            permissions: [{ name: 'inventory:item.read', resources: ['a', 'b'] }],
          },
        ],
      }
      for (const more of [
        { allowedScopes: scopes },
        { allowedScopes: EVERY_SCOPE, lifetime: null, expiresAt: null, reminderDays: null },
      ]) {
        const asked = newApiToken(owner, more)
        const secret = newSecret()
        const token = await change(database.store, (tx) => tx.apiTokens.insert(asked, secret))
        assert.deepEqual(token, {
          ...asked,
          regeneratedAt: null,
          deactivatedAt: null,
          revokedAt: null,
          lastUsedAt: null,
          lastUsedAddress: null,
          lastUsedUserAgent: null,
          seenInUrlAt: null,
          overlap: null,
          secretId: secret.id,
        })
        assert.deepEqual(await database.store.apiTokens.find(owner, asked.id), token)
      }
    })

    test("someone else's token is as unknown as no token", async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const { organizationId } = owner
      const colleague = await addMember(database.store, { organizationId })
      const stranger = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const { apiTokens } = database.store
      assert.deepEqual(await apiTokens.find({ organizationId, userId: null }, token.id), token)
      for (const other of [
        { organizationId, userId: colleague.userId },
        { organizationId: stranger.organizationId, userId: stranger.userId },
        { organizationId: stranger.organizationId, userId: owner.userId },
        { organizationId: stranger.organizationId, userId: null },
      ]) {
        assert.equal(await apiTokens.find(other, token.id), undefined)
        assert.deepEqual(await apiTokens.list(other, PAGE), { items: [], total: 0 })
      }
      assert.equal(await apiTokens.find(owner, 'unknown'), undefined)
    })

    test('pages list the newest first, revoked ones too, each exactly once', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const colleague = await addMember(database.store, { organizationId: owner.organizationId })
      await addApiToken(database.store, colleague)
      const made = []
      for (const at of [1, 2, 3, 3, 3, 4])
        made.push(await addApiToken(database.store, owner, { createdAt: NOW + at }))
      const [first] = made
      assert.ok(first)
      await change(database.store, (tx) => tx.apiTokens.revoke(first.id, NOW + 9))
      const ids: string[] = []
      for (let offset = 0; offset < 6; offset += 2) {
        const { items, total } = await database.store.apiTokens.list(owner, { offset, limit: 2 })
        assert.equal(total, 6)
        ids.push(...items.map(({ id }) => id))
      }
      assert.deepEqual(ids, made.map(({ id }) => id).toReversed())
      assert.deepEqual(await database.store.apiTokens.list(owner, { offset: 6, limit: 2 }), {
        items: [],
        total: 6,
      })
      const everyone = { ...owner, userId: null }
      assert.equal((await database.store.apiTokens.list(everyone, PAGE)).total, 7)
    })

    test('an id or a value that is taken is a conflict, and nothing has changed', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      await assert.rejects(addApiToken(database.store, owner, { id: token.id }), { code: 'conflict' })
      await assert.rejects(addApiToken(database.store, owner, {}, { id: token.secretId }), {
        code: 'conflict',
      })
      assert.deepEqual(await database.store.apiTokens.list(owner, PAGE), { items: [token], total: 1 })
    })

    test('editing changes what is given and nothing else', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const bystander = await addApiToken(database.store, owner)
      const edit = (edited: { name?: string; reminderDays?: number | null }) =>
        change(database.store, (tx) => tx.apiTokens.edit(token.id, edited))
      const found = () => database.store.apiTokens.find(owner, token.id)
      assert.equal(await edit({}), true)
      assert.deepEqual(await found(), token)
      assert.equal(await edit({ name: 'renamed' }), true)
      assert.deepEqual(await found(), { ...token, name: 'renamed' })
      assert.equal(await edit({ reminderDays: null }), true)
      assert.deepEqual(await found(), { ...token, name: 'renamed', reminderDays: null })
      assert.equal(await edit({ name: '', reminderDays: 3 }), true)
      assert.deepEqual(await found(), { ...token, name: '', reminderDays: 3 })
      assert.deepEqual(await database.store.apiTokens.find(owner, bystander.id), bystander)
      assert.equal(await change(database.store, (tx) => tx.apiTokens.edit('unknown', { name: 'x' })), false)
    })

    test('of many who revoke a token at once exactly one did it', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const answers = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((at) =>
          change(at % 2 ? database.store : database.other, (tx) => tx.apiTokens.revoke(token.id, NOW + at)),
        ),
      )
      assert.equal(answers.filter(Boolean).length, 1)
      const revokedAt = NOW + 1 + answers.indexOf(true)
      assert.deepEqual(await database.store.apiTokens.find(owner, token.id), { ...token, revokedAt })
      assert.equal(await change(database.store, (tx) => tx.apiTokens.revoke('unknown', NOW)), false)
    })

    test('of two that count the tokens in force and add one, the second counts the first one', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const expired = await addApiToken(database.store, owner, { expiresAt: NOW + 1 })
      const revoked = await addApiToken(database.store, owner, { expiresAt: NOW + 9 })
      await change(database.store, (tx) => tx.apiTokens.revoke(revoked.id, NOW))
      await addApiToken(database.store, owner, { expiresAt: NOW + 9 })
      await addApiToken(
        database.store,
        await addMember(database.store, { organizationId: owner.organizationId }).then(
          ({ user: __, ...other }) => other,
        ),
      )
      const counts = await Promise.all(
        [database.store, database.other, database.store, database.other].map((store) =>
          change(store, async (tx) => {
            const count = await tx.apiTokens.countInForce(owner, expired.expiresAt!)
            await tx.apiTokens.insert(newApiToken(owner), newSecret())
            return count
          }),
        ),
      )
      assert.deepEqual(counts.toSorted(), [1, 2, 3, 4])
    })

    test("revoking all takes one owner's tokens in one organization, and answers which", async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const colleague = await addMember(database.store, { organizationId: owner.organizationId })
      const before = await addApiToken(database.store, owner)
      await change(database.store, (tx) => tx.apiTokens.revoke(before.id, NOW))
      const own = [await addApiToken(database.store, owner), await addApiToken(database.store, owner)]
      const other = await addApiToken(database.store, colleague)
      const revokeAll = () => change(database.store, (tx) => tx.apiTokens.revokeAll(owner, NOW + 5, 1))
      assert.deepEqual(
        [...(await revokeAll()), ...(await revokeAll())].toSorted(),
        own.map(({ id }) => id).toSorted(),
      )
      assert.deepEqual(await revokeAll(), [])
      const { items } = await database.store.apiTokens.list({ ...owner, userId: null }, PAGE)
      const revokedAt = new Map(items.map((token) => [token.id, token.revokedAt]))
      assert.equal(revokedAt.get(before.id), NOW)
      assert.deepEqual(
        own.map(({ id }) => revokedAt.get(id)),
        [NOW + 5, NOW + 5],
      )
      assert.equal(revokedAt.get(other.id), null)
    })
  })
}
