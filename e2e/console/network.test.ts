/** A slow line, no line, and answers that are not the server's: the page stays, says what is the matter and goes on. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const account = `o/${opened.acme.organization.id}/account`
const OPENING = 'Opening Countersign…'

/** Holds what is asked for until the function that it returns is called. */
async function hold(page: Page, url: string | RegExp): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(url, async (route) => {
    await promise
    await route.fallback()
  })
  return resolve
}

const openTab = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'My Account' }).getByRole('link', { name }).click()

/** One page, with the frame around it: not a page inside a page. */
async function assertOnePage(page: Page): Promise<void> {
  assert.equal(await page.getByRole('main').count(), 1)
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
  assert.equal(await page.getByRole('navigation', { name: 'My Account' }).count(), 1)
}

test('before any script or style of the console has come, its mark and a line of text are seen', async (t) => {
  const page = await opened.newPage(t)
  const release = await hold(page, '**/assets/**')
  await page.goto('', { waitUntil: 'commit' })
  await page.getByText(OPENING).waitFor()
  assert.ok(await page.locator('#opening svg').isVisible())
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length === 1)
  assert.equal(await page.getByText('This takes longer').isVisible(), false)
  release()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.equal(await page.getByText(OPENING).isVisible(), false)
})

test('between the console’s script and its first page nothing is empty', async (t) => {
  const page = await opened.newPage(t)
  const release = await hold(page, '**/api/v1/session')
  const asked = page.waitForRequest('**/api/v1/session')
  await page.goto('', { waitUntil: 'commit' })
  await asked
  await page.waitForTimeout(600)
  assert.equal(await page.getByText(OPENING).isVisible(), true)
  release()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('whoever waits long is told what to do, the colours are the console’s, and so is the place of the mark', async (t) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await opened.newPage(t, { colorScheme })
    const release = await hold(page, '**/assets/*.js')
    await page.goto('', { waitUntil: 'commit' })
    await page.getByText(OPENING).waitFor()
    const look = () =>
      page.evaluate(() => ({
        paper: getComputedStyle(document.documentElement).backgroundColor,
        ink: getComputedStyle(document.querySelector('main:last-of-type p, h1') ?? document.body).color,
      }))
    const before = await look()
    const mark = await page.locator('#opening svg').boundingBox()
    await page.evaluate(() => {
      for (const animation of document.getAnimations()) animation.finish()
    })
    await page.getByText('reload the page').waitFor()
    release()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    assert.equal(before.paper, paper)
    const markAfter = await page.getByRole('main').locator('svg').first().boundingBox()
    assert.equal(mark?.x, markAfter?.x)
    assert.ok(Math.abs((mark?.y ?? 0) - (markAfter?.y ?? 0)) <= 4)
  }
})

test('offline another page still opens, says so in its frame, and goes on by itself when the network is back', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  // The other pages' code is loaded ahead.
  await page.waitForResponse(/my-roles-page/)
  await page.waitForLoadState('networkidle')
  await page.context().setOffline(true)
  await openTab(page, 'My Roles')
  await page.getByRole('heading', { name: 'My Roles', level: 1 }).waitFor()
  await page.getByRole('alert').getByText('You are offline').waitFor()
  await assertOnePage(page)
  await page.context().setOffline(false)
  await page.getByText('Organization owner').waitFor()
})

test('what is shown is read again when the network is back', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/my-roles`)
  await page.getByText('Organization owner').waitFor()
  await page.context().setOffline(true)
  await page.getByText('You are offline.').waitFor()
  const again = page.waitForRequest(/my-roles|roles/)
  await page.context().setOffline(false)
  await again
})

test('a page whose code can’t be loaded says why in its frame, and opens when the server is back', async (t) => {
  const page = await opened.newPage(t)
  await page.route(/security-page.*\.js|favicon/, (route) => route.abort('connectionrefused'))
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await openTab(page, 'Security')
  const alert = page.getByRole('alert')
  await alert.getByText('The server could not be reached').waitFor()
  await assertOnePage(page)
  // It asks whether the server is there before it tries, and once more when that has failed.
  let asked = 0
  const hasTried = page.waitForEvent('requestfailed', (request) => {
    asked += request.url().includes('favicon') ? 1 : 0
    return asked === 2
  })
  await page.getByRole('button', { name: 'Try again' }).click()
  await hasTried
  await alert.getByText('The server could not be reached').waitFor()
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('heading', { name: 'Active sessions' }).waitFor()
  await assertOnePage(page)
})

test('a page that a newer version has replaced is loaded with the rest of the new one', async (t) => {
  const page = await opened.newPage(t)
  let isOld = true
  await page.route(/security-page.*\.js/, (route) =>
    isOld ? route.fulfill({ status: 404, body: '' }) : route.fallback(),
  )
  page.on('framenavigated', () => {
    isOld &&= !page.url().endsWith('/security')
  })
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await openTab(page, 'Security')
  await page.getByRole('heading', { name: 'Active sessions' }).waitFor()
})

test('a part of the console that is missing for good is told, and reloaded no more than once', async (t) => {
  const page = await opened.newPage(t)
  let loads = 0
  page.on('domcontentloaded', () => {
    loads += 1
  })
  await page.route(/security-page.*\.js/, (route) => route.fulfill({ status: 404, body: '' }))
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await openTab(page, 'Security')
  await page.getByRole('alert').getByText('A part of the console could not be loaded').waitFor()
  await assertOnePage(page)
  assert.equal(loads, 2)
})

test('an unknown page inside My Account stays in its frame', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await page.goto(`${account}/no-such-page`)
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await assertOnePage(page)
})

test('an address on the way to a page leads to the API tokens, not to an empty frame', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia', account)
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
  await page.goto(`o/${opened.acme.organization.id}`)
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
})

const STRANGERS = [
  { status: 200, words: 'Something else answered in the server’s place' },
  { status: 403, words: 'Something else answered in the server’s place' },
  { status: 404, words: 'Something else answered in the server’s place' },
  { status: 502, words: 'The server does not answer' },
  { status: 504, words: 'The server does not answer' },
]

test('a page that a proxy gives in the place of an answer is told as that, and not shown', async (t) => {
  for (const { status, words } of STRANGERS) {
    const page = await opened.newPage(t)
    await page.route('**/my-roles*', (route, request) =>
      request.resourceType() === 'fetch'
        ? route.fulfill({ status, contentType: 'text/html', body: '<h1>Please pay for the network</h1>' })
        : route.fallback(),
    )
    await signIn(page, 'olivia', `${account}/my-roles`)
    await page.getByRole('alert').getByText(words).waitFor()
    await assertOnePage(page)
    assert.equal(await page.getByText('Please pay').count(), 0)
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Organization owner').waitFor()
  }
})

test('on a slow line a page says that it is on its way, in its frame', async (t) => {
  const page = await opened.newPage(t)
  const release = await hold(page, /security-page.*\.js/)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  await openTab(page, 'Security')
  await page.getByText('Opening the page…').waitFor()
  assert.equal(await page.getByRole('navigation', { name: 'My Account' }).count(), 1)
  release()
  await page.getByRole('heading', { name: 'Active sessions' }).waitFor()
})
