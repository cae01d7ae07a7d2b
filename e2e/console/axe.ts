/** Runs axe, all of its rules, on what a page shows. A run that checked nothing is a failure, not a success. */
import assert from 'node:assert/strict'
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const FEWEST_RULES = 10

/** The number of rules that held. Throws with every violation. */
export async function assertAccessible(page: Page, what: string): Promise<number> {
  await colorsSettled(page)
  await page.evaluate(axe.source)
  const { violations, held } = await page.evaluate(async () => {
    const results = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
    })
    return {
      held: results.passes.length,
      violations: results.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`),
      })),
    }
  })
  assert.deepEqual(violations, [], what)
  assert.ok(held >= FEWEST_RULES, `${what}: only ${held} rules applied`)
  return held
}

/** Colours that are on their way from one scheme to the other have no contrast to speak of. What never ends is not waited for. */
async function colorsSettled(page: Page): Promise<void> {
  const settled = page.waitForFunction(
    () => {
      const chosen = localStorage.getItem('mantine-color-scheme-value') ?? 'auto'
      const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
      const shown = document.documentElement.getAttribute('data-mantine-color-scheme')
      const isShown = shown === null || shown === (chosen === 'auto' ? system : chosen)
      const isMoving = (animation: Animation): boolean =>
        animation.playState === 'running' && animation.effect?.getComputedTiming().iterations !== Infinity
      return isShown && !document.getAnimations().some(isMoving)
    },
    undefined,
    { timeout: 3_000 },
  )
  await settled.catch(() => {})
}
