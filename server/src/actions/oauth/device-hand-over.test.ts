/** A device's code when many come at once, and when the database fails in between: one decides, one gets tokens, no one loses twice. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { addApp } from '../../../testing/oauth.ts'
import { sessionOf } from '../../../testing/people.ts'
import { failingOnce, STORE_PLACES } from '../../../testing/store-places.ts'
import type { SignedIn } from '../../domain/caller.ts'
import { enteredUserCode } from '../../domain/oauth/device-code.ts'
import { Refusal } from '../../domain/refusal.ts'
import { authenticateSession } from '../sessions/authenticate-session.ts'
import { allowDevice, denyDevice, findWaiting, makeDeviceCode } from './device-codes.ts'
import { redeemDeviceCode } from './redeem-device-code.ts'
import { refresh } from './refresh.ts'

const AT_ONCE = 50
const origin = { requestId: 'test', address: '192.0.2.1', userAgent: 'test' }

for (const [name, engine, around] of STORE_PLACES)
  void suite(`on ${name}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const needs = { ...acme.app.needs, store: around(acme.app.needs.store) }
    const { app } = await addApp(acme, {
      ...{ kind: 'native', authentication: 'none', hasRefreshTokens: true, hasDeviceFlow: true },
    })
    const client = { app, credentialId: null, secretId: null }
    const organizationId = acme.organization.id
    const signedIn = async (user = acme.member): Promise<SignedIn> => {
      const { cookie } = await sessionOf(acme, user)
      return authenticateSession(needs, cookie.split('=')[1], origin)
    }
    const [max, olivia] = [await signedIn(), await signedIn(acme.owner)]
    const begun = async () => {
      const made = await makeDeviceCode(needs, client, {
        ...{ scope: null, resources: [], organizationId: null, dpopThumbprint: null, network: '192.0.2.1' },
      })
      const waiting = await findWaiting(needs, enteredUserCode(made.userCode) ?? '')
      assert.ok(waiting)
      const parameters: Readonly<Record<string, string>> = { device_code: made.deviceCode }
      const request = {
        ...{ client, origin, dpopThumbprint: undefined },
        parameters: { get: (key: string) => parameters[key], all: () => [] },
      }
      return { ...waiting, request, where: { ...waiting, organizationId } }
    }
    const refreshing = (refresh_token: string | undefined) => ({
      ...{ client, origin, dpopThumbprint: undefined },
      parameters: {
        get: (key: string) => (key === 'refresh_token' ? refresh_token : undefined),
        all: () => [],
      },
    })
    const grantsOf = async (user = acme.member): Promise<number> => {
      const page = { offset: 0, limit: 1000 }
      const { items } = await needs.store.auditEvents.listForOrganization(organizationId, page)
      return items.filter((event) => event.name === 'csp__allow_oauth_app' && event.userId === user.id).length
    }

    test('of fifty that allow at once one does, and one grant and one event come of it', async () => {
      const { where, request } = await begun()
      const before = (await grantsOf()) + (await grantsOf(acme.owner))
      const allowed = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, index) =>
          allowDevice(needs, index % 2 === 0 ? max : olivia, where),
        ),
      )
      assert.equal(allowed.filter(Boolean).length, 1)
      assert.equal((await grantsOf()) + (await grantsOf(acme.owner)), before + 1)
      assert.ok((await redeemDeviceCode(needs, request)).refreshToken)
    })

    test('of allowing and refusing at once one happens, and the device is told that', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { where, request } = await begun()
        const decided = await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            index % 2 === round % 2 ? allowDevice(needs, max, where) : denyDevice(needs, olivia, where),
          ),
        )
        const [at, ...more] = decided.flatMap((isFirst, index) => (isFirst ? [index] : []))
        assert.ok(at !== undefined && more.length === 0)
        if (at % 2 === round % 2) assert.ok((await redeemDeviceCode(needs, request)).refreshToken)
        else await assert.rejects(redeemDeviceCode(needs, request), { code: 'device_denied' })
      }
    })

    test('a code that comes fifty times at once gives tokens once, and as it came twice they are over', async () => {
      const { where, request } = await begun()
      await allowDevice(needs, max, where)
      const settled = await Promise.allSettled(
        Array.from({ length: AT_ONCE }, () => redeemDeviceCode(needs, request)),
      )
      const won = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      assert.equal(won.length, 1)
      await assert.rejects(refresh(needs, refreshing(won[0]?.refreshToken)), { code: 'grant_invalid' })
    })

    test('of fifty that ask at once one is pending, and the others are told to slow down', async () => {
      const { request } = await begun()
      const settled = await Promise.allSettled(
        Array.from({ length: AT_ONCE }, () => redeemDeviceCode(needs, request)),
      )
      const codes = settled.map((each) =>
        each.status === 'rejected' ? (each.reason as Refusal).code : 'given',
      )
      assert.equal(codes.filter((code) => code === 'authorization_pending').length, 1)
      assert.equal(codes.filter((code) => code === 'slow_down').length, AT_ONCE - 1)
    })

    test('when the database fails while it is allowed, nothing was allowed, or it was: a retry never allows twice', async () => {
      const [early, late] = [await begun(), await begun()]
      const before = await grantsOf()
      const failing = { ...needs, store: failingOnce(needs.store, 'before') }
      await assert.rejects(allowDevice(failing, max, early.where), { code: 'store_unavailable' })
      await assert.rejects(redeemDeviceCode(needs, early.request), { code: 'authorization_pending' })
      assert.equal(await allowDevice(failing, max, early.where), true)
      const lost = { ...needs, store: failingOnce(needs.store, 'after') }
      await assert.rejects(allowDevice(lost, max, late.where), { code: 'store_unavailable' })
      assert.equal(await allowDevice(lost, max, late.where), false)
      for (const { request } of [early, late])
        assert.ok((await redeemDeviceCode(needs, request)).refreshToken)
      assert.equal(await grantsOf(), before + 2)
    })

    test('when the database fails before a code is used, it can be used; afterwards it has been', async () => {
      const [early, late] = [await begun(), await begun()]
      for (const { where } of [early, late]) await allowDevice(needs, max, where)
      const failing = { ...needs, store: failingOnce(needs.store, 'before') }
      await assert.rejects(redeemDeviceCode(failing, early.request), { code: 'store_unavailable' })
      assert.ok((await redeemDeviceCode(failing, early.request)).refreshToken)
      const lost = { ...needs, store: failingOnce(needs.store, 'after') }
      await assert.rejects(redeemDeviceCode(lost, late.request), { code: 'store_unavailable' })
      await assert.rejects(redeemDeviceCode(lost, late.request), { code: 'grant_invalid' })
    })
  })
