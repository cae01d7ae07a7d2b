/** Rows 1, 2, 3 and 12: the exchange against the limit, with the same key and the same load. */
import { EXCHANGE_PATH, formsFile, startCountersign, startLimit, type Contender } from '../contenders.ts'
import { sqlite, postgres, type Database } from '../database.ts'
import { prepareInstallation, type Algorithm } from '../installation.ts'
import { behind, figure, ratios, type Bar, type Figure } from '../result.ts'
import { alternate, costs, rates, type Measured } from '../rounds.ts'
import type { Bench, Row } from '../row.ts'

type Compared = { readonly ours: readonly Measured[]; readonly limit: readonly Measured[] }

export const exchangeRs256: Row = async (bench) => ({
  row: 1,
  title: 'exchange, SQLite, RS256',
  figures: [throughput(await compare(bench, sqlite, 'RS256'), { atLeast: 0.9 })],
  notes: [],
})

export const exchangeEs256: Row = async (bench) => ({
  row: 2,
  title: 'exchange, SQLite, ES256',
  figures: [throughput(await compare(bench, sqlite, 'ES256'), { atLeast: 0.7 })],
  notes: [],
})

export const exchangeOnPostgres: Row = async (bench) => ({
  row: 3,
  title: 'exchange, PostgreSQL on the same machine, RS256',
  figures: [throughput(await compare(bench, postgres(await bench.postgres()), 'RS256'), { atLeast: 0.7 })],
  notes: [],
})

export const processorTime: Row = async (bench) => ({
  row: 12,
  title: 'processor time per exchange, user and system, SQLite',
  figures: [
    cost('RS256', await compare(bench, sqlite, 'RS256'), { atMost: 1.25 }),
    cost('ES256', await compare(bench, sqlite, 'ES256')),
  ],
  notes: ['The bar is for RS256, the default; ES256 is shown because there our own part weighs more.'],
})

async function compare(
  { generator, settings }: Bench,
  database: Database,
  algorithm: Algorithm,
): Promise<Compared> {
  const installation = await prepareInstallation({ database, algorithm, stored: 1000 })
  const { folder, port, tokens, signerFile } = installation
  const forms = await formsFile(
    folder,
    'exchanges',
    tokens.map(({ value }) => ({ refresh_token: value })),
  )
  const contender = { status: 200, target: { path: EXCHANGE_PATH, formsFile: forms, port } }
  const limit = await startLimit(signerFile)
  const ours = await startCountersign(installation)
  try {
    return await alternate(
      generator,
      {
        ours: { ...contender, name: `countersign (${database.name}, ${algorithm})`, child: ours },
        limit: {
          ...contender,
          target: { ...contender.target, port: limit.port },
          name: 'limit',
          child: limit.child,
        },
      } satisfies Record<string, Contender>,
      settings,
    )
  } finally {
    await ours.end()
    await limit.child.end()
  }
}

const throughput = ({ ours, limit }: Compared, bar: Bar): Figure =>
  figure(ratios(rates(ours), rates(limit)), {
    what: 'exchanges per second, of the limit',
    bar,
    behind: `${behind('/s', { ours: rates(ours), limit: rates(limit) })}; processor time ${behind(' µs', { ours: costs(ours), limit: costs(limit) })}`,
  })

const cost = (algorithm: Algorithm, { ours, limit }: Compared, bar?: Bar): Figure =>
  figure(ratios(costs(ours), costs(limit)), {
    what: `${algorithm}, of the limit's`,
    ...(bar && { bar }),
    behind: behind(' µs', { ours: costs(ours), limit: costs(limit) }),
  })
