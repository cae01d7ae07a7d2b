/** Row 6: a million stored API tokens against a thousand, on both databases. */
import { EXCHANGE_PATH, formsFile, startCountersign, type Contender } from '../contenders.ts'
import { postgres, sqlite, type Database } from '../database.ts'
import { prepareInstallation } from '../installation.ts'
import { behind, figure, ratios, type Figure } from '../result.ts'
import { alternate, rates } from '../rounds.ts'
import type { Bench, Row } from '../row.ts'

export const manyTokens: Row = async (bench) => {
  const { figures, notes } = await compare(bench, sqlite)
  const onPostgres = await compare(bench, postgres(await bench.postgres()))
  return {
    row: 6,
    title: `${bench.settings.many.toLocaleString('en')} stored API tokens against 1,000, RS256`,
    figures: [...figures, ...onPostgres.figures],
    notes: [...notes, ...onPostgres.notes],
  }
}

async function compare(
  { generator, settings }: Bench,
  database: Database,
): Promise<{ figures: Figure[]; notes: string[] }> {
  const many = await startWith(database, settings.many)
  const few = await startWith(database, 1000)
  try {
    const measured = await alternate(generator, { many: many.contender, few: few.contender }, settings)
    const memory = {
      many: measured.many.map(({ residentMb }) => residentMb),
      few: measured.few.map(({ residentMb }) => residentMb),
    }
    return {
      figures: [
        figure(ratios(rates(measured.many), rates(measured.few)), {
          what: `${database.name}: throughput`,
          bar: { atLeast: 0.95 },
          behind: behind('/s', { many: rates(measured.many), few: rates(measured.few) }),
        }),
        figure(ratios(memory.many, memory.few), {
          what: `${database.name}: resident memory`,
          bar: { atMost: 1.1 },
          behind: behind(' MB', memory),
        }),
      ],
      notes: [
        `Seeding ${settings.many.toLocaleString('en')} API tokens into ${database.name} took ${many.seedingSeconds.toFixed(1)} s.`,
      ],
    }
  } finally {
    await many.contender.child.end()
    await few.contender.child.end()
  }
}

async function startWith(
  database: Database,
  stored: number,
): Promise<{ contender: Contender; seedingSeconds: number }> {
  const installation = await prepareInstallation({ database, algorithm: 'RS256', stored })
  const { folder, port, tokens, seedingSeconds } = installation
  const forms = await formsFile(
    folder,
    'exchanges',
    tokens.map(({ value }) => ({ refresh_token: value })),
  )
  const contender = {
    name: `countersign (${database.name}, ${stored.toLocaleString('en')} stored)`,
    status: 200,
    child: await startCountersign(installation),
    target: { path: EXCHANGE_PATH, port, formsFile: forms },
  }
  return { contender, seedingSeconds }
}
