/** `results/`: one JSON file a row, and the table for the README made of all of them. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { rounded, type Bar, type Figure, type StoredResult } from './result.ts'

const folder = new URL('../results/', import.meta.url)

export async function store(result: StoredResult): Promise<void> {
  const name = `row-${String(result.row).padStart(2, '0')}.json`
  await writeFile(new URL(name, folder), `${JSON.stringify(result, null, 2)}\n`)
}

export async function writeTable(): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^row-\d+\.json$/.test(name)).toSorted()
  const results = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8')) as StoredResult),
  )
  const table = tableOf(results)
  await writeFile(new URL('table.md', folder), table)
  return table
}

function tableOf(results: readonly StoredResult[]): string {
  const lines = results.flatMap(({ row, title, figures }) =>
    figures.map(
      (each, index) => `| ${index === 0 ? row : ''} | ${index === 0 ? title : ''} | ${cellsOf(each)} |`,
    ),
  )
  const machines = new Set(results.map(({ machine }) => describe(machine)))
  const rounds = Math.min(...results.map(({ rounds }) => rounds))
  return `| # | what | figure | bar | median | lowest to highest | behind it |
|---|---|---|---|---|---|---|
${lines.join('\n')}

Medians of at least ${rounds} alternating rounds. Measured on ${[...machines].join('; ')}; client and server share the cores.
`
}

const describe = ({ cpu, cores, memoryGb, system, node }: StoredResult['machine']): string =>
  `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}`

const cellsOf = ({ what, unit, bar, median, spread, isReached, behind = '' }: Figure): string =>
  [
    what,
    bar ? barOf(bar, unit) : '',
    `${isReached === false ? '**' : ''}${rounded(median)}${space(unit)}${isReached === false ? '** (not reached)' : ''}`,
    `${rounded(spread[0])} to ${rounded(spread[1])}`,
    behind,
  ].join(' | ')

const barOf = (bar: Bar, unit: string): string =>
  'atLeast' in bar ? `≥ ${rounded(bar.atLeast)}${space(unit)}` : `≤ ${rounded(bar.atMost)}${space(unit)}`

const space = (unit: string): string => (unit === '×' || unit === '' ? unit : ` ${unit}`)
