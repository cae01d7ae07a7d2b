/** Addresses: under a path prefix, bookmarked, shared, and as links that fill the generate form in. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { generateButton, generateToken, keepAndContinue, signIn } from './people.ts'

const browser = await openBrowser({ after })
const opened = await openAcmeInBrowser({ after }, browser)
const newToken = `o/${opened.acme.organization.id}/account/api-tokens/new`

test('behind a path prefix every page, link and command carries the prefix', async (t) => {
  const { acme, url, newPage } = await openAcmeInBrowser(t, browser, { prefix: '/tools/tokens' })
  const page = await newPage(t, { permissions: ['clipboard-read', 'clipboard-write'] })
  const requested: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  const bookmark = `o/${acme.organization.id}/account/api-tokens`
  await signIn(page, 'olivia', `${bookmark}?sort=name`)
  await page.getByText('You have no API token in Acme yet').waitFor()
  assert.equal(page.url(), `${url}/${bookmark}?sort=name`)
  await generateToken(page, 'Prefixed')
  await page.getByRole('button', { name: 'Copy the line' }).click()
  const line = await page.evaluate(() => navigator.clipboard.readText())
  assert.ok(line.includes(`${url}/csp/gateway/am/api/auth/api-tokens/authorize`))
  await keepAndContinue(page)
  await page.getByRole('heading', { name: 'Prefixed', level: 1 }).waitFor()
  assert.ok(page.url().startsWith(`${url}/${bookmark}/`))
  await page.reload()
  await page.getByRole('heading', { name: 'Prefixed', level: 1 }).waitFor()
  assert.ok(requested.length > 10)
  assert.deepEqual(
    requested.filter((each) => !each.startsWith(`${url}/`) && !each.startsWith('blob:')),
    [],
  )
})

test('the console needs nothing that the strict policy forbids, and asks nobody else for anything', async (t) => {
  const page = await opened.newPage(t)
  const requested: string[] = []
  page.on('request', (request) => requested.push(new URL(request.url()).origin))
  const answer = await page.goto('')
  const policy = answer?.headers()['content-security-policy'] ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /script-src 'self'(;|$)/)
  assert.doesNotMatch(policy, /unsafe/)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  const inline = await page.evaluate(() => document.querySelectorAll('script:not([src]), style').length)
  assert.equal(inline, 0)
  assert.deepEqual([...new Set(requested)], [opened.url])
})

test('a link fills the form in, says so, and never submits it', async (t) => {
  const page = await opened.newPage(t)
  const changes: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api-tokens')) changes.push(request.url())
  })
  const link = `${newToken}?name=Stock+exporter&scopes=inventory:item.read+org_owner+openid+no_such_role&ttl=90d`
  await signIn(page, 'olivia', link)
  await page.getByText('The link you followed has filled in this form').waitFor()
  await page.getByText('“no_such_role”, which you do not hold').waitFor()
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Stock exporter')
  assert.equal(await page.getByRole('spinbutton').inputValue(), '90')
  assert.equal(await page.getByRole('combobox', { name: 'Unit' }).inputValue(), 'days')
  assert.equal(await page.getByRole('checkbox', { name: 'OpenID' }).isChecked(), true)
  const ticked = (name: string) => page.getByRole('treeitem', { name }).getAttribute('aria-checked')
  assert.equal(await ticked('Organization owner'), 'true')
  assert.equal(await ticked('Administrator'), 'mixed')
  await page
    .getByRole('region', { name: 'This token will be able to' })
    .getByText('See items and their stock')
    .waitFor()
  assert.deepEqual(changes, [])
  await generateButton(page).click()
  await page.getByRole('heading', { name: 'API token generated' }).waitFor()
  assert.equal(changes.length, 1)
})

test('a link may ask for all roles and no end, and a number is a name', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${newToken}?name=42&scopes=all&ttl=never`)
  await page.getByRole('tree').waitFor({ state: 'detached' })
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), '42')
  assert.equal(await page.getByRole('radio', { name: 'All roles' }).isChecked(), true)
  assert.equal(await page.getByRole('radio', { name: 'It never expires' }).isChecked(), true)
})

test('dates are in the reader’s language and zone, with the exact instant on hover and on focus', async (t) => {
  const page = await opened.newPage(t, {
    locale: 'de-DE',
    timezoneId: 'Asia/Tokyo',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  await signIn(page, 'olivia', newToken)
  await page.getByText('Generate a new API token').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Dated')
  await page.getByRole('radio', { name: 'All roles' }).click()
  await generateButton(page).click()
  await keepAndContinue(page)
  const created = page.locator('dd time').first()
  const at = (await created.getAttribute('datetime')) ?? ''
  const german = new Intl.DateTimeFormat('de-DE', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
  })
  assert.equal(await created.textContent(), german.format(Date.parse(at)))
  await created.hover()
  await page.getByRole('tooltip').getByText(at).waitFor()
  await page.mouse.move(0, 0)
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await created.focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await page.getByRole('tooltip').getByText(at).waitFor()
})

test('the theme follows the system until one is chosen, and stays chosen', async (t) => {
  const page = await opened.newPage(t, { colorScheme: 'dark' })
  await signIn(page, 'olivia')
  const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
  assert.equal(await scheme(), 'dark')
  await page.getByRole('button', { name: 'Olivia Example' }).click()
  await page.getByRole('menuitemradio', { name: 'Light' }).click()
  assert.equal(await scheme(), 'light')
  await page.reload()
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
  assert.equal(await scheme(), 'light')
})
