/** Promises about OAuth apps: who has them, their secrets, and what a machine holds in each organization. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { Changes } from '../store.ts'
import { change, sharedDatabase, type OpenDatabase } from './database.ts'
import { addMember, newHash, newService, NOW } from './samples.ts'

const PAGE = { offset: 0, limit: 10 }

export function oauthAppPromises(open: OpenDatabase): void {
  void suite('OAuth apps', () => {
    const database = sharedDatabase(open)
    const hasEntry = { addedAt: NOW, addedBy: null }
    let made = 0

    async function kept(more: Partial<OAuthApp> = {}) {
      const { organizationId } = await addMember(database.store)
      const other = await addMember(database.store)
      const app: OAuthApp = {
        ...{ id: `app-${++made}`, organizationId, kind: 'machine', name: 'Night run', description: '' },
        ...{ redirectUris: [], postLogoutRedirectUris: [], authentication: 'secret', publicKeys: [] },
        ...{
          accessTokenSeconds: 1800,
          hasRefreshTokens: false,
          hasDeviceFlow: false,
          refreshIdleSeconds: 60,
        },
        ...{ refreshLifetimeSeconds: 60, allowedScopes: NO_SCOPES, requiresDpop: false, isShared: true },
        ...{ createdAt: NOW, createdBy: null, changedAt: NOW, deactivatedAt: null, deactivatedBy: null },
        ...more,
      }
      await change(database.store, (tx) => tx.oauthApps.insert(app))
      return { app, organizationId, otherId: other.organizationId, reads: database.store.oauthApps }
    }

    test('is found by the organizations that have it, and by no other', async () => {
      const { app, organizationId, otherId, reads } = await kept()
      assert.deepEqual(await reads.find(organizationId, app.id), app)
      assert.equal(await reads.find(otherId, app.id), undefined)
      await change(database.store, (tx) => tx.oauthApps.addTo(otherId, app.id, hasEntry))
      assert.deepEqual(await reads.find(otherId, app.id), app)
      assert.deepEqual((await reads.list(otherId, 'night', PAGE)).items, [app])
      assert.equal((await reads.list(otherId, 'day', PAGE)).total, 0)
      assert.equal((await reads.organizationsOf(app.id, PAGE)).total, 2)
      assert.equal(await reads.countOf(otherId), 1)
      const here = await reads.here(otherId, [app.id, 'app-unknown'])
      assert.deepEqual([...here.keys()], [app.id])
      assert.equal(here.get(app.id)?.addedAt, NOW)
    })

    test('is changed and removed by its own organization alone', async () => {
      const { app, otherId, reads } = await kept()
      await change(database.store, (tx) => tx.oauthApps.addTo(otherId, app.id, hasEntry))
      const renamed = { ...app, name: 'Day run' }
      const update = (as: OAuthApp) => change(database.store, (tx) => tx.oauthApps.update(as))
      assert.equal(await update({ ...renamed, organizationId: otherId }), false)
      assert.equal(await update(renamed), true)
      assert.equal((await reads.findClient(app.id))?.app.name, 'Day run')
      const remove = (by: string) => change(database.store, (tx) => tx.oauthApps.remove(by, app.id, NOW))
      assert.equal(await remove(otherId), false)
      assert.equal(await remove(app.organizationId), true)
      assert.equal(await reads.findClient(app.id), undefined)
    })

    test('comes with the secrets that were not revoked, and a revoked one stays so', async () => {
      const { app, reads } = await kept()
      const secretOf = (id: string) => ({
        ...{
          id,
          name: id,
          hash: newHash(),
          createdAt: NOW,
          createdBy: null,
          expiresAt: null,
          revokedAt: null,
        },
        ...{ lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
      })
      const [first, second] = [secretOf(`${app.id}-1`), secretOf(`${app.id}-2`)]
      await change(database.store, async (tx) => {
        await tx.oauthApps.insertSecret(app.id, first)
        await tx.oauthApps.insertSecret(app.id, second)
      })
      const end = (revokedAt: number) =>
        change(database.store, (tx) =>
          tx.oauthApps.endSecret(app.id, first.id, { expiresAt: null, revokedAt }),
        )
      assert.equal(await end(NOW), true)
      assert.equal(await end(NOW + 1), false)
      const found = await reads.findClient(app.id)
      assert.deepEqual(
        found?.secrets.map(({ id, hash }) => [id, [...hash]]),
        [[second.id, [...second.hash]]],
      )
      assert.equal((await reads.secretsOf(app.id)).length, 2)
    })

    test('whatever it loses is told to those who hold its access tokens, where they are good', async () => {
      const { app, organizationId, otherId } = await kept()
      const role = { serviceId: null, name: 'org_member', resource: null }
      const given = { ...role, startsAt: null, endsAt: null, createdAt: NOW }
      const secret = {
        ...{ id: `${app.id}-1`, name: '', hash: newHash(), createdAt: NOW, createdBy: null, expiresAt: null },
        ...{ revokedAt: null, lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
      }
      const told = async (work: (tx: Changes['oauthApps']) => Promise<unknown>) => {
        const before = await database.store.revocation.position()
        await change(database.store, (tx) => work(tx.oauthApps))
        const rows = await database.store.revocation.after(before, 100)
        return rows.map((row) => [row.organizationId, row.kind === 'lost' ? row.lost.userId : 'ended'])
      }
      const here = [organizationId, app.id]
      const there = [otherId, app.id]
      assert.deepEqual(await told((apps) => apps.insertSecret(app.id, secret)), [])
      assert.deepEqual(await told((apps) => apps.addTo(otherId, app.id, hasEntry)), [])
      assert.deepEqual(await told((apps) => apps.putRole(otherId, app.id, given)), [])
      assert.deepEqual(await told((apps) => apps.putRole(otherId, app.id, { ...given, endsAt: NOW })), [
        there,
      ])
      assert.deepEqual(await told((apps) => apps.removeRole(otherId, app.id, role)), [there])
      const inAll = async (work: Parameters<typeof told>[0]) =>
        assert.deepEqual(new Set((await told(work)).map(String)), new Set([here, there].map(String)))
      const ended = new Set([`${organizationId},ended`, `${otherId},ended`])
      const endSecret = (apps: Changes['oauthApps']) =>
        apps.endSecret(app.id, secret.id, { expiresAt: null, revokedAt: NOW })
      assert.deepEqual(await told((apps) => apps.update({ ...app, name: 'Day run' })), [])
      await inAll((apps) => apps.update({ ...app, allowedScopes: { ...NO_SCOPES, openId: true } }))
      assert.deepEqual(new Set((await told(endSecret)).map(String)), ended)
      assert.deepEqual(await told(endSecret), [])
      await inAll((apps) => apps.update({ ...app, deactivatedAt: NOW }))
      assert.deepEqual(await told((apps) => apps.removeFrom(otherId, app.id, NOW)), [there])
      assert.deepEqual(await told((apps) => apps.remove(organizationId, app.id, NOW)), [here])
    })

    test('tells when and whence it was used last, whatever comes late', async () => {
      const { app, organizationId, reads } = await kept()
      const id = `${app.id}-used`
      await change(database.store, (tx) =>
        tx.oauthApps.insertSecret(app.id, {
          ...{ id, name: id, hash: newHash(), createdAt: NOW, createdBy: null, expiresAt: null },
          ...{ revokedAt: null, lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
        }),
      )
      const use = { appId: app.id, organizationId, secretId: id, address: 'new', userAgent: 'curl' }
      await database.store.recordAppUsage([{ ...use, lastUsedAt: NOW }])
      await database.other.recordAppUsage([{ ...use, lastUsedAt: NOW - 1, address: 'old' }])
      const [secret] = await reads.secretsOf(app.id)
      assert.deepEqual([secret?.lastUsedAt, secret?.lastUsedAddress], [NOW, 'new'])
      assert.equal((await reads.organizationsOf(app.id, PAGE)).items[0]?.lastUsedAt, NOW)
    })

    test('a machine holds in each organization what it was given there, until the organization gives it up', async () => {
      const { app, organizationId, otherId, reads } = await kept()
      const service = newService(organizationId)
      const role = { serviceId: service.id, name: 'inventory:viewer', resource: null }
      const given = { ...role, startsAt: null, endsAt: null, createdAt: NOW }
      await change(database.store, async (tx) => {
        await tx.services.insert(service)
        await tx.oauthApps.putRole(organizationId, app.id, given)
        await tx.oauthApps.putRole(organizationId, app.id, { ...given, endsAt: NOW + 5 })
        await tx.oauthApps.addTo(otherId, app.id, hasEntry)
        await tx.oauthApps.putRole(otherId, app.id, { ...given, serviceId: null, name: 'org_member' })
      })
      const held = await reads.findMachine(app.id, organizationId)
      assert.deepEqual(
        held?.roles.map(({ name, endsAt }) => [name, endsAt]),
        [['inventory:viewer', NOW + 5]],
      )
      assert.ok((held?.roles[0]?.permissions.length ?? 0) > 0)
      assert.equal((await reads.rolesOf(organizationId, app.id)).length, 1)
      assert.deepEqual(
        (await reads.findMachine(app.id, otherId))?.roles.map(({ name }) => name),
        ['org_member'],
      )
      await change(database.store, (tx) => tx.oauthApps.removeFrom(otherId, app.id, NOW))
      assert.equal(await reads.findMachine(app.id, otherId), undefined)
      await change(database.store, (tx) => tx.oauthApps.removeRole(organizationId, app.id, role))
      assert.deepEqual((await reads.findMachine(app.id, organizationId))?.roles, [])
    })

    test('tells who let it in, here or everywhere, and forgets them all when it leaked', async () => {
      const { app, organizationId, otherId, reads } = await kept()
      const here = await addMember(database.store)
      const [one, other] = [
        { organizationId: here.organizationId, userId: here.userId },
        await addMember(database.store),
      ]
      await change(database.store, async (tx) => {
        for (const { organizationId: at, userId } of [one, other]) {
          await tx.oauthApps.addTo(at, app.id, hasEntry)
          const key = { organizationId: at, appId: app.id, userId }
          await tx.oauthGrants.putConsent({
            ...{ ...key, words: ['openid'], allowed: NO_SCOPES, givenAt: NOW, lastUsedAt: null },
          })
          await tx.oauthGrants.insert({
            ...{ ...key, id: `grant-${userId}`, scope: null, resources: [], authenticatedAt: NOW },
            ...{ authenticatedBy: 'pwd', sessionId: null, dpopThumbprint: null, createdAt: NOW },
            ...{ expiresAt: NOW + 10, revokedAt: null, lastUsedAt: null },
          })
        }
      })
      assert.equal((await reads.peopleOf(app.id, null, PAGE)).total, 2)
      assert.equal((await reads.peopleOf(app.id, one.organizationId, PAGE)).items[0]?.userId, one.userId)
      assert.equal((await reads.peopleOf(app.id, organizationId, PAGE)).total, 0)
      assert.deepEqual(await reads.countOfPerson(one.organizationId, one.userId, NOW), {
        ...{ letIn: 1, secretsMade: 0 },
      })
      const end = () => change(database.store, (tx) => tx.oauthApps.endGrants(app.id, NOW + 1))
      assert.equal(await end(), 2)
      assert.equal(await end(), 0)
      assert.equal((await reads.peopleOf(app.id, null, PAGE)).total, 0)
      assert.equal(await reads.countRoles(app.id, otherId), 0)
    })

    test('of the secrets that have ended only the last ones are kept, and of those in force all', async () => {
      const { app, reads } = await kept()
      await change(database.store, async (tx) => {
        for (let index = 0; index < 30; index++)
          await tx.oauthApps.insertSecret(app.id, {
            ...{ id: `${app.id}-${index}`, name: `${index}`, hash: newHash(), createdAt: NOW + index },
            ...{ createdBy: null, expiresAt: index === 0 ? null : NOW + 100, revokedAt: null },
            ...{ lastUsedAt: null, lastUsedAddress: null, lastUsedUserAgent: null },
          })
        await tx.oauthApps.forgetEndedSecrets(app.id, NOW + 99)
      })
      assert.equal((await reads.secretsOf(app.id)).length, 30)
      await change(database.store, (tx) => tx.oauthApps.forgetEndedSecrets(app.id, NOW + 100))
      const names = (await reads.secretsOf(app.id)).map(({ name }) => name)
      assert.equal(names.length, 21)
      assert.ok(names.includes('0') && names.includes('29') && !names.includes('1'))
    })
  })
}
