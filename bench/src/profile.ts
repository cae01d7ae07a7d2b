/**
 * `npm run profile -- ES256`: loads the exchange under Node's sampling profiler and prints where the time of the main
 * thread goes, by function and by what it belongs to. Signing itself happens on other threads and is not in it.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EXCHANGE_PATH, formsFile, startCountersign } from './contenders.ts'
import { sqlite } from './database.ts'
import { startGenerator } from './generator.ts'
import { prepareInstallation, removeFolders, type Algorithm } from './installation.ts'
import { CONNECTIONS } from './rounds.ts'

const [algorithm = 'ES256', seconds = '8'] = process.argv.slice(2)
const LINES = 45

const installation = await prepareInstallation({
  database: sqlite,
  algorithm: algorithm as Algorithm,
  stored: 1000,
})
const { folder, port, tokens } = installation
const generator = await startGenerator()
const child = await startCountersign(installation, ['--cpu-prof', `--cpu-prof-dir=${folder}`])
try {
  const forms = await formsFile(
    folder,
    'exchanges',
    tokens.map(({ value }) => ({ refresh_token: value })),
  )
  const target = { path: EXCHANGE_PATH, port, formsFile: forms }
  const { answers } = await generator.load({ target, seconds: Number(seconds), connections: CONNECTIONS })
  await child.end()
  const name = (await readdir(folder)).find((each) => each.endsWith('.cpuprofile'))!
  print(JSON.parse(await readFile(join(folder, name), 'utf8')) as Profile, answers)
} finally {
  await generator.end()
  await child.end()
  await removeFolders()
}

type Node = {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}
type Profile = {
  readonly nodes: readonly Node[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
  readonly startTime: number
  readonly endTime: number
}

function print({ nodes, samples, timeDeltas, startTime, endTime }: Profile, answers: number): void {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]))
  const byFunction = new Map<string, number>()
  const byPart = new Map<string, number>()
  const add = (sums: Map<string, number>, key: string, value: number) =>
    sums.set(key, (sums.get(key) ?? 0) + value)
  // Starting up is not what is asked about here.
  const loadedFrom = endTime - Number(seconds) * 1e6
  let at = startTime
  samples.forEach((id, index) => {
    at += timeDeltas[index]!
    if (at < loadedFrom) return
    const { functionName, url, lineNumber } = nodeOf.get(id)!.callFrame
    if (['(idle)', '(root)'].includes(functionName)) return
    const part = partOf(url, functionName)
    add(byPart, part, timeDeltas[index]!)
    add(
      byFunction,
      `${functionName || '(anonymous)'}  ${part}${url ? `:${lineNumber + 1}` : ''}`,
      timeDeltas[index]!,
    )
  })
  const lines = (sums: Map<string, number>) =>
    [...sums]
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, LINES)
      .map(([key, microseconds]) => `${(microseconds / answers).toFixed(2).padStart(8)} µs  ${key}`)
  process.stdout.write(`${answers} exchanges under the profiler. Main thread, per exchange:\n`)
  process.stdout.write([...lines(byPart), '', ...lines(byFunction), ''].join('\n'))
}

/** A file of ours, a package, or the part of Node. */
function partOf(url: string, functionName: string): string {
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/')
  const packages = url.split('/node_modules/')
  if (packages.length > 1)
    return packages
      .at(-1)!
      .split('/')
      .slice(0, packages.at(-1)!.startsWith('@') ? 2 : 1)
      .join('/')
  return url.split('/').slice(-4).join('/') || functionName
}
