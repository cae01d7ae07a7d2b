/**
 * `npm run bench -- 1 2 7 --rounds=5 --seconds=5`: measures rows of the performance table, or all of them, and writes
 * results/. It asserts nothing: a bar that is missed is written down as missed.
 */
import { parseArgs } from 'node:util'
import { startGenerator } from './generator.ts'
import { removeFolders } from './installation.ts'
import { machine } from './machine.ts'
import { startPostgres, type Postgres } from './postgres.ts'
import { tell } from './progress.ts'
import { rounded, type RowResult } from './result.ts'
import { store, writeTable } from './results-folder.ts'
import { ROWS } from './rows.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '5' },
    many: { type: 'string', default: '1000000' },
    'dry-run': { type: 'boolean', default: false },
  },
})
const settings = { rounds: Number(values.rounds), seconds: Number(values.seconds), many: Number(values.many) }
const wanted = positionals.length > 0 ? positionals.map(Number) : Object.keys(ROWS).map(Number)
const unknown = wanted.filter((row) => !(row in ROWS))
if (unknown.length > 0 || Object.values(settings).some((value) => !(value > 0))) {
  tell(
    `usage: main.ts [${Object.keys(ROWS).join(' | ')}] … [--rounds=7] [--seconds=5] [--many=1000000] [--dry-run]`,
  )
  process.exit(2)
}

let server: Promise<Postgres> | undefined
const generator = await startGenerator()
tell(
  `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${settings.rounds} rounds of ${settings.seconds} s`,
)
try {
  for (const row of wanted) {
    const result = await measured(row)
    if (result === undefined) continue
    show(result)
    if (values['dry-run']) continue
    await store({
      ...result,
      measuredAt: new Date().toISOString(),
      rounds: settings.rounds,
      secondsPerRound: settings.seconds,
      machine,
    })
  }
  if (!values['dry-run']) await writeTable()
} finally {
  await generator.end()
  await (await server)?.stop()
  await removeFolders()
}

/** A row that can't be measured takes nothing from the others. */
async function measured(row: number): Promise<RowResult | undefined> {
  try {
    return await ROWS[row]!({ settings, generator, postgres: () => (server ??= startPostgres()) })
  } catch (error) {
    tell(`row ${row} failed: ${error instanceof Error ? error.stack : String(error)}`)
    process.exitCode = 1
    return undefined
  }
}

function show({ row, title, figures, notes }: RowResult): void {
  tell(`row ${row}: ${title}`)
  for (const { what, unit, bar, median, spread, isReached, behind } of figures) {
    const verdict =
      bar === undefined ? '' : `, bar ${Object.values(bar)[0]}: ${isReached ? 'reached' : 'NOT reached'}`
    tell(
      `  ${what}: ${rounded(median)}${unit} (${rounded(spread[0])} to ${rounded(spread[1])})${verdict}; ${behind ?? ''}`,
    )
  }
  for (const note of notes) tell(`  ${note}`)
}
