/** Promises about regenerating: a token never has two live values, however many try at once. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addApiToken, addMember, newSecret, NOW } from './samples.ts'

const CHANGE = { parentId: null, bounds: [], lifetime: null, expiresAt: null, at: NOW + 7 }

export function regeneratingPromises(open: OpenDatabase): void {
  suite('regenerating', () => {
    const database = sharedDatabase(open)
    const liveValues = async (apiTokenId: string): Promise<unknown[]> => {
      const rows = await database.query(
        `select id from api_token_secrets where api_token_id = '${apiTokenId}' and revoked_at is null`,
      )
      return rows.map(({ id }) => id)
    }

    test('the new value lives, the old one is revoked, and an expired token lives again', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner, { expiresAt: NOW - 1 })
      const use = { apiTokenId: token.id, address: 'a', userAgent: 'u', exchanges: 1, lastUsedAt: NOW }
      await database.store.recordUsage([{ ...use, secretId: token.secretId, seenInUrlAt: NOW }])
      const secret = newSecret()
      const replacement = { ...CHANGE, secretId: token.secretId, secret, bounds: [NO_SCOPES] }
      assert.equal(await change(database.store, (tx) => tx.apiTokens.regenerate(token.id, replacement)), true)

      const old = await database.store.exchange.findFacts(token.secretId)
      assert.equal(old?.secret.revokedAt, NOW + 7)
      const present = await database.store.exchange.findFacts(secret.id)
      const { id, hash } = secret
      const { status: _place, ...value } = present!.secret
      assert.deepEqual(value, { id, hash, expiresAt: null, revokedAt: null })
      assert.deepEqual(await database.store.apiTokens.find(owner, token.id), {
        ...token,
        secretId: secret.id,
        bounds: [NO_SCOPES],
        lifetime: null,
        expiresAt: null,
        regeneratedAt: NOW + 7,
        lastUsedAt: NOW,
        lastUsedAddress: 'a',
        lastUsedUserAgent: 'u',
        seenInUrlAt: null,
      })
      assert.deepEqual(old?.token, present?.token)
      assert.deepEqual(await liveValues(token.id), [secret.id])
    })

    test('a value that is not the present one, of this token and not revoked, regenerates nothing', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const bystander = await addApiToken(database.store, owner)
      const revoked = await addApiToken(database.store, owner)
      await change(database.store, (tx) => tx.apiTokens.revoke(revoked.id, NOW))
      for (const [id, secretId] of [
        [token.id, 'unknown'],
        [token.id, bystander.secretId],
        ['unknown', token.secretId],
        [revoked.id, revoked.secretId],
      ] as const) {
        const secret = newSecret()
        const replacement = { ...CHANGE, secretId, secret }
        assert.equal(await change(database.store, (tx) => tx.apiTokens.regenerate(id, replacement)), false)
        assert.equal(await database.store.exchange.findFacts(secret.id), undefined)
      }
      for (const { id, secretId } of [token, bystander]) {
        assert.deepEqual(await liveValues(id), [secretId])
        assert.equal((await database.store.apiTokens.find(owner, id))?.regeneratedAt, null)
      }
    })

    test('of many regenerations at once, from two processes, exactly one wins', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const token = await addApiToken(database.store, owner)
      const secrets = Array.from({ length: 12 }, () => newSecret())
      const wins = await Promise.all(
        secrets.map((secret, at) =>
          change(at % 2 ? database.store : database.other, (tx) =>
            tx.apiTokens.regenerate(token.id, { ...CHANGE, secretId: token.secretId, secret }),
          ),
        ),
      )
      assert.equal(wins.filter(Boolean).length, 1)
      const winner = secrets[wins.indexOf(true)]?.id
      assert.deepEqual(await liveValues(token.id), [winner])
      assert.equal((await database.store.apiTokens.find(owner, token.id))?.secretId, winner)
    })

    test('whoever asked before its maker was told a value does not replace it, and whoever asks after does', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      const { id, secretId } = await addApiToken(database.store, owner)
      let present = secretId
      const regenerate = async (askedMsAgo?: number): Promise<boolean> => {
        const secret = newSecret()
        const replacement = {
          ...CHANGE,
          secretId: present,
          secret,
          ...(askedMsAgo !== undefined && { askedMsAgo }),
        }
        const isReplaced = await change(database.other, (tx) => tx.apiTokens.regenerate(id, replacement))
        if (isReplaced) present = secret.id
        return isReplaced
      }
      const tell = (value: string, inMs = 0) =>
        change(database.store, (tx) => tx.apiTokens.told(id, value, inMs))
      assert.equal(await regenerate(60_000), true, 'nobody was there before')
      assert.equal(await regenerate(0), false, 'not told yet')
      await tell('another one')
      assert.equal(await regenerate(0), false, 'of another value')
      await tell(present, 9_000)
      assert.equal(await regenerate(0), false, 'told in a while')
      await tell(present)
      assert.equal(await regenerate(60_000), false, 'asked long before')
      assert.equal(await regenerate(0), true, 'asked now')
      assert.equal(await regenerate(), true, 'knows the present one')
      await database.query(`update api_tokens set value_told_at = value_told_at + 3600000 where id = '${id}'`)
      assert.equal(await regenerate(0), true, 'told by a clock that was ahead')
    })

    test('a token that is revoked while it is regenerated ends revoked', async () => {
      const { user: _, ...owner } = await addMember(database.store)
      for (let round = 0; round < 5; round++) {
        const token = await addApiToken(database.store, owner)
        const replacement = { ...CHANGE, secretId: token.secretId, secret: newSecret() }
        await Promise.all([
          change(database.store, (tx) => tx.apiTokens.regenerate(token.id, replacement)),
          change(database.other, (tx) => tx.apiTokens.revoke(token.id, NOW)),
        ])
        assert.equal((await database.store.apiTokens.find(owner, token.id))?.revokedAt, NOW)
        assert.equal((await liveValues(token.id)).length, 1)
      }
    })
  })
}
