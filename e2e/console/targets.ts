/** Whether everything that can be pressed on a page is large enough to be hit (WCAG 2.2, 2.5.8): 24 by 24 pixels. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

const FEWEST_TARGETS = 1

/** A link in the middle of a sentence is as tall as its line. The label of a field is a part of it. */
export async function assertLargeTargets(page: Page, what: string): Promise<number> {
  const { measured, small } = await page.evaluate(() => {
    const controls = [
      'a[href]',
      'button',
      'input:not([type=hidden])',
      'select',
      'summary',
      '[role=treeitem]',
      '[role^=menuitem]',
      '[tabindex="0"]',
    ]
    const targets = [...document.querySelectorAll<HTMLElement>(controls.join())].filter((element) => {
      const { width, height, bottom } = element.getBoundingClientRect()
      // The skip link stands above the page until it has the focus.
      return element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1 && bottom > 0
    })
    const isInSentence = (element: HTMLElement): boolean =>
      getComputedStyle(element).display === 'inline' &&
      (element.parentElement?.textContent ?? '').trim().length > (element.textContent ?? '').trim().length
    const tooSmall = targets.flatMap((element) => {
      const { width, height } = element.getBoundingClientRect()
      if ((width >= 24 && height >= 24) || isInSentence(element)) return []
      return [`${width.toFixed(1)} × ${height.toFixed(1)}: ${element.outerHTML.slice(0, 200)}`]
    })
    return { measured: targets.length, small: tooSmall }
  })
  assert.deepEqual(small, [], `${what}: targets under 24 by 24 pixels`)
  assert.ok(measured >= FEWEST_TARGETS, `${what}: nothing to press was found`)
  return measured
}
