/** Row 11: from starting the process to the first "ready", with an existing database, and what it holds in memory when idle. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startPlainNode, type Child } from '../children.ts'
import { sqlite } from '../database.ts'
import { prepareInstallation, type Installation } from '../installation.ts'
import { residentMb } from '../process-figures.ts'
import { progress } from '../progress.ts'
import { figure, type Figure } from '../result.ts'
import type { Row } from '../row.ts'

const IDLE_MS = 3_000
const READY_WITHIN_MS = 20_000

const commandIn = (folder: string): string =>
  fileURLToPath(new URL(`../../../cli/${folder}/countersign`, import.meta.url))

export const start: Row = async ({ settings }) => {
  const installation = await prepareInstallation({ database: sqlite, algorithm: 'RS256', stored: 1000 })
  const figures: Figure[] = []
  const built = `${commandIn('dist')}.js`
  if (existsSync(built))
    figures.push(...(await measure('as installed', [built], installation, settings.rounds)))
  const sources = ['--conditions=countersign-source', `${commandIn('src')}.ts`]
  const isBar = figures.length === 0
  figures.push(...(await measure('from TypeScript sources', sources, installation, settings.rounds, isBar)))
  return { row: 11, title: 'start to ready with an existing database', figures, notes: [] }
}

async function measure(
  how: string,
  args: readonly string[],
  { env, port }: Installation,
  rounds: number,
  hasBar = true,
): Promise<Figure[]> {
  const readyMs: number[] = []
  const memory: number[] = []
  for (let round = 1; round <= rounds; round++) {
    progress(`start ${round} of ${rounds}, ${how}`)
    const startedAt = performance.now()
    const child = startPlainNode({ args: [...args, 'serve', '--log-level=info'], env })
    try {
      await untilReady(child, port)
      readyMs.push(performance.now() - startedAt)
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
      memory.push(residentMb(child.pid))
    } finally {
      await child.end()
    }
  }
  return [
    figure(readyMs, { what: `${how}: until ready`, unit: 'ms', ...(hasBar && { bar: { atMost: 500 } }) }),
    figure(memory, {
      what: `${how}: resident memory, idle`,
      unit: 'MB',
      ...(hasBar && { bar: { atMost: 120 } }),
    }),
  ]
}

/** Asks again and again, a few milliseconds apart: until then nobody listens. */
async function untilReady({ process: child }: Child, port: number): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  while (performance.now() < until && child.exitCode === null) {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('countersign did not become ready')
}
