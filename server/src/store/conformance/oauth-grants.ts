/** Promises about what people let apps do: each hand-over has one winner, and what was withdrawn is over. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import { DAY_MS, MINUTE_MS } from '../../domain/instant.ts'
import type { Consent, Grant } from '../../domain/oauth/grant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Changes } from '../store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newAssignment, newHash, NOW } from './samples.ts'

const AT_ONCE = 50
const PAGE = { offset: 0, limit: 10 }

export function oauthGrantPromises(open: OpenDatabase): void {
  void suite('grants of OAuth apps', () => {
    const database = sharedDatabase(open)
    let made = 0

    /** With a code and a refresh token of the same id. */
    async function allowed(more: Partial<Grant> = {}) {
      const { organizationId, userId } = await addMember(database.store)
      const id = `granted-${++made}`
      const app: OAuthApp = {
        ...{ id, organizationId, kind: 'web', name: 'Wiki', description: '', redirectUris: [] },
        ...{ postLogoutRedirectUris: [], authentication: 'secret', publicKeys: [], isShared: false },
        ...{ accessTokenSeconds: 1800, hasRefreshTokens: true, hasDeviceFlow: false, refreshIdleSeconds: 60 },
        ...{ refreshLifetimeSeconds: 60, allowedScopes: { ...NO_SCOPES, openId: true }, requiresDpop: false },
        ...{ createdAt: NOW, createdBy: null, changedAt: NOW, deactivatedAt: null, deactivatedBy: null },
      }
      const key = { organizationId, appId: id, userId }
      const consent: Consent = {
        ...key,
        words: ['openid'],
        allowed: app.allowedScopes,
        givenAt: NOW,
        lastUsedAt: null,
      }
      const grant: Grant = {
        ...{ id, ...key, scope: 'openid', resources: ['inventory'], authenticatedAt: NOW },
        ...{ authenticatedBy: 'pwd', sessionId: 'session', dpopThumbprint: null, createdAt: NOW },
        ...{ expiresAt: NOW + DAY_MS, revokedAt: null, lastUsedAt: null, ...more },
      }
      const code = {
        ...{ id, hash: newHash(), grantId: id, redirectUri: 'https://wiki.example/', codeChallenge: 'c' },
        ...{ nonce: 'n', createdAt: NOW, expiresAt: NOW + MINUTE_MS, usedAt: null },
      }
      const token = {
        ...{ id, hash: newHash(), grantId: id, createdAt: NOW, expiresAt: NOW + DAY_MS, replacedAt: null },
      }
      await change(database.store, async (tx) => {
        await tx.oauthApps.insert(app)
        await tx.roles.assign(newAssignment({ organizationId, userId }))
        await tx.oauthGrants.putConsent(consent)
        await tx.oauthGrants.insert(grant)
        await tx.oauthGrants.insertCode(code)
        await tx.oauthGrants.insertRefreshToken(token)
      })
      return { id, key, app, consent, grant, code, token, reads: database.store.oauthGrants }
    }

    /** How many of them won, half through another process. */
    async function winners(work: (store: typeof database.store, at: number) => Promise<boolean>) {
      const tried = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) =>
          work(index % 2 === 0 ? database.store : database.other, NOW + index),
        ),
      )
      return tried.filter(Boolean).length
    }

    test('a revoked grant and a withdrawn consent are told to those who hold access tokens of them', async () => {
      const { id, key } = await allowed()
      const told = async (work: (tx: Changes['oauthGrants']) => Promise<unknown>) => {
        const before = await database.store.revocation.position()
        await change(database.store, (tx) => work(tx.oauthGrants))
        const rows = await database.store.revocation.after(before, 100)
        return rows.map((row) => [row.organizationId, row.kind === 'ended' && row.status])
      }
      const placeOf = async (grantId: string) => (await database.store.oauthGrants.find(grantId))?.status
      const whose = [[key.organizationId, await placeOf(id)]]
      assert.deepEqual(await told((grants) => grants.revoke(id, NOW)), whose)
      assert.deepEqual(await told((grants) => grants.revoke(id, NOW)), [])
      assert.deepEqual(await told((grants) => grants.removeConsent(key, NOW)), [], 'nothing was in force')
      const other = await allowed()
      const withdrawn = [[other.key.organizationId, await placeOf(other.id)]]
      assert.deepEqual(await told((grants) => grants.removeConsent(other.key, NOW)), withdrawn)
      const app = await allowed()
      const atApp = async () => {
        const before = await database.store.revocation.position()
        await change(database.store, (tx) => tx.oauthApps.update({ ...app.app, deactivatedAt: NOW }))
        return database.store.revocation.after(before, 100)
      }
      assert.equal((await atApp()).length, 1)
    })

    test('come with who and what stands behind them', async () => {
      const { id, key, grant, code, token, app, reads } = await allowed()
      const found = await reads.find(id)
      assert.deepEqual(found?.grant, grant)
      assert.deepEqual(found?.consent, { words: ['openid'], allowed: app.allowedScopes })
      assert.deepEqual(
        [found?.user.id, found?.organization.id, found?.app.id, found?.isMember],
        [key.userId, key.organizationId, id, true],
      )
      assert.deepEqual(
        found?.roles.map(({ name }) => name),
        ['org_member'],
      )
      const { hash, ...rest } = (await reads.findCode(id))!
      assert.deepEqual({ ...rest, hash: [...hash] }, { ...code, hash: [...code.hash] })
      assert.deepEqual([...(await reads.findRefreshToken(id))!.hash], [...token.hash])
      assert.equal(await reads.find('unknown'), undefined)
    })

    test('a code is used by one of fifty at once', async () => {
      const { id, reads } = await allowed()
      const use = (store: typeof database.store, at: number) =>
        change(store, (tx) => tx.oauthGrants.useCode(id, at))
      assert.equal(await winners(use), 1)
      assert.notEqual((await reads.findCode(id))?.usedAt, null)
    })

    test('a refresh token is replaced by one of fifty at once, and not prolonged any more', async () => {
      const { id } = await allowed()
      const prolong = () => change(database.store, (tx) => tx.oauthGrants.prolongRefreshToken(id, NOW + 9))
      assert.equal(await prolong(), true)
      const replace = (store: typeof database.store, at: number) =>
        change(store, (tx) => tx.oauthGrants.replaceRefreshToken(id, at))
      assert.equal(await winners(replace), 1)
      assert.equal(await prolong(), false)
    })

    test('of replaced refresh tokens all but the first, the young and the present one are forgotten', async () => {
      const { id, token, reads } = await allowed()
      const old = await allowed()
      const names = [1, 2, 3].map((at) => `${id}-${at}`)
      const replace = async (tx: Changes['oauthGrants'], each: string, at: number) =>
        assert.equal(await tx.replaceRefreshToken(each, at), true)
      await change(database.store, async ({ oauthGrants: tx }) => {
        await tx.insertRefreshToken({ ...token, id: `${id}-0`, createdAt: NOW - 1 })
        for (const [index, name] of names.entries())
          await tx.insertRefreshToken({ ...token, id: name, createdAt: NOW + 1 + index })
        for (const each of [`${id}-0`, id, names[0]!]) await replace(tx, each, NOW + 5)
        await replace(tx, names[1]!, NOW + 6)
        await replace(tx, old.id, NOW + 1)
        await tx.forgetReplaced({ id, grantId: id, expiresAt: NOW + DAY_MS }, NOW + 5)
      })
      const kept = await Promise.all(
        [`${id}-0`, id, ...names, old.id].map((each) => reads.findRefreshToken(each)),
      )
      assert.deepEqual(
        kept.map((each) => each !== undefined),
        [true, true, false, true, true, true],
        'nor are those from before the first, or of another grant',
      )
      assert.deepEqual([kept[1]?.expiresAt, kept[3]?.expiresAt], [NOW + DAY_MS, token.expiresAt])
    })

    test('are revoked once', async () => {
      const { id, reads } = await allowed()
      const revoke = (store: typeof database.store, at: number) =>
        change(store, (tx) => tx.oauthGrants.revoke(id, at))
      assert.equal(await winners(revoke), 1)
      assert.notEqual((await reads.find(id))?.grant.revokedAt, null)
    })

    test('a consent is replaced, listed for its person alone, and takes all grants with it', async () => {
      const { id, key, consent, reads } = await allowed()
      const wider = { ...consent, words: ['openid', 'profile'], givenAt: NOW + 1 }
      await change(database.store, (tx) => tx.oauthGrants.putConsent(wider))
      await change(database.store, (tx) => tx.oauthGrants.touch({ id, ...key }, NOW + 5))
      await change(database.store, (tx) => tx.oauthGrants.touch({ id, ...key }, NOW + 4))
      assert.deepEqual(await reads.findConsent(key), { ...wider, lastUsedAt: NOW + 5 })
      const listed = await reads.listConnected(key.userId, PAGE)
      assert.deepEqual([listed.total, listed.items[0]?.app.id, listed.items[0]?.app.name], [1, id, 'Wiki'])
      const other = await addMember(database.store)
      assert.equal((await reads.listConnected(other.userId, PAGE)).total, 0)
      const remove = (userId: string) =>
        change(database.store, (tx) => tx.oauthGrants.removeConsent({ ...key, userId }, NOW + 6))
      assert.equal(await remove(other.userId), false)
      assert.equal(await remove(key.userId), true)
      assert.equal(await reads.find(id), undefined)
      assert.equal(await reads.findConsent(key), undefined)
    })

    test('are revoked for a person in one organization, whichever the app; of one app only the newest are kept', async () => {
      const { id, key, grant, reads } = await allowed()
      const { organizationId, userId } = key
      const other = await allowed()
      const revokeAll = () =>
        change(database.store, (tx) => tx.oauthGrants.revokeAllOf({ organizationId, userId }, NOW))
      assert.equal(await revokeAll(), 1)
      assert.equal(await revokeAll(), 0)
      assert.notEqual((await reads.find(id))?.grant.revokedAt, null)
      assert.equal((await reads.find(other.id))?.grant.revokedAt, null)
      await change(database.store, async (tx) => {
        for (const at of [1, 2, 3])
          await tx.oauthGrants.insert({ ...grant, id: `${id}-${at}`, createdAt: NOW + at })
        await tx.oauthGrants.keepNewest(key, 2)
      })
      const kept = await Promise.all([id, `${id}-1`, `${id}-2`, `${id}-3`].map((each) => reads.find(each)))
      assert.deepEqual(
        kept.map((each) => each !== undefined),
        [false, false, true, true],
      )
      assert.notEqual(await reads.find(other.id), undefined)
    })

    test('end with the membership, and when the organization gives the app up', async () => {
      const left = await allowed()
      await change(database.store, (tx) =>
        tx.organizations.removeMember(left.key.organizationId, left.key.userId),
      )
      assert.equal(await left.reads.find(left.id), undefined)
      assert.equal(await left.reads.findCode(left.id), undefined)
      const given = await allowed()
      const ids = [given.key.organizationId, left.key.organizationId]
      assert.deepEqual(await given.reads.organizationsWith(given.id, ids), [given.key.organizationId])
      await change(database.store, (tx) => tx.oauthApps.removeFrom(given.key.organizationId, given.id, NOW))
      assert.deepEqual(await given.reads.organizationsWith(given.id, ids), [])
      assert.equal(await given.reads.findRefreshToken(given.id), undefined)
    })

    test('are purged when they have been over for long, with what came of them', async () => {
      const [live, old] = [await allowed(), await allowed({ expiresAt: NOW - 1, revokedAt: NOW - 1 })]
      const purge = (now: number) => change(database.store, (tx) => tx.oauthGrants.purge(NOW - 1, now, 1000))
      assert.ok((await purge(NOW)).grants >= 1)
      assert.equal(await old.reads.findCode(old.id), undefined)
      assert.notEqual(await live.reads.findCode(live.id), undefined)
      await purge(NOW + MINUTE_MS + DAY_MS)
      assert.equal(await live.reads.findCode(live.id), undefined)
      assert.notEqual(await live.reads.findRefreshToken(live.id), undefined)
    })
  })
}
