/** Promises about recorded uses: counted per day, never backwards, and a token that is gone harms nobody. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS } from '../../domain/instant.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { ApiTokenUsage } from '../exchange/exchange-store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newSecret, NOW } from './samples.ts'

const TODAY = Date.UTC(2026, 2, 14)

const useOf = (token: ApiToken, more: Partial<ApiTokenUsage> = {}): ApiTokenUsage => ({
  secretId: token.secretId,
  apiTokenId: token.id,
  lastUsedAt: NOW,
  address: '192.0.2.1',
  userAgent: 'curl',
  exchanges: 1,
  seenInUrlAt: null,
  ...more,
})

export function usagePromises(open: OpenDatabase): void {
  suite('usage', () => {
    const database = sharedDatabase(open)
    const addToken = async () => addApiToken(database.store, await addMember(database.store))
    const found = ({ organizationId, userId, id }: ApiToken) =>
      database.store.apiTokens.find({ organizationId, userId }, id)
    const exchangesOf = async ({ id }: ApiToken) => {
      const rows = await database.query(
        `select day, exchanges from api_token_usage where api_token_id = '${id}' order by day`,
      )
      return rows.map(({ day, exchanges }) => [Number(day), Number(exchanges)])
    }

    test('a use says when, from where and how often; days are those of UTC', async () => {
      const token = await addToken()
      await database.store.recordUsage([useOf(token, { exchanges: 3 })])
      assert.deepEqual(await found(token), {
        ...token,
        lastUsedAt: NOW,
        lastUsedAddress: '192.0.2.1',
        lastUsedUserAgent: 'curl',
      })
      await database.store.recordUsage([
        useOf(token, { exchanges: 2, lastUsedAt: TODAY + DAY_MS - 1 }),
        useOf(token, { exchanges: 5, lastUsedAt: TODAY + DAY_MS, address: 'last' }),
      ])
      assert.deepEqual(await exchangesOf(token), [
        [TODAY, 5],
        [TODAY + DAY_MS, 5],
      ])
      assert.equal((await found(token))?.lastUsedAddress, 'last')
    })

    test('a batch that comes late is counted but does not move the last use back', async () => {
      const token = await addToken()
      await database.store.recordUsage([useOf(token, { address: 'new' })])
      await database.other.recordUsage([useOf(token, { address: 'old', lastUsedAt: NOW - 1 })])
      assert.equal((await found(token))?.lastUsedAt, NOW)
      assert.equal((await found(token))?.lastUsedAddress, 'new')
      assert.deepEqual(await exchangesOf(token), [[TODAY, 2]])
    })

    test('uses of a token that is gone are dropped, the others kept', async () => {
      const token = await addToken()
      await database.store.recordUsage([
        useOf({ ...token, id: 'gone' }),
        useOf(token),
        useOf({ ...token, id: 'lost' }),
      ])
      assert.deepEqual(await exchangesOf(token), [[TODAY, 1]])
      assert.deepEqual(await exchangesOf({ ...token, id: 'gone' }), [])
    })

    test('a value seen in a URL marks its token, the first time, until it is regenerated', async () => {
      const token = await addToken()
      const bystander = await addToken()
      await database.store.recordUsage([useOf(token, { seenInUrlAt: NOW }), useOf(bystander)])
      await database.store.recordUsage([useOf(token, { seenInUrlAt: NOW + 1 }), useOf(token)])
      assert.equal((await found(token))?.seenInUrlAt, NOW)
      assert.equal((await found(bystander))?.seenInUrlAt, null)
      const secret = newSecret()
      const replacement = {
        parentId: null,
        bounds: [],
        secretId: token.secretId,
        secret,
        lifetime: null,
        expiresAt: null,
        at: NOW,
      }
      await change(database.store, (tx) => tx.apiTokens.regenerate(token.id, replacement))
      await database.store.recordUsage([useOf(token, { seenInUrlAt: NOW + 2 })])
      assert.equal((await found(token))?.seenInUrlAt, null)
      await database.store.recordUsage([useOf(token, { secretId: secret.id, seenInUrlAt: NOW + 3 })])
      assert.equal((await found(token))?.seenInUrlAt, NOW + 3)
    })

    test('batches of several processes at once lose no count', async () => {
      const tokens = [await addToken(), await addToken(), await addToken()]
      await Promise.all(
        Array.from({ length: 10 }, (_, at) => {
          const batch = tokens.map((token) => useOf(token, { lastUsedAt: NOW + at }))
          return (at % 2 ? database.store : database.other).recordUsage(at % 3 ? batch : batch.toReversed())
        }),
      )
      for (const token of tokens) {
        assert.deepEqual(await exchangesOf(token), [[TODAY, 10]])
        assert.equal((await found(token))?.lastUsedAt, NOW + 9)
      }
    })

    test('a batch may be empty, or larger than one statement can hold', async () => {
      await database.store.recordUsage([])
      const token = await addToken()
      const uses = Array.from({ length: 1300 }, (_, at) =>
        useOf(at === 1299 ? token : { ...token, id: `gone-${at}` }, { seenInUrlAt: NOW }),
      )
      await database.store.recordUsage(uses)
      assert.deepEqual(await exchangesOf(token), [[TODAY, 1]])
      assert.equal((await found(token))?.seenInUrlAt, NOW)
    })
  })
}
