/**
 * The real service with the built console on a port of its own, filled with Acme or empty, for a real browser. A page
 * that breaks the Content-Security-Policy or throws fails its test, and so does a secret in the log or the database.
 */
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { openAcme, openApp } from '../../server/testing/acme.ts'
import { sourceThatIsNewer } from '../../scripts/console-build.ts'
import { launchBrowser } from '../browser.ts'
import { openSearched } from '../canary.ts'

type Cleanup = { after(work: () => unknown): void }

type AcmeOptions = {
  /** Path prefix of the public URL. */
  readonly prefix?: string
  /** Where the service's clock begins; now, unless said otherwise. */
  readonly openedAt?: number
  /** Settings by their environment names. */
  readonly env?: Readonly<Record<string, string>>
}

/** For the whole of a test file. */
export async function openBrowser(test: Cleanup): Promise<Browser> {
  await refuseStaleBuild()
  const browser = await launchBrowser()
  test.after(() => browser.close())
  return browser
}

export async function openAcmeInBrowser(
  test: Cleanup,
  browser: Browser,
  { prefix = '', openedAt, env: more = {} }: AcmeOptions = {},
) {
  const { port, url } = await freeAddress(prefix)
  const env = { COUNTERSIGN_PUBLIC_URL: url, ...more }
  const acme = await openSearched(test, (cleanup, log) =>
    openAcme(cleanup, { env, log, ...(openedAt !== undefined && { now: openedAt }) }),
  )
  await acme.app.server.listen({ host: '127.0.0.1', port })
  return { acme, url, newPage: pagesOf(browser, url) }
}

export async function openEmptyInBrowser(test: Cleanup, browser: Browser) {
  const { port, url } = await freeAddress('')
  const env = { COUNTERSIGN_PUBLIC_URL: url }
  const { app } = await openSearched(test, (cleanup, log) => openApp(cleanup, { env, log }))
  await app.server.listen({ host: '127.0.0.1', port })
  return { app, url, newPage: pagesOf(browser, url) }
}

/** Tests of yesterday's console would pass for today's. */
async function refuseStaleBuild(): Promise<void> {
  const source = await sourceThatIsNewer()
  if (source === undefined) return
  throw new Error(`${source} is newer than the built console: npm run build --workspace console`)
}

/** Each call is a page of a browser that nobody has used before, closed with its test. */
const pagesOf =
  (browser: Browser, url: string) =>
  (test: Cleanup, options: BrowserContextOptions = {}): Promise<Page> =>
    newPage(test, browser, url, options)

async function newPage(
  test: Cleanup,
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: `${url}/`,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(10_000)
  const complaints: string[] = []
  context.on('weberror', (error) => complaints.push(error.error().message))
  context.on('console', (message) => {
    if (/Content Security Policy|Warning|Uncaught/i.test(message.text())) complaints.push(message.text())
  })
  test.after(async () => {
    await context.close()
    assert.deepEqual(complaints, [], 'what the browser complained of')
  })
  return context.newPage()
}

/** The public URL has to be known before the server listens, as in an installation. */
async function freeAddress(prefix: string): Promise<{ port: number; url: string }> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return { port, url: `http://127.0.0.1:${port}${prefix}` }
}
