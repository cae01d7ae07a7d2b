/** Row 14: the exchange of somebody who holds much through groups against one of somebody who holds little. */
import { EXCHANGE_PATH, formsFile, startCountersign, type Contender } from '../contenders.ts'
import { postgres, sqlite, type Database } from '../database.ts'
import { threeRoles, throughGroups, type Hold } from '../holdings.ts'
import { prepareInstallation } from '../installation.ts'
import { behind, figure, ratios, type Figure } from '../result.ts'
import { alternate, costs, rates } from '../rounds.ts'
import type { Bench, Row } from '../row.ts'

export const groups: Row = async (bench) => ({
  row: 14,
  title: 'exchange of a person with 20 groups and 50 roles, against 3 roles, RS256',
  figures: [await compare(bench, sqlite), await compare(bench, postgres(await bench.postgres()))],
  notes: ['Both get the same three roles in access tokens of one size.'],
})

async function compare({ generator, settings }: Bench, database: Database): Promise<Figure> {
  const much = await startWith(database, 'through 20 groups', throughGroups)
  const little = await startWith(database, '3 roles', threeRoles)
  try {
    const measured = await alternate(generator, { much, little }, settings)
    const cost = behind(' µs', { much: costs(measured.much), little: costs(measured.little) })
    return figure(ratios(rates(measured.much), rates(measured.little)), {
      what: `${database.name}: throughput`,
      bar: { atLeast: 0.95 },
      behind: `${behind('/s', { much: rates(measured.much), little: rates(measured.little) })}; processor time ${cost}`,
    })
  } finally {
    await much.child.end()
    await little.child.end()
  }
}

async function startWith(database: Database, name: string, hold: Hold): Promise<Contender> {
  const installation = await prepareInstallation({ database, algorithm: 'RS256', stored: 1000, hold })
  const { folder, port, tokens } = installation
  const forms = await formsFile(
    folder,
    'exchanges',
    tokens.map(({ value }) => ({ refresh_token: value })),
  )
  return {
    name: `countersign (${database.name}, ${name})`,
    status: 200,
    child: await startCountersign(installation),
    target: { path: EXCHANGE_PATH, port, formsFile: forms },
  }
}
