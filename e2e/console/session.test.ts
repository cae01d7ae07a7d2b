/** What happens to a page when the session behind it ends, ages, or changes in another tab. Nothing typed is lost. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { fillInSignIn, generateButton, givePasswordAgain, openToken, shownValue, signIn } from './people.ts'
import { PASSWORD } from '../../server/testing/acme.ts'
import { generate, signIn as signInOverHttp } from '../../server/testing/requests.ts'

const browser = await openBrowser({ after })
const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS

test('signing in comes back to the page that was asked for', async (t) => {
  const { acme, url, newPage } = await openAcmeInBrowser(t, browser)
  const page = await newPage(t)
  const path = `o/${acme.organization.id}/account/my-roles`
  await signIn(page, 'olivia', path)
  await page.getByRole('heading', { name: 'My Roles', level: 1 }).waitFor()
  assert.equal(page.url(), `${url}/${path}`)
})

test('a return path never leads off the console', async (t) => {
  const { url, newPage } = await openAcmeInBrowser(t, browser)
  for (const evil of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    const page = await newPage(t)
    await page.goto(`sign-in?return=${encodeURIComponent(evil)}`)
    await fillInSignIn(page, 'olivia')
    await page.getByRole('navigation', { name: 'My Account' }).waitFor()
    assert.equal(new URL(page.url()).origin, url, evil)
  }
})

test('an ended session is taken up on the page one was on, with everything typed still there', async (t) => {
  const { acme, newPage } = await openAcmeInBrowser(t, browser)
  const page = await newPage(t)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Typed before it ended')
  await page.getByRole('radio', { name: 'All roles' }).click()
  await page.getByText('do whatever you can do').waitFor()
  const address = page.url()

  acme.clock.now += 8 * DAY_MS
  await generateButton(page).click()
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  await givePasswordAgain(page, 'Sign in')
  await page.getByRole('heading', { name: 'API token generated' }).waitFor()
  await page.getByText('Typed before it ended').waitFor()
  assert.equal(page.url(), address)
})

test('a page that is opened after the session ended comes back after signing in', async (t) => {
  const { acme, newPage } = await openAcmeInBrowser(t, browser)
  const page = await newPage(t)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'Security' }).click()
  await page.getByText('this session').waitFor()
  const address = page.url()
  acme.clock.now += 8 * DAY_MS
  await page.reload()
  await fillInSignIn(page, 'olivia')
  await page.getByRole('heading', { name: 'Security', level: 1 }).waitFor()
  assert.equal(page.url(), address)
})

test('generating asks for the password again when the session is old, then goes on by itself', async (t) => {
  const { acme, newPage } = await openAcmeInBrowser(t, browser)
  const page = await newPage(t)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'Generate a new API token' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Made later')
  await page.getByRole('radio', { name: 'All roles' }).click()
  acme.clock.now += 16 * MINUTE_MS
  await generateButton(page).click()
  const dialog = page.getByRole('dialog', { name: 'Your password, once more' })
  await dialog.getByLabel('Password of olivia').fill('not it')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await dialog.getByText('This is not your password.').waitFor()

  await dialog.getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Made later')
  assert.equal(await generateButton(page).evaluate((button) => button === document.activeElement), true)

  await generateButton(page).click()
  await page.route('**/reauthentication', (route) => route.abort('connectionrefused'), { times: 1 })
  await givePasswordAgain(page, 'Go on')
  await dialog.getByText('The server could not be reached').waitFor()
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('heading', { name: 'API token generated' }).waitFor()
})

test('changing one’s name, password and other sessions asks for the password again when the session is old', async (t) => {
  const { acme, newPage } = await openAcmeInBrowser(t, browser)
  const page = await newPage(t)
  await signIn(page, 'olivia')
  await signInOverHttp(acme, 'olivia')
  await page.getByRole('link', { name: 'Profile' }).click()
  await page.getByLabel('First name').fill('Olive')
  acme.clock.now += 16 * MINUTE_MS
  await page.getByRole('button', { name: 'Save' }).click()
  await givePasswordAgain(page, 'Go on')
  await page.getByText('Saved.').waitFor()

  await page.getByRole('link', { name: 'Security' }).click()
  acme.clock.now += 16 * MINUTE_MS
  await page.getByRole('button', { name: 'End all other sessions' }).click()
  await page.getByRole('button', { name: 'End them' }).click()
  await givePasswordAgain(page, 'Go on')
  await page.getByText('One session has ended.').waitFor()

  acme.clock.now += 16 * MINUTE_MS
  await page.getByLabel('Present password').fill(PASSWORD)
  await page.getByLabel('New password', { exact: true }).fill('another long passphrase')
  await page.getByLabel('New password once more').fill('another long passphrase')
  await page.getByRole('button', { name: 'Change password' }).click()
  await givePasswordAgain(page, 'Go on')
  await page.getByText('Changed. Your other sessions have ended.').waitFor()
})

test('an old session changes the password with the present one, which is not asked for twice', async (t) => {
  const openedAt = Date.now() - 20 * MINUTE_MS
  const { acme, newPage } = await openAcmeInBrowser(t, browser, { openedAt })
  const page = await newPage(t)
  await signIn(page, 'olivia')
  await page.getByRole('link', { name: 'Security' }).click()
  acme.clock.now += 20 * MINUTE_MS
  await page.getByLabel('Present password').fill('not the present one')
  await page.getByLabel('New password', { exact: true }).fill('another long passphrase')
  await page.getByLabel('New password once more').fill('another long passphrase')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('This is not your present password.').waitFor()
  await page.getByLabel('Present password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Changed. Your other sessions have ended.').waitFor()
})

test('signing out ends it in every tab', async (t) => {
  const { newPage } = await openAcmeInBrowser(t, browser)
  const page = await newPage(t)
  await signIn(page, 'olivia')
  const other = await page.context().newPage()
  await other.goto('')
  await other.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Olivia Example' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.match(other.url(), /return=/)
  await other.goBack()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('signing out that fails says that one is still signed in', async (t) => {
  const { newPage } = await openAcmeInBrowser(t, browser)
  const page = await newPage(t)
  await signIn(page, 'olivia')
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Olivia Example' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
  }
  await page.route('**/api/v1/session', (route) => route.abort('connectionrefused'), { times: 1 })
  await signOut()
  await page.getByRole('dialog', { name: 'You are still signed in' }).waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('signing in as someone else in another tab leaves nothing of the first person on the screen', async (t) => {
  const { acme, newPage } = await openAcmeInBrowser(t, browser)
  await generate(acme, await signInOverHttp(acme, 'olivia'), { name: 'Of Olivia' })
  const page = await newPage(t)
  await signIn(page, 'olivia')
  await page.getByText('Of Olivia').waitFor()
  const other = await page.context().newPage()
  await signIn(other, 'max', 'sign-in')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.equal(await page.getByText('Of Olivia').count(), 0)
})

test('two tabs that regenerate one token: the second is told, and makes no second value', async (t) => {
  const { acme, newPage } = await openAcmeInBrowser(t, browser)
  await generate(acme, await signInOverHttp(acme, 'olivia'), { name: 'Shared' })
  const page = await newPage(t)
  await signIn(page, 'olivia')
  await openToken(page, 'Shared')
  const other = await page.context().newPage()
  await other.goto(page.url())
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: 'Regenerate…' }).click()
  }
  await page.getByRole('button', { name: 'Regenerate', exact: true }).click()
  await shownValue(page)
  await other.getByRole('button', { name: 'Regenerate', exact: true }).click()
  await other.getByRole('alert').getByText('Something else changed this at the same time').waitFor()
})

test('one ends a session from another, and all others at once', async (t) => {
  const { newPage } = await openAcmeInBrowser(t, browser)
  const [first, second, third] = [await newPage(t), await newPage(t), await newPage(t)]
  for (const page of [first, second, third]) await signIn(page, 'olivia')
  await first.getByRole('link', { name: 'Security' }).click()
  await first
    .getByRole('button', { name: /^End the session/ })
    .first()
    .click()
  await first.getByRole('button', { name: 'End it' }).click()
  await first.getByText('The session has ended.').waitFor()
  await first
    .getByRole('button', { name: /^End the session/ })
    .nth(1)
    .waitFor({ state: 'detached' })
  assert.equal(await first.getByRole('button', { name: /^End the session/ }).count(), 1)
  await first.getByRole('button', { name: 'End all other sessions…' }).click()
  await first.getByRole('button', { name: 'End them' }).click()
  await first.getByText('One session has ended.').waitFor()
  await second.reload()
  await second.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('a member of several organizations switches between them and stays on the page', async (t) => {
  const { acme, newPage } = await openAcmeInBrowser(t, browser)
  await acme.app.needs.store.change(async (tx) => {
    await tx.organizations.addMember(acme.other.id, acme.owner.id, acme.clock.now)
    return { result: undefined, events: [] }
  })
  const page = await newPage(t)
  await signIn(page, 'olivia', `o/${acme.organization.id}/account/my-roles`)
  await page.getByRole('heading', { name: 'Inventory' }).waitFor()
  await page.getByRole('button', { name: 'Organization: Acme' }).click()
  await page.getByRole('menuitemradio', { name: 'Globex' }).click()
  await page.getByText('You hold no role here.').waitFor()
  assert.match(page.url(), new RegExp(`/o/${acme.other.id}/account/my-roles$`))
  await page.goto('')
  await page.getByText('You have no API token in Globex yet').waitFor()
})
