/** Promises about API tokens that others made: their line is known, and none of it outlives a revoked maker unseen. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS } from '../../domain/instant.ts'
import type { NewApiToken } from '../api-tokens/api-tokens-store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, NOW, type Owner } from './samples.ts'

export function lineagePromises(open: OpenDatabase): void {
  suite('API tokens that others made', () => {
    const database = sharedDatabase(open)
    const add = async (owner: Owner, parentId: string | null, more: Partial<NewApiToken> = {}) =>
      (await addApiToken(database.store, owner, { parentId, ...more })).id
    const revoke = (id: string, at = NOW) => change(database.store, (tx) => tx.apiTokens.revoke(id, at))
    const revokeMade = (
      owner: Owner,
      makerIds: readonly string[],
      more: { afterId?: string; limit?: number } = {},
    ) =>
      change(database.store, (tx) =>
        tx.apiTokens.revokeMade(owner, makerIds, { afterId: '', limit: 100, at: NOW + 1, ...more }),
      )
    const isRevoked = async (owner: Owner, id: string) =>
      (await database.store.apiTokens.find(owner, id))?.revokedAt !== null
    const newOwner = async (): Promise<Owner> => {
      const { user: _, ...owner } = await addMember(database.store)
      return owner
    }

    test('are revoked with their maker, and so is what they made, also through one that was revoked before', async () => {
      const owner = await newOwner()
      const root = await add(owner, null)
      const child = await add(owner, root)
      const [grandchild, sibling] = [await add(owner, child), await add(owner, root)]
      const other = await add(owner, await add(owner, null))
      await revoke(child)
      const { revoked, lastId } = await revokeMade(owner, [root])
      assert.equal(lastId, undefined)
      assert.deepEqual(
        revoked.toSorted((one, next) => one.id.localeCompare(next.id)),
        [grandchild, sibling].map((id) => ({ id, name: id, makerId: root })),
      )
      assert.equal(await isRevoked(owner, other), false)
      assert.equal(await isRevoked(owner, root), false)
      assert.deepEqual(await revokeMade(owner, [root]), { revoked: [], lastId: undefined })
    })

    test('are revoked part by part: each part looks at no more than it was told, and the parts are all of them', async () => {
      const owner = await newOwner()
      const [root, other] = [await add(owner, null), await add(owner, null)]
      const made: string[] = []
      for (let count = 0; count < 7; count++) {
        made.push(await add(owner, root))
        await add(owner, other)
      }
      const found: string[] = []
      for (let afterId: string | undefined = ''; afterId !== undefined;) {
        const { revoked, lastId }: Awaited<ReturnType<typeof revokeMade>> = await revokeMade(owner, [root], {
          afterId,
          limit: 3,
        })
        assert.ok(revoked.length <= 3)
        found.push(...revoked.map(({ id }) => id))
        afterId = lastId
      }
      assert.deepEqual(found, made)
    })

    test('are nobody else’s: a maker of the same id in another organization ends nothing', async () => {
      const owner = await newOwner()
      const root = await add(owner, null)
      const child = await add(owner, root)
      const stranger = await newOwner()
      const { revoked } = await revokeMade({ ...owner, organizationId: stranger.organizationId }, [root])
      assert.deepEqual(revoked, [])
      assert.deepEqual((await revokeMade({ ...owner, userId: stranger.userId }, [root])).revoked, [])
      assert.equal(await isRevoked(owner, child), false)
    })

    test('have a line up to the first, revoked ones in it too', async () => {
      const owner = await newOwner()
      const root = await add(owner, null)
      const child = await add(owner, root)
      const grandchild = await add(owner, child)
      await revoke(child)
      const lineOf = (id: string, of = owner) => change(database.store, (tx) => tx.apiTokens.lineOf(of, id))
      assert.deepEqual(new Set(await lineOf(grandchild)), new Set([grandchild, child, root]))
      assert.deepEqual(await lineOf(root), [root])
      assert.deepEqual(await lineOf(grandchild, await newOwner()), [])
    })

    test('keep what made them from being purged, so that their line stays whole', async () => {
      const owner = await newOwner()
      const root = await add(owner, null)
      const child = await add(owner, root, { expiresAt: NOW + 900 * DAY_MS })
      const grandchild = await add(owner, child, { expiresAt: null })
      await revoke(child, NOW - 500 * DAY_MS)
      const purge = () => change(database.store, (tx) => tx.apiTokens.purge(NOW - 400 * DAY_MS, 500))
      await purge()
      assert.ok(await database.store.apiTokens.find(owner, child))
      await revoke(grandchild, NOW - 450 * DAY_MS)
      await purge()
      await purge()
      for (const id of [grandchild, child])
        assert.equal(await database.store.apiTokens.find(owner, id), undefined)
      assert.ok(await database.store.apiTokens.find(owner, root))
    })
  })
}
