/** axe, all of its rules, on every page and dialog, in light and in dark: zero violations. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { setupLink } from '../../server/src/app.ts'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser, openEmptyInBrowser } from './installation.ts'
import { generateButton, signIn } from './people.ts'
import { assertLargeTargets } from './targets.ts'
import { USED_FOR_MS } from './used-tokens.ts'
import { FEWEST_LOOKS, prepareWalk, walk } from './walk.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser, { openedAt: Date.now() - USED_FOR_MS })
await prepareWalk(opened)

const SCHEMES = ['light', 'dark'] as const

for (const colorScheme of SCHEMES) {
  test(`axe finds nothing on any page or dialog, ${colorScheme}`, async (t) => {
    const page = await opened.newPage(t, { colorScheme })
    let looks = 0
    let rules = 0
    await walk(opened, page, async (shown, what) => {
      rules += await assertAccessible(shown, `${what}, ${colorScheme}`)
      await assertLargeTargets(shown, what)
      looks += 1
    })
    assert.ok(looks >= FEWEST_LOOKS, `only ${looks} pages and dialogs were looked at`)
    t.diagnostic(`${colorScheme}: ${looks} pages and dialogs, ${rules} rules held, 0 violations`)
  })

  test(`axe finds nothing on the set-up page and the dialogs about the session, ${colorScheme}`, async (t) => {
    const empty = await openEmptyInBrowser(t, browser)
    const setUp = await empty.newPage(t, { colorScheme })
    await setUp.goto((await setupLink(empty.app.needs)) ?? '')
    await setUp.getByRole('button', { name: 'Set up' }).click()
    await setUp.getByText('Choose a password.').waitFor()
    await assertAccessible(setUp, 'setting up with errors')

    const own = await openAcmeInBrowser(t, browser)
    const page = await own.newPage(t, { colorScheme })
    await signIn(page, 'olivia')
    await page.getByRole('link', { name: 'Generate a new API token' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Later')
    await page.getByRole('radio', { name: 'All roles' }).click()
    own.acme.clock.now += 16 * 60_000
    await generateButton(page).click()
    await page.getByRole('dialog', { name: 'Your password, once more' }).waitFor()
    await assertAccessible(page, 'giving the password again')
    await page.keyboard.press('Escape')
    own.acme.clock.now += 8 * 86_400_000
    await generateButton(page).click()
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await assertAccessible(page, 'an ended session')
  })
}
