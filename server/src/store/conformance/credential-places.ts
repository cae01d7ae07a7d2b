/** Promises about the places of what OAuth apps prove and are let in with: given once, and ended by whatever ends it. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { OAUTH_LISTS_FROM, placeOf, type StatusIndex } from '../../domain/status-list.ts'
import type { Changes } from '../store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newHash, NOW } from './samples.ts'

const KEYS = [
  { kty: 'EC', kid: 'one' },
  { kty: 'EC', kid: 'two' },
] as unknown as OAuthApp['publicKeys']

export function credentialPlacePromises(open: OpenDatabase): void {
  void suite('places of OAuth credentials', () => {
    const database = sharedDatabase(open)
    let made = 0

    /** An app of each sort: one that a person let in, a machine with two secrets, and one with two keys. */
    async function scene() {
      const { organizationId, userId } = await addMember(database.store)
      const other = await addMember(database.store)
      const id = `placed-${++made}`
      const appOf = (name: string, more: Partial<OAuthApp>): OAuthApp => ({
        ...{ id: `${id}-${name}`, organizationId, kind: 'machine', name, description: '', redirectUris: [] },
        ...{ postLogoutRedirectUris: [], authentication: 'secret', publicKeys: [], isShared: true },
        ...{ accessTokenSeconds: 1800, hasRefreshTokens: true, hasDeviceFlow: false, refreshIdleSeconds: 60 },
        ...{ refreshLifetimeSeconds: 60, allowedScopes: NO_SCOPES, requiresDpop: false },
        ...{ createdAt: NOW, createdBy: null, changedAt: NOW, deactivatedAt: null, deactivatedBy: null },
        ...more,
      })
      const web = appOf('web', { kind: 'web' })
      const machine = appOf('machine', {})
      const keyed = appOf('keyed', { authentication: 'private_key_jwt', publicKeys: KEYS })
      const key = { organizationId, appId: web.id, userId }
      const [first, second] = [`${id}-secret-1`, `${id}-secret-2`]
      const grantOf = (grantId: string, createdAt: Instant) => ({
        ...{ id: grantId, ...key, scope: null, resources: [], authenticatedAt: NOW, createdAt },
        ...{ authenticatedBy: 'pwd', sessionId: null, dpopThumbprint: null },
        // By the clock of the database, which knows what is over for long.
        ...{ expiresAt: Date.now() + DAY_MS, revokedAt: null, lastUsedAt: null },
      })
      await change(database.store, async (tx) => {
        for (const app of [web, machine, keyed]) await tx.oauthApps.insert(app)
        for (const secretId of [first, second])
          await tx.oauthApps.insertSecret(machine.id, {
            ...{ id: secretId, name: secretId, hash: newHash(), createdAt: NOW, createdBy: null },
            ...{ expiresAt: null, revokedAt: null },
            ...{ lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
          })
        await tx.oauthGrants.putConsent({
          ...{ ...key, words: [], allowed: NO_SCOPES, givenAt: NOW, lastUsedAt: null },
        })
        await tx.oauthGrants.insert(grantOf(`${id}-grant-1`, NOW))
        await tx.oauthGrants.insert(grantOf(`${id}-grant-2`, NOW + 1))
      })
      const { oauthApps, oauthGrants } = database.store
      const places = {
        grant: (await oauthGrants.find(`${id}-grant-1`))!.status,
        otherGrant: (await oauthGrants.find(`${id}-grant-2`))!.status,
        secret: (await oauthApps.findBySecret(first))!.secret.status,
        otherSecret: (await oauthApps.findBySecret(second))!.secret.status,
        keys: (await oauthApps.findClient(keyed.id))!.keysStatus,
      }
      return { ...{ organizationId, userId, other, id, web, machine, keyed, key, first }, places }
    }
    type Scene = Awaited<ReturnType<typeof scene>>

    const wordsOf = ({ places }: Scene, ended: readonly StatusIndex[]): string[] => {
      const set = new Set(ended.map(placeOf))
      return Object.entries(places)
        .filter(([, place]) => set.has(placeOf(place)))
        .map(([name]) => name)
    }
    async function endedOf(from: Scene): Promise<string[]> {
      const all: StatusIndex[] = []
      for await (const part of database.other.revocation.endedSince(NOW - 1)) all.push(...part)
      return wordsOf(from, all)
    }
    /** What services are told: of places by their words, of what may come back by whose it is. */
    async function toldOf(from: Scene, work: (tx: Changes) => Promise<unknown>): Promise<string[]> {
      const before = await database.store.revocation.position()
      await change(database.store, work)
      const rows = await database.store.revocation.after(before, 100)
      return rows
        .flatMap((row) =>
          row.kind === 'ended' ? wordsOf(from, [row.status]) : [row.lost.userId ?? 'everybody'],
        )
        .toSorted()
    }

    test('are each of its own, in lists that no API token is in', async () => {
      const { places } = await scene()
      assert.equal(new Set(Object.values(places).map(placeOf)).size, 5)
      const { apiTokens, oauth } = await database.store.revocation.newestLists()
      for (const { list, index } of Object.values(places)) {
        assert.ok(list >= OAUTH_LISTS_FROM && list <= oauth && list > apiTokens)
        assert.ok(index >= 0 && index < 2 ** 20)
      }
    })

    const GRANTS = ['grant', 'otherGrant']
    const SECRETS = ['secret', 'otherSecret']
    const deactivated = (app: OAuthApp) => (tx: Changes) =>
      tx.oauthApps.update({ ...app, deactivatedAt: NOW, deactivatedBy: null })
    const ENDS: Readonly<
      Record<
        string,
        {
          readonly end: (tx: Changes, from: Scene) => Promise<unknown>
          readonly ends: readonly string[]
          readonly tells: (from: Scene) => readonly string[]
          readonly undo?: (tx: Changes, from: Scene) => Promise<unknown>
        }
      >
    > = {
      'a secret that is ended': {
        end: (tx, { machine, first }) =>
          tx.oauthApps.endSecret(machine.id, first, { expiresAt: null, revokedAt: NOW }),
        ends: ['secret'],
        tells: () => ['secret'],
      },
      'a key that is taken out': {
        end: (tx, { keyed }) => tx.oauthApps.update({ ...keyed, publicKeys: KEYS.slice(0, 1) }),
        ends: ['keys'],
        tells: ({ keyed }) => [keyed.id],
      },
      'a machine that proves itself otherwise': {
        end: (tx, { machine }) =>
          tx.oauthApps.update({ ...machine, authentication: 'private_key_jwt', publicKeys: KEYS }),
        ends: SECRETS,
        tells: ({ machine }) => [machine.id],
      },
      'a machine that is deactivated': {
        end: (tx, { machine }) => deactivated(machine)(tx),
        ends: SECRETS,
        tells: ({ machine }) => [machine.id],
        undo: (tx, { machine }) => tx.oauthApps.update(machine),
      },
      'an app that is deactivated': {
        end: (tx, { web }) => deactivated(web)(tx),
        ends: GRANTS,
        tells: ({ userId }) => [userId],
        undo: (tx, { web }) => tx.oauthApps.update(web),
      },
      'a machine that is removed': {
        end: (tx, { machine, organizationId }) => tx.oauthApps.remove(organizationId, machine.id, NOW),
        ends: SECRETS,
        tells: ({ machine }) => [machine.id],
      },
      'an app that is removed': {
        end: (tx, { web, organizationId }) => tx.oauthApps.remove(organizationId, web.id, NOW),
        ends: GRANTS,
        tells: () => GRANTS,
      },
      'an app that an organization gives up': {
        end: (tx, { web, organizationId }) => tx.oauthApps.removeFrom(organizationId, web.id, NOW),
        ends: GRANTS,
        tells: () => GRANTS,
      },
      'a secret that leaked, of an app that people let in': {
        end: (tx, { web }) => tx.oauthApps.endGrants(web.id, NOW),
        ends: GRANTS,
        tells: () => GRANTS,
      },
      'a grant that is revoked': {
        end: (tx, { id }) => tx.oauthGrants.revoke(`${id}-grant-1`, NOW),
        ends: ['grant'],
        tells: () => ['grant'],
      },
      'a consent that is withdrawn': {
        end: (tx, { key }) => tx.oauthGrants.removeConsent(key, NOW),
        ends: GRANTS,
        tells: () => GRANTS,
      },
      'a grant that is one too many': {
        end: (tx, { key }) => tx.oauthGrants.keepNewest(key, 1),
        ends: ['grant'],
        tells: () => ['grant'],
      },
      'a person who is disabled': {
        end: (tx, { organizationId, userId }) => tx.people.disable(organizationId, userId, NOW),
        ends: GRANTS,
        tells: ({ userId }) => [userId],
        undo: (tx, { organizationId, userId }) => tx.people.enable(organizationId, userId),
      },
      'a person who is removed': {
        end: (tx, { organizationId, userId }) => tx.organizations.removeMember(organizationId, userId),
        ends: GRANTS,
        tells: ({ userId }) => [userId],
      },
      'an organization that is suspended': {
        end: (tx, { organizationId }) => tx.organizations.setSuspendedAt(organizationId, NOW),
        ends: [...GRANTS, ...SECRETS, 'keys'],
        tells: () => ['everybody'],
        undo: (tx, { organizationId }) => tx.organizations.setSuspendedAt(organizationId, null),
      },
    }
    for (const [what, { end, ends, tells, undo }] of Object.entries(ENDS)) {
      test(`${what} ends what hangs on it${undo ? ', until it comes back' : ' for good'}, and nothing else`, async () => {
        const from = await scene()
        const bystander = await scene()
        assert.deepEqual(await endedOf(from), [])
        assert.deepEqual(await toldOf(from, (tx) => end(tx, from)), tells(from).toSorted())
        assert.deepEqual(await endedOf(from), ends)
        assert.deepEqual(await endedOf(bystander), [])
        if (undo === undefined) return
        await change(database.store, (tx) => undo(tx, from))
        assert.deepEqual(await endedOf(from), [])
      })
    }

    test('a machine works on where another organization that has it is not suspended', async () => {
      const from = await scene()
      const { organizationId, other, machine } = from
      await change(database.store, async (tx) => {
        await tx.oauthApps.addTo(other.organizationId, machine.id, { addedAt: NOW, addedBy: null })
        await tx.organizations.setSuspendedAt(organizationId, NOW)
      })
      assert.deepEqual(await endedOf(from), [...GRANTS, 'keys'])
      await change(database.store, (tx) => tx.organizations.setSuspendedAt(other.organizationId, NOW))
      assert.deepEqual(await endedOf(from), [...GRANTS, ...SECRETS, 'keys'])
    })

    test('what was taken out and comes back has another place', async () => {
      const { keyed, machine, first, places } = await scene()
      const { oauthApps } = database.store
      await change(database.store, async (tx) => {
        await tx.oauthApps.update({ ...keyed, publicKeys: [] })
        await tx.oauthApps.update(keyed)
        await tx.oauthApps.update({ ...machine, authentication: 'private_key_jwt', publicKeys: KEYS })
        await tx.oauthApps.update(machine)
      })
      assert.notDeepEqual((await oauthApps.findClient(keyed.id))?.keysStatus, places.keys)
      assert.notDeepEqual((await oauthApps.findBySecret(first))?.secret.status, places.secret)
    })

    test('of more than two hundred grants everybody whom it may concern is told in one word, and all of them end', async () => {
      const from = await scene()
      const { id, key } = from
      const ids = Array.from({ length: 201 }, (_, index) => `${id}-many-${index}`)
      await change(database.store, async (tx) => {
        const { grant } = (await tx.oauthGrants.find(`${id}-grant-1`))!
        for (const each of ids) await tx.oauthGrants.insert({ ...grant, id: each })
      })
      const last = (await database.store.oauthGrants.find(ids.at(-1)!))!.status
      assert.deepEqual(await toldOf(from, (tx) => tx.oauthGrants.removeConsent(key, NOW)), [key.userId])
      const ended = new Set<number>()
      for await (const part of database.store.revocation.endedSince(NOW - 1))
        for (const place of part) ended.add(placeOf(place))
      assert.ok(ended.has(placeOf(last)) && (await endedOf(from)).length === 2)
    })

    test('the place of what was deleted is given again only after its time; of what was over for long, at once', async () => {
      const { id, web, organizationId, places } = await scene()
      const left = async (place: StatusIndex) => {
        const [row] = await database.query(
          `select left_at from status_places where place = ${placeOf(place)}`,
        )
        return row?.['left_at']
      }
      assert.equal(await left(places.grant), null)
      const long = Date.now() - 2 * DAY_MS
      await database.query(`update oauth_grants set revoked_at = ${long} where id = '${id}-grant-2'`)
      await change(database.store, (tx) => tx.oauthApps.remove(organizationId, web.id, NOW))
      const leftAt = Number(await left(places.grant))
      assert.ok(Math.abs(leftAt - Date.now()) < 60_000)
      assert.equal(await left(places.otherGrant), undefined)
      while ((await database.store.purgeStatusPlaces(leftAt - 1, 100)) > 0);
      assert.equal(Number(await left(places.grant)), leftAt)
      while ((await database.store.purgeStatusPlaces(leftAt, 100)) > 0);
      assert.equal(await left(places.grant), undefined)
    })
  })
}
