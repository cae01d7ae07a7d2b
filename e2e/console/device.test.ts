/** Letting an app in from another device in a real browser: without JavaScript, by keyboard, and as axe and a narrow screen see it. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { addApp } from '../../server/testing/oauth.ts'
import { startDevice } from '../../server/testing/oauth-device.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { heading, signIn } from './sign-in-page.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser, { prefix: '/tokens' })
const { acme, url } = opened
const { app } = await addApp(acme, {
  ...{ kind: 'native', authentication: 'none', name: 'Wiki on a wall', hasDeviceFlow: true },
})
const start = (scope = 'openid email') => startDevice(acme, { client_id: app.id, scope })

for (const javaScriptEnabled of [true, false])
  test(`a code is entered, looked at and allowed ${javaScriptEnabled ? 'with' : 'without'} JavaScript; another is filled in and refused`, async (t) => {
    const page = await opened.newPage(t, { javaScriptEnabled })
    const device = await start()
    assert.equal(device.verification_uri, `${url}/device`)
    await page.goto(device.verification_uri)
    await signIn(page)
    await heading(page, 'Connect a device')
    // The cursor is there already.
    await page.keyboard.type(device.user_code.replace('-', ' ').toLowerCase())
    await page.keyboard.press('Enter')
    await heading(page, 'Allow Wiki on a wall?')
    await page.getByText(device.user_code, { exact: true }).waitFor()
    assert.equal((await device.poll()).body.error, 'authorization_pending')
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await heading(page, 'You can go back to your device')
    assert.equal((await device.poll()).status, 200)

    const other = await start()
    await page.goto(other.verification_uri_complete)
    await heading(page, 'Connect a device')
    assert.equal(await page.getByLabel('Code').inputValue(), other.user_code)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Don’t allow' }).click()
    await heading(page, 'Nothing was allowed')
    assert.equal((await other.poll()).body.error, 'access_denied')
  })

test('what a device was allowed is seen under My Account, and ends there', async (t) => {
  const page = await opened.newPage(t)
  const device = await start()
  await page.goto(device.verification_uri_complete)
  await signIn(page)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await heading(page, 'You can go back to your device')
  await page.goto(`o/${acme.organization.id}/account/connected-apps`)
  await page.getByRole('button', { name: 'Withdraw Wiki on a wall in Acme' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw', exact: true }).click()
  await page.getByText('Wiki on a wall is withdrawn.').waitFor()
  assert.equal((await device.poll()).body.error, 'invalid_grant')
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing on the pages for devices, ${colorScheme}, and they fit a narrow screen`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, viewport: { width: 360, height: 740 } })
    const isSound = async (what: string): Promise<void> => {
      await heading(page, what)
      await assertAccessible(page, what)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      assert.equal(wide, false, `${what} is wider than the screen`)
    }
    const [allowed, refused] = [await start(), await start()]
    await page.goto(`${url}/device`)
    await isSound('Sign in')
    await signIn(page)
    await isSound('Connect a device')
    await page.getByLabel('Code').fill('BCDF-GHJK')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    await isSound('Connect a device')
    await page.getByLabel('Code').fill(allowed.user_code)
    await page.keyboard.press('Enter')
    await isSound('Allow Wiki on a wall?')
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await isSound('You can go back to your device')
    await page.goto(refused.verification_uri_complete)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Don’t allow' }).click()
    await isSound('Nothing was allowed')
  })
