/** A code and a refresh token when many come at once, and when the database fails in between: one wins, and no one loses twice. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { addApp } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { failingOnce, STORE_PLACES } from '../../../testing/store-places.ts'
import type { IssuedTokens } from './issued-tokens.ts'
import { redeemCode } from './redeem-code.ts'
import { refresh } from './refresh.ts'

const AT_ONCE = 50
const origin = { requestId: 'test', address: '192.0.2.1', userAgent: 'test' }

for (const [name, engine, around] of STORE_PLACES)
  void suite(`on ${name}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const needs = { ...acme.app.needs, store: around(acme.app.needs.store) }
    const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
    const { app } = await addApp(acme, {
      ...{ kind: 'native', authentication: 'none', redirectUris: [CALLBACK], hasRefreshTokens: true },
    })
    const client = { app, credentialId: null, secretId: null }
    const asked = (parameters: Readonly<Record<string, string>>) => ({
      ...{ client, origin, dpopThumbprint: undefined },
      parameters: { get: (key: string) => parameters[key], all: () => [] },
    })
    const begun = async () => asked(await codeFor(browser, app.id))
    const refreshing = (token: string | undefined) => asked({ refresh_token: token ?? '' })
    const outcomes = async (work: () => Promise<IssuedTokens>) => {
      const settled = await Promise.allSettled(Array.from({ length: AT_ONCE }, work))
      return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    }

    test('a code that comes fifty times at once gives tokens once, and as it came twice they are over', async () => {
      const request = await begun()
      const won = await outcomes(() => redeemCode(needs, request))
      assert.equal(won.length, 1)
      await assert.rejects(refresh(needs, refreshing(won[0]?.refreshToken)), { code: 'grant_invalid' })
    })

    test('a refresh token that comes fifty times at once is followed by one, for all of them', async () => {
      const { refreshToken } = await redeemCode(needs, await begun())
      const won = await outcomes(() => refresh(needs, refreshing(refreshToken)))
      assert.equal(won.length, AT_ONCE)
      assert.equal(new Set(won.map((tokens) => tokens.refreshToken)).size, 1)
      assert.ok((await refresh(needs, refreshing(won[0]?.refreshToken))).refreshToken)
    })

    test('when the database fails in a refresh, a retry gets a token, whether or not it had been written', async () => {
      for (const when of ['before', 'after'] as const) {
        const { refreshToken } = await redeemCode(needs, await begun())
        const failing = { ...needs, store: failingOnce(needs.store, when) }
        await assert.rejects(refresh(failing, refreshing(refreshToken)), { code: 'store_unavailable' })
        const again = await refresh(failing, refreshing(refreshToken))
        assert.ok((await refresh(needs, refreshing(again.refreshToken))).refreshToken, when)
      }
    })

    test('when the database fails before a code is used, it can be used; afterwards it has been', async () => {
      const early = await begun()
      const failing = { ...needs, store: failingOnce(needs.store, 'before') }
      await assert.rejects(redeemCode(failing, early), { code: 'store_unavailable' })
      assert.ok((await redeemCode(failing, early)).refreshToken)
      const late = await begun()
      const lost = { ...needs, store: failingOnce(needs.store, 'after') }
      await assert.rejects(redeemCode(lost, late), { code: 'store_unavailable' })
      await assert.rejects(redeemCode(lost, late), { code: 'grant_invalid' })
    })
  })
