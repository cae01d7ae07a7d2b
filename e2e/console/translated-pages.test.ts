/** A browser that translates the page replaces text nodes by elements of its own, at any moment: the console goes on. */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { generateToken, keepAndContinue, signIn } from './people.ts'
import { USED_FOR_MS } from './used-tokens.ts'
import { FEWEST_LOOKS, prepareWalk, walk } from './walk.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }), {
  openedAt: Date.now() - USED_FOR_MS,
})
await prepareWalk(opened)
const account = `o/${opened.acme.organization.id}/account`

/** Does to the page what Chrome's translator does: each text into a `font` in a `font`, except where it may not look. */
async function translate(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(globalThis, { seenByTranslator: seen })
    const translateTexts = (root: Node): void => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const found: Text[] = []
      while (texts.nextNode()) found.push(texts.currentNode as Text)
      for (const text of found) {
        const parent = text.parentElement
        if (!parent || text.data.trim() === '' || parent.closest('font, head, script, style, [translate=no]'))
          continue
        seen.push(text.data)
        const outer = document.createElement('font')
        const inner = document.createElement('font')
        inner.append(document.createTextNode(text.data))
        outer.append(inner)
        text.replaceWith(outer)
      }
    }
    new MutationObserver((changes) => {
      for (const { target } of changes) translateTexts(target)
    }).observe(document, { childList: true, subtree: true, characterData: true })
  })
}

const seenByTranslator = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { seenByTranslator: string[] }).seenByTranslator)

test('every page and dialog goes on when the browser translates it', async (t) => {
  const page = await opened.newPage(t)
  await translate(page)
  let looks = 0
  await walk(opened, page, async () => {
    looks += 1
  })
  assert.ok(looks >= FEWEST_LOOKS)
  assert.ok((await seenByTranslator(page)).length > 10)
})

test('what changes on a translated page is shown as it is now', async (t) => {
  const page = await opened.newPage(t)
  await translate(page)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  const status = page.getByRole('status').filter({ hasText: /selected|API tokens?/ })
  await page.getByRole('checkbox', { name: 'Select Deploy pipeline' }).click()
  await status.getByText('1 selected.').waitFor()
  await page
    .getByRole('checkbox', { name: /^Select (?!Deploy|all)/ })
    .first()
    .click()
  await status.getByText('2 selected.').waitFor()
  assert.equal(await page.getByText('1 selected.').count(), 0)
})

test('no value, id or command goes to whoever translates', async (t) => {
  const page = await opened.newPage(t, { permissions: ['clipboard-read', 'clipboard-write'] })
  await translate(page)
  await signIn(page, 'olivia', `${account}/api-tokens`)
  const value = await generateToken(page, 'Untranslated')
  await keepAndContinue(page)
  await page.getByRole('heading', { name: 'Untranslated', level: 1 }).waitFor()
  await page.getByText('begins with').waitFor()
  const seen = (await seenByTranslator(page)).join('\n')
  for (const secret of [value, value.slice(0, 16), 'curl ', 'Untranslated']) {
    assert.ok(!seen.includes(secret), secret)
  }
  assert.doesNotMatch(seen, /[0-9a-f]{8}-[0-9a-f]{4}-/, 'an id')
  assert.ok(seen.includes('The value'))
})
