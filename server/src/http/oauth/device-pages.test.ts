/** The pages on which people let an app in from another device: who may decide, what they see first, and how few may guess. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { addApp } from '../../../testing/oauth.ts'
import { CALLBACK, fieldsOf, headingOf, openBrowser, type Page } from '../../../testing/oauth-browser.ts'
import { allowOnDevice, enterCode, press, startDevice } from '../../../testing/oauth-device.ts'
import { accessTokenOf, deactivate, sessionOf } from '../../../testing/people.ts'
import { claimsOf } from '../../../testing/requests.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import { USER_CODE_LETTERS } from '../../domain/oauth/device-code.ts'

const acme = await openAcme({ after })
const NATIVE: Partial<OAuthApp> = {
  ...{ kind: 'native', authentication: 'none', redirectUris: [CALLBACK], hasDeviceFlow: true, name: 'Wiki' },
}
const { app } = await addApp(acme, NATIVE)
const client_id = app.id

/** Nobody's tries of one test are there in the next. */
const start = (more: Record<string, string> = {}) => {
  acme.clock.now += 600_000
  return startDevice(acme, { client_id, ...more })
}
const browserOf = async (user = acme.member) => openBrowser(acme, (await sessionOf(acme, user)).cookie)
const heading = (page: Page): [number, string] => [page.status, headingOf(page)]
const isPending = async ({ poll }: Awaited<ReturnType<typeof start>>): Promise<boolean> =>
  (await poll()).body.error === 'authorization_pending'

suite('letting an app in from another device', () => {
  test('takes signing in, the code, and a button; what is asked for, where, and the code are shown before', async () => {
    const device = await start({ scope: 'openid' })
    const nobody = openBrowser(acme)
    const who = await nobody.open(`/device?user_code=${device.user_code}`)
    assert.deepEqual(heading(who), [200, 'Sign in'])
    const code = await press(nobody, who, 'sign_in', { username: 'max', password: PASSWORD })
    assert.deepEqual(heading(code), [200, 'Connect a device'])
    assert.ok(code.text.includes(`value="${device.user_code}"`))
    assert.ok(await isPending(device))
    acme.clock.now += 125_000
    const asked = await press(nobody, code, 'code', { user_code: device.user_code })
    assert.deepEqual(heading(asked), [200, 'Allow Wiki?'])
    for (const seen of [
      'Acme',
      'Max Example',
      '2 minutes ago, from 127.0.0.1',
      `"code">${device.user_code}<`,
    ])
      assert.ok(asked.text.includes(seen), seen)
    assert.ok(await isPending(device))
    const done = await press(nobody, asked, 'allow')
    assert.deepEqual(heading(done), [200, 'You can go back to your device'])
    assert.equal((await device.poll()).status, 200)
    const [event] = eventsNamed(acme, 'csp__allow_oauth_app')
    assert.deepEqual(
      [event?.user_id, event?.organization_id, event?.target_id, event?.details['onDevice']],
      [acme.member.id, acme.organization.id, client_id, true],
    )
  })

  test('happens by no link: opening pages decides nothing, and every page is kept by nobody', async () => {
    const device = await start()
    const browser = await browserOf()
    const page = await browser.open(
      `${new URL(device.verification_uri_complete).pathname}?user_code=${device.user_code}`,
    )
    assert.deepEqual(heading(page), [200, 'Connect a device'])
    assert.equal(page.headers['cache-control'], 'no-store')
    assert.match(
      String(page.headers['content-security-policy']),
      /form-action 'self'; frame-ancestors 'none'/,
    )
    assert.ok(await isPending(device))
  })

  test('takes the code as people write it', async () => {
    const { user_code } = await start()
    const browser = await browserOf()
    const letters = user_code.replace('-', '')
    for (const written of [
      letters,
      letters.toLowerCase(),
      ` ${letters.slice(0, 2)} ${letters.slice(2)} `,
      user_code.replace('-', '–'),
      [...letters].join('-'),
    ])
      assert.deepEqual(heading(await enterCode(browser, written)), [200, 'Allow Wiki?'], written)
  })

  test('is asked for each time, whatever was allowed before', async () => {
    const browser = await browserOf()
    await allowOnDevice(browser, (await start()).user_code)
    assert.deepEqual(heading(await enterCode(browser, (await start()).user_code)), [200, 'Allow Wiki?'])
  })

  test('ends at the code page when somebody was faster, and nothing of the second is written', async () => {
    const { user_code } = await start()
    const browser = await browserOf()
    const [mine, theirs] = [
      await enterCode(browser, user_code),
      await enterCode(await browserOf(acme.owner), user_code),
    ]
    assert.deepEqual(heading(theirs), [200, 'Allow Wiki?'])
    await press(browser, mine, 'deny')
    const before = eventsNamed(acme, 'csp__allow_oauth_app').length
    const late = await press(browser, mine, 'allow')
    assert.deepEqual(heading(late), [400, 'Connect a device'])
    assert.equal(eventsNamed(acme, 'csp__allow_oauth_app').length, before)
  })
})

suite('deciding for a device', () => {
  test('takes a session: an access token is nobody here', async () => {
    const device = await start()
    const page = await enterCode(await browserOf(), device.user_code)
    const token = await accessTokenOf(acme, acme.member)
    const bearer = { authorization: `Bearer ${token['csp-auth-token']}` }
    const nobody = openBrowser(acme)
    const allowed = await nobody.post(
      '/device',
      { ...fieldsOf(page), step: 'allow' },
      { ...token, ...bearer },
    )
    assert.deepEqual(heading(allowed), [200, 'Sign in'])
    assert.ok(await isPending(device))
  })

  test('takes the form of this very session, complete, of this page, and from ourselves', async () => {
    const device = await start()
    const [browser, other] = [await browserOf(), await browserOf(acme.owner)]
    const page = await enterCode(browser, device.user_code)
    assert.deepEqual(heading(await press(other, page, 'allow')), [200, 'Connect a device'])
    const fields: Record<string, string> = { ...fieldsOf(page), step: 'allow' }
    const elsewhere = await browser.post('/device', fields, { 'sec-fetch-site': 'cross-site' })
    assert.deepEqual(heading(elsewhere), [403, 'This can’t go on'])
    for (const request of ['', 'x', `${fields['request']}x`]) {
      const answer = await browser.post('/device', { ...fields, request })
      assert.deepEqual(heading(answer), [400, 'This can’t go on'])
    }
    const entrance = await browser.open(`/device?user_code=${device.user_code}`)
    const skipped = await press(browser, entrance, 'allow', { user_code: device.user_code })
    assert.deepEqual(heading(skipped), [200, 'Allow Wiki?'], 'what was not seen is shown')
    assert.ok(await isPending(device))
    acme.clock.now += 3_700_000
    assert.deepEqual(heading(await press(browser, page, 'allow')), [400, 'This can’t go on'])
  })

  test('ends with what was shown: an app that may have more meanwhile is shown anew, one that is off or gone is not there', async () => {
    const { app: changing } = await addApp(acme, { ...NATIVE, name: 'Changing' })
    const change = (more: Partial<OAuthApp>) =>
      acme.app.needs.store.change(async (tx) => {
        await tx.oauthApps.update({ ...changing, ...more })
        return { result: undefined, events: [] }
      })
    acme.clock.now += 600_000
    const { user_code } = await startDevice(acme, { client_id: changing.id })
    const browser = await browserOf()
    const page = await enterCode(browser, user_code)
    await change({ allowedScopes: { ...changing.allowedScopes, openId: false } })
    const anew = await press(browser, page, 'allow')
    assert.deepEqual(heading(anew), [200, 'Allow Changing?'])
    for (const more of [{ hasDeviceFlow: false }, { deactivatedAt: acme.clock.now }]) {
      await change(more)
      assert.deepEqual(heading(await press(browser, anew, 'allow')), [400, 'Connect a device'])
    }
  })

  test('another account can be used: its person signs in, and the code is still there', async () => {
    const { user_code } = await start()
    const browser = await browserOf(acme.owner)
    const who = await press(browser, await enterCode(browser, user_code), 'leave')
    assert.deepEqual(heading(who), [200, 'Sign in'])
    const wrong = await press(browser, who, 'sign_in', { username: 'max', password: 'not the password' })
    assert.deepEqual(heading(wrong), [400, 'Sign in'])
    assert.match(wrong.text, /role="alert"/)
    const code = await press(browser, wrong, 'sign_in', { username: 'max', password: PASSWORD })
    assert.ok(code.text.includes('Max Example') && code.text.includes(user_code))
  })

  test('somebody who was deactivated decides nothing', async (t) => {
    const here = await openAcme(t)
    const { app: there } = await addApp(here, NATIVE)
    const { user_code, poll } = await startDevice(here, { client_id: there.id })
    const browser = openBrowser(here, (await sessionOf(here, here.member)).cookie)
    const page = await enterCode(browser, user_code)
    await deactivate(here, here.member)
    assert.deepEqual(heading(await press(browser, page, 'allow')), [200, 'Sign in'])
    assert.equal((await poll()).body.error, 'authorization_pending')
  })
})

suite('a code that is entered', () => {
  /** One that is drawn once in millions of times. */
  const wrong = (number: number): string =>
    [...number.toString(20).padStart(8, '0')].map((digit) => USER_CODE_LETTERS[parseInt(digit, 20)]).join('')

  test('is answered alike when it is unknown, has ended, or was decided about', async () => {
    const browser = await browserOf()
    const answerTo = async (code: string) => {
      const page = await enterCode(browser, code)
      return [page.status, /role="alert"[^>]*>([^<]*)</.exec(page.text)?.[1]]
    }
    const ended = await start()
    acme.clock.now += 600_000
    const decided = await start()
    await allowOnDevice(browser, decided.user_code)
    const unknown = await answerTo(wrong(1))
    assert.match(String(unknown[1]), /not known, has ended, or was decided/)
    assert.deepEqual(await answerTo(ended.user_code), unknown)
    assert.deepEqual(await answerTo(decided.user_code), unknown)
  })

  test('and can be none is told so, and is no guess', async () => {
    const browser = await browserOf()
    const { user_code } = await start()
    for (const written of [
      '',
      'x',
      'AEIOUAEI',
      `${user_code}B`,
      'B'.repeat(500),
      '<script>alert(1)</script>',
    ])
      assert.match((await enterCode(browser, written)).text, /eight letters/)
    for (let tries = 0; tries < 12; tries += 1) await enterCode(browser, 'AEIOUAEI')
    assert.deepEqual(heading(await enterCode(browser, user_code)), [200, 'Allow Wiki?'])
  })

  test('wrongly ten times is refused for a while, a right one too; other people are not', async () => {
    const { user_code } = await start()
    const [browser, elsewhere] = [await browserOf(), await browserOf()]
    for (let tries = 1; tries <= 10; tries += 1)
      assert.equal((await enterCode(tries % 2 === 0 ? browser : elsewhere, wrong(tries))).status, 400)
    for (const code of [wrong(11), user_code]) {
      const page = await enterCode(browser, code)
      assert.deepEqual([page.status, Number(page.headers['retry-after'])], [429, 600])
      assert.match(page.text, /Too many codes were wrong. Try again in 600 seconds/)
    }
    assert.deepEqual(heading(await enterCode(await browserOf(acme.owner), user_code)), [200, 'Allow Wiki?'])
    acme.clock.now += 600_000
    const { user_code: next } = await startDevice(acme, { client_id })
    assert.deepEqual(heading(await enterCode(browser, next)), [200, 'Allow Wiki?'])
  })
})

/** Last: from here on Max is in two. */
suite('letting an app in from another device, with two organizations,', () => {
  test('asks for the organization where there are several, or takes the one that the app named', async () => {
    await acme.app.needs.store.change(async (tx) => {
      await tx.organizations.addMember(acme.other.id, acme.member.id, acme.clock.now)
      await tx.oauthApps.addTo(acme.other.id, app.id, { addedAt: acme.clock.now, addedBy: null })
      return { result: undefined, events: [] }
    })
    const browser = await browserOf()
    const device = await start()
    const choice = await enterCode(browser, device.user_code)
    assert.deepEqual(heading(choice), [200, 'Choose an organization'])
    const asked = await press(browser, choice, 'organization', { organization: acme.other.id })
    assert.ok(asked.text.includes('Globex'))
    await press(browser, asked, 'allow')
    const { body } = await device.poll()
    assert.equal(claimsOf(body.access_token)['context_name'], acme.other.id)
    const named = await start({ orgId: acme.organization.id })
    assert.deepEqual(heading(await enterCode(browser, named.user_code)), [200, 'Allow Wiki?'])
    const foreign = await start({ orgId: acme.other.id })
    const owner = await browserOf(acme.owner)
    const page = await enterCode(owner, foreign.user_code)
    assert.deepEqual(heading(page), [403, 'You can’t use this application'])
    assert.deepEqual(heading(await press(owner, page, 'allow')), [403, 'You can’t use this application'])
    assert.ok(await isPending(foreign))
  })

  test('can be refused by whoever is asked, wherever they are; the audit log of each of their organizations tells', async () => {
    const { user_code, poll } = await start({ orgId: acme.other.id })
    const owner = await browserOf(acme.owner)
    await press(owner, await enterCode(owner, user_code), 'deny')
    assert.equal((await poll()).body.error, 'access_denied')
    const event = eventsNamed(acme, 'csp__refuse_oauth_device').at(-1)
    assert.deepEqual([event?.user_id, event?.organization_id], [acme.owner.id, acme.organization.id])
  })
})
