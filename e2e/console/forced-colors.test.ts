/**
 * Forced colours (Windows high contrast): the browser takes every colour of ours away but the system's own. Whatever is
 * chosen, ticked, on, current or has the focus must differ from what is not, in light palettes and in dark ones.
 */
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible } from './axe.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { signIn } from './people.ts'
import { differingPixels } from './pixels.ts'
import { USED_FOR_MS } from './used-tokens.ts'
import { FEWEST_LOOKS, prepareWalk, walk } from './walk.ts'

const opened = await openAcmeInBrowser({ after }, await openBrowser({ after }), {
  openedAt: Date.now() - USED_FOR_MS,
})
await prepareWalk(opened)

/** What shows a state, and the element on which it is seen. */
const STATES: readonly { readonly kind: string; readonly on: string; readonly seen?: string }[] = [
  { kind: 'a ticked box', on: 'input[type=checkbox]:checked:not(:disabled):not([role=switch])' },
  { kind: 'a partly ticked box', on: 'input[type=checkbox][data-indeterminate]' },
  { kind: 'a chosen option', on: 'input[type=radio]:checked' },
  { kind: 'a switch that is on', on: 'input[role=switch]:checked', seen: '.mantine-Switch-root' },
  { kind: 'a ticked row of the tree', on: '[role=treeitem] svg[data-ticked=all]' },
  { kind: 'a partly ticked row of the tree', on: '[role=treeitem] svg[data-ticked=some]' },
  { kind: 'the selected row of the tree', on: '[role=treeitem][aria-selected=true]' },
  { kind: 'the current tab', on: 'nav [aria-current=page]' },
]

/** Takes the state off the element as the page would, and puts it back. */
async function seenDifference(page: Page, on: string, seen: string): Promise<number | undefined> {
  const element = page.locator(on).first()
  if ((await element.count()) === 0 || !(await element.isVisible())) return undefined
  const shown = seen === '' ? element : page.locator(seen).first()
  await shown.scrollIntoViewIfNeeded()
  const box = await shown.boundingBox()
  if (!box) return undefined
  // A little around it: a line at its side is a way to show it too.
  const clip = {
    x: Math.max(0, box.x - 6),
    y: Math.max(0, box.y - 6),
    width: box.width + 12,
    height: box.height + 12,
  }
  const shot = () => page.screenshot({ clip, animations: 'disabled' })
  const before = await shot()
  await element.evaluate((node) => {
    if (node instanceof HTMLInputElement) {
      node.checked = false
      node.removeAttribute('data-indeterminate')
    }
    if (node.hasAttribute('data-ticked')) node.setAttribute('data-ticked', 'none')
    node.querySelectorAll('path').forEach((path) => path.remove())
    if (node.hasAttribute('aria-selected')) node.setAttribute('aria-selected', 'false')
    node.removeAttribute('aria-current')
    node.removeAttribute('data-status')
    node.classList.remove('active')
  })
  return differingPixels(page, before, await shot())
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`with forced colours, ${colorScheme}, axe finds nothing on any page or dialog`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, forcedColors: 'active' })
    let looks = 0
    await walk(opened, page, async (shown, what) => {
      await assertAccessible(shown, `${what}, forced colours, ${colorScheme}`)
      looks += 1
    })
    assert.ok(looks >= FEWEST_LOOKS)
  })

  test(`with forced colours, ${colorScheme}, every state can be seen`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, forcedColors: 'active' })
    const account = `o/${opened.acme.organization.id}/account`
    const seen = new Set<string>()
    const look = async (): Promise<void> => {
      for (const { kind, on, seen: where = '' } of STATES) {
        if (seen.has(kind)) continue
        const pixels = await seenDifference(page, on, where)
        if (pixels === undefined) continue
        seen.add(kind)
        assert.ok(pixels >= 12, `${kind} differs by ${pixels} pixels`)
      }
    }
    await signIn(page, 'olivia', `${account}/api-tokens`)
    await page.getByRole('checkbox', { name: 'Select Deploy pipeline' }).click()
    await look()
    await page.goto(`${account}/api-tokens/new`)
    const row = (name: string) => page.getByRole('treeitem', { name })
    await row('Billing').press('ArrowRight')
    await row('Clerk').press('Space')
    await row('Inventory').press('ArrowRight')
    await row('Administrator').click()
    await page.getByRole('checkbox', { name: 'See items and their stock' }).click()
    await page.getByText('In Inventory').waitFor()
    await look()
    await page.goto(`o/${opened.acme.organization.id}/organization/settings`)
    const policy = page.getByRole('switch', { name: 'API tokens cannot administer' })
    await policy.click()
    await page.locator('input[role=switch]:checked').waitFor()
    await look()
    // What was looked at was changed under React's hands.
    await page.reload()
    await page.locator('input[role=switch]:checked').waitFor()
    await policy.click()
    await page.locator('input[role=switch]:not(:checked)').waitFor()
    assert.deepEqual(
      STATES.map(({ kind }) => kind).filter((kind) => !seen.has(kind)),
      [],
      'kinds that were not found',
    )
  })

  test(`with forced colours, ${colorScheme}, the focus can be seen wherever Tab leads`, async (t) => {
    const page = await opened.newPage(t, { colorScheme, forcedColors: 'active' })
    await signIn(page, 'olivia', `o/${opened.acme.organization.id}/account/api-tokens`)
    for (const path of ['api-tokens', 'api-tokens/new', 'my-roles', 'profile', 'security']) {
      await page.goto(`o/${opened.acme.organization.id}/account/${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
      let stops = 0
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab')
        const focused = page.locator(':focus')
        if ((await focused.count()) === 0) break
        const clip = await focused.evaluate((element) => {
          element.scrollIntoView({ block: 'center' })
          const { x, y, width, height } = element.getBoundingClientRect()
          return { x: Math.max(0, x - 6), y: Math.max(0, y - 6), width: width + 12, height: height + 12 }
        })
        const caret = 'hide' as const
        const before = await page.screenshot({ clip, caret })
        const name = await focused.evaluate((element) => {
          const html = element.outerHTML.slice(0, 160)
          ;(element as HTMLElement).blur()
          return html
        })
        const pixels = await differingPixels(page, before, await page.screenshot({ clip, caret }))
        assert.ok(pixels >= 20, `${path}: the focus is seen by ${pixels} pixels on ${name}`)
        stops += 1
        // Blurring keeps the place from which Tab goes on.
      }
      assert.ok(stops >= 8, `${path}: only ${stops} stops`)
    }
  })
}
