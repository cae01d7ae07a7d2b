/** The value of an API token is shown once. Afterwards nothing in the browser has it. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { generateButton, generateToken, keepAndContinue, signIn } from './people.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }))
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

/** Everything of a page that outlives a look at it, as one text. */
const traces = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const cached = await Promise.all(
      (await caches.keys()).map(async (name) =>
        (await (await caches.open(name)).keys()).map(({ url }) => url),
      ),
    )
    const fields = [...document.querySelectorAll('input, textarea')].map(
      (field) => (field as HTMLInputElement).value,
    )
    return JSON.stringify({
      page: document.documentElement.outerHTML,
      title: document.title,
      fields,
      address: location.href,
      history: history.state,
      local: { ...localStorage },
      session: { ...sessionStorage },
      cookies: document.cookie,
      databases: await indexedDB.databases(),
      cached,
      name: window.name,
      requested: performance.getEntriesByType('resource').map(({ name }) => name),
    })
  })

test('while it is hidden the value is not in the page, and shown it is there and nowhere else', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Shown once')
  assert.ok((await traces(page)).includes(value), 'the search finds what is there')
  await page.getByRole('button', { name: 'Hide' }).click()
  const seen = await traces(page)
  assert.ok(seen.includes('API token generated'))
  assert.ok(!seen.includes(value))
})

test('after Continue the value is nowhere, and going back does not bring it back', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Gone')
  await keepAndContinue(page)
  await page.getByRole('heading', { name: 'Gone', level: 1 }).waitFor()
  assert.ok(!(await traces(page)).includes(value))

  await page.goBack()
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
  assert.ok(!(await traces(page)).includes(value))
  await page.goForward()
  await page.getByRole('heading', { name: 'Gone', level: 1 }).waitFor()
  assert.ok(!(await traces(page)).includes(value))
  const stored = JSON.stringify(await page.context().storageState({ indexedDB: true }))
  assert.ok(!stored.includes(value))
})

test('no answer with a value may be cached', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  const answering = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/api-tokens'),
  )
  await generateToken(page, 'Not cached')
  assert.equal((await answering).headers()['cache-control'], 'no-store')
})

test('leaving without having kept the value asks each time, until it is kept', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Nearly lost')
  const dialog = page.getByRole('dialog', { name: 'You have not kept the value' })
  for (let time = 0; time < 3; time += 1) {
    await page.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByRole('button', { name: 'Stay here' }).click()
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await page.getByTestId('value').textContent(), value)
  }
  await keepAndContinue(page)
  await page.getByRole('heading', { name: 'Nearly lost', level: 1 }).waitFor()
})

test('to copy a piece of the value by hand is not to keep it; to copy the whole is', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  await generateToken(page, 'By hand')
  const select = (characters: number): Promise<void> =>
    page.getByTestId('value').evaluate((element, end) => {
      const text = element.firstChild
      if (text) getSelection()?.setBaseAndExtent(text, 0, text, end)
    }, characters)
  await select(30)
  await page.keyboard.press('ControlOrMeta+c')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await select(65)
  await page.keyboard.press('ControlOrMeta+c')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('heading', { name: 'By hand', level: 1 }).waitFor()
})

test('each button that copies says itself that it has', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Said')
  for (const name of ['Copy', 'Copy the line']) {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor()
    await page.getByRole('status').getByText('Copied.').waitFor()
    assert.ok((await page.evaluate(() => navigator.clipboard.readText())).includes(value))
    await page.getByRole('button', { name, exact: true }).waitFor()
  }
})

test('also the browser’s back button asks, and once the value is kept nothing does', async (t) => {
  const page = await opened.newPage(t, CLIPBOARD)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Back')
  await page.evaluate(() => history.back())
  const dialog = page.getByRole('dialog', { name: 'You have not kept the value' })
  await dialog.getByRole('button', { name: 'Leave without it' }).click()
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
  assert.ok(!(await traces(page)).includes(value))

  await generateToken(page, 'Kept')
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText('Copied.').first().waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'API Tokens', level: 1 }).waitFor()
})

test('a page that is left for another site forgets the value before the browser puts it away', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Put away')
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  assert.ok(!(await traces(page)).includes(value))
  assert.equal(await page.getByTestId('value').count(), 0)
})

test('reloading is asked about by the browser itself, and ends with an empty form', async (t) => {
  const page = await opened.newPage(t)
  await signIn(page, 'olivia')
  const value = await generateToken(page, 'Reloaded')
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  await page.reload()
  assert.deepEqual(asked, ['beforeunload'])
  await generateButton(page).waitFor()
  assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), '')
  assert.ok(!(await traces(page)).includes(value))
})
