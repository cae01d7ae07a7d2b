/**
 * The console that the service serves, built when there is none or its sources are newer. What is built takes its place
 * whole or not at all: nobody is ever served half a console, nor by one that was interrupted.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { glob, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitingFor } from '../server/src/stop-signals.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CONSOLE = join(ROOT, 'console')
const BUILT = join(CONSOLE, 'dist')
const SOURCES = [
  'console/{index.html,package.json,vite.config.ts}',
  '{console/src,console/public,console/scripts,api/src}/**/*.*',
]

/** A source that the built console does not know yet; undefined when it is up to date. */
export async function sourceThatIsNewer(): Promise<string | undefined> {
  const page = join(BUILT, 'index.html')
  const builtAt = existsSync(page) ? (await stat(page)).mtimeMs : 0
  for await (const source of glob(SOURCES, { cwd: ROOT })) {
    if (/\.test\.tsx?$/.test(source)) continue
    if ((await stat(join(ROOT, source))).mtimeMs > builtAt) return source
  }
  return undefined
}

/** @throws {Error} when it can't be built; what the build said stands before it */
export async function buildConsoleIfNeeded(say: (line: string) => void): Promise<void> {
  if ((await sourceThatIsNewer()) === undefined) return
  await waitingFor('the console to be built', () => {
    say('Building the console, once …')
    return buildConsole()
  })
}

async function buildConsole(): Promise<void> {
  // In one turn with its removal, so that no signal comes between the two.
  const folder = mkdtempSync(join(CONSOLE, '.building-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  try {
    const made = join(folder, 'dist')
    await vite(['build', '--logLevel', 'error', '--outDir', made])
    if (existsSync(BUILT)) await rename(BUILT, join(folder, 'before'))
    await rename(made, BUILT).catch(async (error: unknown) => {
      // Another process was faster.
      if ((await sourceThatIsNewer()) !== undefined) throw error
    })
  } finally {
    process.off('exit', remove)
    await rm(folder, { recursive: true, force: true })
  }
}

async function vite(args: readonly string[]): Promise<void> {
  const bin = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  const build = spawn(process.execPath, [bin, ...args], {
    cwd: CONSOLE,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const kill = (): void => void build.kill()
  process.on('exit', kill)
  try {
    const [code] = (await once(build, 'exit')) as [number | null]
    if (code !== 0) throw new Error('The console could not be built; what is wrong stands above.')
  } finally {
    process.off('exit', kill)
  }
}
