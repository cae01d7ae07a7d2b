/** Promises about the old value of an API token beside its present one: one at most, to the instant, each with its uses. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS, HOUR_MS } from '../../domain/instant.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { NewOverlap } from '../../domain/api-tokens/overlap.ts'
import type { ApiTokenUsage, EndedValue } from '../exchange/exchange-store.ts'
import type { NewSecret } from '../api-tokens/api-tokens-store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newEvent, newSecret, NOW } from './samples.ts'

const ENDS_AT = NOW + HOUR_MS
const FOR_AN_HOUR: NewOverlap = { endsAt: ENDS_AT, endsAtFirstUse: false }
const UNTIL_FIRST_USE: NewOverlap = { endsAt: NOW + 7 * DAY_MS, endsAtFirstUse: true }

export function oldValuePromises(open: OpenDatabase): void {
  suite('old values', () => {
    const database = sharedDatabase(open)
    const addToken = async () => addApiToken(database.store, await addMember(database.store))
    const found = async ({ organizationId, userId, id }: ApiToken) =>
      (await database.store.apiTokens.find({ organizationId, userId }, id))!
    const valueOf = async (secretId: string) => (await database.store.exchange.findFacts(secretId))!.secret
    const regenerate = async (
      token: ApiToken,
      overlap: NewOverlap | null,
      {
        secret = newSecret(),
        store = database.store,
      }: { secret?: NewSecret; store?: typeof database.store } = {},
    ): Promise<ApiToken> => {
      const { id, secretId, parentId, expiresAt } = token
      const replacement = {
        secretId,
        secret,
        parentId,
        bounds: [],
        lifetime: null,
        expiresAt,
        at: NOW,
        overlap,
      }
      assert.equal(await change(store, (tx) => tx.apiTokens.regenerate(id, replacement)), true)
      return found(token)
    }
    const useOf = (token: ApiToken, secretId: string, more: Partial<ApiTokenUsage> = {}): ApiTokenUsage => ({
      ...{ apiTokenId: token.id, secretId, lastUsedAt: NOW + 1, address: secretId, userAgent: 'curl' },
      ...{ exchanges: 1, seenInUrlAt: null, ...more },
    })
    /** Who used it last is told by the value as the address. */
    const usesOf = ({ overlap, lastUsedAddress }: ApiToken) => ({
      old: overlap?.oldUse?.address ?? null,
      present: overlap?.presentUse?.address ?? null,
      token: lastUsedAddress,
    })

    test('the old value lasts until its end and the new one as long as its token', async () => {
      const token = await addToken()
      const renewed = await regenerate(token, FOR_AN_HOUR)
      const { revokedAt, expiresAt } = await valueOf(token.secretId)
      assert.deepEqual([revokedAt, expiresAt], [null, ENDS_AT])
      assert.equal((await valueOf(renewed.secretId)).expiresAt, null)
      assert.deepEqual(renewed.overlap, {
        ...{ secretId: token.secretId, ...FOR_AN_HOUR, oldUse: null, presentUse: null },
      })
    })

    test('of many that ask for an overlap at once, from two processes, one wins, and there are two values', async () => {
      const token = await addToken()
      const wins = await Promise.allSettled(
        Array.from({ length: 8 }, (_, at) =>
          regenerate(token, FOR_AN_HOUR, { store: at % 2 ? database.store : database.other }),
        ),
      )
      assert.equal(wins.filter(({ status }) => status === 'fulfilled').length, 1)
      const rows = await database.query(
        `select id from api_token_secrets where api_token_id = '${token.id}' and revoked_at is null`,
      )
      const { secretId } = await found(token)
      assert.deepEqual(rows.map(({ id }) => id).toSorted(), [token.secretId, secretId].toSorted())
    })

    test('regenerating at once ends the old value and the present one together', async () => {
      const token = await addToken()
      const present = await regenerate(token, FOR_AN_HOUR)
      const last = await regenerate(present, null)
      assert.equal(last.overlap, null)
      for (const secretId of [token.secretId, present.secretId])
        assert.equal((await valueOf(secretId)).revokedAt, NOW)
      assert.equal((await valueOf(last.secretId)).revokedAt, null)
    })

    test('it is ended once, however many ask, and never the present one', async () => {
      const token = await addToken()
      const { secretId } = await regenerate(token, FOR_AN_HOUR)
      const end = (store: typeof database.store, value: string) =>
        change(store, (tx) => tx.apiTokens.endOldValue(token.id, value, NOW + 5))
      assert.equal(await end(database.store, secretId), false)
      const ends = await Promise.all(
        [database.store, database.other, database.store].map((store) => end(store, token.secretId)),
      )
      assert.deepEqual(ends.filter(Boolean), [true])
      assert.equal((await valueOf(token.secretId)).revokedAt, NOW + 5)
      assert.equal((await valueOf(secretId)).revokedAt, null)
      assert.equal((await found(token)).overlap, null)
    })

    test('a value is known as one of its token, in whatever state, and of no other', async () => {
      const [token, other] = [await addToken(), await addToken()]
      await regenerate(token, null)
      const { hasValue } = database.store.apiTokens
      const known = [
        hasValue(token.id, token.secretId),
        hasValue(other.id, token.secretId),
        hasValue(token.id, 'x'),
      ]
      assert.deepEqual(await Promise.all(known), [true, false, false])
    })

    test('each value has its own last use, and the token the later of both, before, during and after', async () => {
      const token = await addToken()
      await database.store.recordUsage([useOf(token, token.secretId, { lastUsedAt: NOW - 1 })])
      const { secretId } = await regenerate(token, FOR_AN_HOUR)
      const [old, present] = [token.secretId, secretId]
      assert.deepEqual(usesOf(await found(token)), { old, present: null, token: old })
      await database.store.recordUsage([
        useOf(token, present, { lastUsedAt: NOW + 1 }),
        useOf(token, old, { lastUsedAt: NOW + 2 }),
      ])
      assert.deepEqual(usesOf(await found(token)), { old, present, token: old })
      await database.other.recordUsage([useOf(token, old, { lastUsedAt: NOW + 1, address: 'late' })])
      assert.deepEqual(usesOf(await found(token)), { old, present, token: old })
      await database.store.recordUsage([useOf(token, present, { lastUsedAt: NOW + 3 })])
      assert.deepEqual(usesOf(await found(token)), { old, present, token: present })
      await database.store.recordUsage([useOf(token, old, { lastUsedAt: NOW + 4 })])
      await change(database.store, (tx) => tx.apiTokens.endOldValue(token.id, old, NOW + 5))
      assert.deepEqual(usesOf(await found(token)), { old: null, present: null, token: old })
      assert.equal((await found(token)).lastUsedAt, NOW + 4)
    })

    test('one that lasts until the new one is used ends by that use, with its event, once, and by no other', async () => {
      const told: EndedValue[] = []
      const record = (store: typeof database.store, usage: readonly ApiTokenUsage[]) =>
        store.recordUsage(usage, NOW + 9, (ended) => {
          told.push(ended)
          return newEvent({ at: ended.at, details: { valueId: ended.secretId } })
        })
      const [token, bystander] = [await addToken(), await addToken()]
      const renewed = await regenerate(token, UNTIL_FIRST_USE)
      const timed = await regenerate(bystander, FOR_AN_HOUR)
      await record(database.store, [
        useOf(token, token.secretId),
        useOf(token, renewed.secretId, { exchanges: 0, seenInUrlAt: NOW }),
        useOf(bystander, timed.secretId),
      ])
      assert.deepEqual(told, [])
      const use = useOf(token, renewed.secretId, { lastUsedAt: NOW + 4 })
      await Promise.all([record(database.store, [use]), record(database.other, [use])])
      assert.deepEqual(told, [
        {
          ...{ apiTokenId: token.id, organizationId: token.organizationId, userId: token.userId },
          ...{ secretId: token.secretId, at: NOW + 4 },
        },
      ])
      assert.equal((await valueOf(token.secretId)).revokedAt, NOW + 4)
      assert.equal((await valueOf(bystander.secretId)).revokedAt, null)
      assert.deepEqual(usesOf(await found(token)), { old: null, present: null, token: renewed.secretId })
    })

    test('those whose time is over are told of once, in pieces, and of revoked tokens none', async () => {
      const tokens = [await addToken(), await addToken(), await addToken(), await addToken()]
      const [late, , , revoked] = tokens
      for (const token of tokens) {
        const endsAt = token === late ? ENDS_AT + 1 : ENDS_AT
        await regenerate(token, { ...FOR_AN_HOUR, endsAt })
      }
      await change(database.store, (tx) => tx.apiTokens.revoke(revoked!.id, NOW))
      const own = new Set(tokens.map(({ id }) => id))
      const told: EndedValue[] = []
      for (let count = 2; count === 2;) {
        const part = await change(database.store, (tx) => tx.apiTokens.endOverdueValues(ENDS_AT, 2))
        told.push(...part.ended.filter(({ apiTokenId }) => own.has(apiTokenId)))
        count = part.count
      }
      const expected = tokens.slice(1, 3).map(({ secretId }) => [secretId, ENDS_AT])
      assert.deepEqual(told.map(({ secretId, at }) => [secretId, at]).toSorted(), expected.toSorted())
      assert.notEqual((await found(late!)).overlap, null)
      assert.equal((await found(tokens[1]!)).overlap, null)
      assert.equal((await valueOf(tokens[1]!.secretId)).revokedAt, ENDS_AT)
    })
  })
}
