/**
 * `node --conditions=countersign-source e2e/screenshots.ts [word]`: pictures of every page and dialog of the console,
 * light, dark and narrow, into docs/images. Only the handful named in docs/images/.gitignore is kept in the repository.
 */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { openAcmeInBrowser, openBrowser, openEmptyInBrowser } from './console/installation.ts'
import { setupLink } from '../server/src/app.ts'
import { USED_FOR_MS } from './console/used-tokens.ts'
import { prepareOrganization, walkOrganization } from './console/organization-walk.ts'
import { signIn } from './console/people.ts'
import { prepareWalk, walk } from './console/walk.ts'

const FOLDER = fileURLToPath(new URL('../docs/images', import.meta.url))
const WIDE = { width: 1280, height: 800 }

const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: WIDE },
  dark: { colorScheme: 'dark', viewport: WIDE },
  narrow: { colorScheme: 'light', viewport: { width: 360, height: 740 } },
}

const [word = ''] = process.argv.slice(2)
const works: (() => unknown)[] = []
const cleanup = { after: (work: () => unknown) => works.unshift(work) }

try {
  await mkdir(FOLDER, { recursive: true })
  const browser = await openBrowser(cleanup)
  const opened = await openAcmeInBrowser(cleanup, browser, { openedAt: Date.now() - USED_FOR_MS })
  await prepareWalk(opened)
  const empty = await openEmptyInBrowser(cleanup, browser)
  const managed = await openAcmeInBrowser(cleanup, browser)
  const made = await prepareOrganization(managed)
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await opened.newPage(cleanup, options)
    const take = async (shown: Page, what: string): Promise<void> => {
      const name = `${what
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/-$/, '')}-${look}.png`
      if (!name.includes(word)) return
      // What lies behind a dialog ends with the screen.
      const fullPage = (await shown.getByRole('dialog').count()) === 0
      await shown.screenshot({ path: `${FOLDER}/${name}`, fullPage })
      process.stdout.write(`docs/images/${name}\n`)
    }
    await walk(opened, page, take)
    await walkOrganization(managed, made, await managed.newPage(cleanup, options), take)
    const first = await managed.newPage(cleanup, options)
    await signIn(first, 'sam')
    await first.getByText('First steps').waitFor()
    await take(first, 'first steps')
    const setUp = await empty.newPage(cleanup, options)
    await setUp.goto((await setupLink(empty.app.needs)) ?? '')
    await setUp.getByRole('button', { name: 'Set up' }).waitFor()
    await take(setUp, 'set up')
  }
} finally {
  for (const work of works) await work()
}
