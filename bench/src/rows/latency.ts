/** Row 5: how long an exchange takes at 70 % of the highest rate, when requests come whether or not earlier ones are answered. */
import { EXCHANGE_PATH, formsFile, startCountersign } from '../contenders.ts'
import { sqlite } from '../database.ts'
import { prepareInstallation } from '../installation.ts'
import { behind, figure } from '../result.ts'
import { alternate, rates } from '../rounds.ts'
import type { Row } from '../row.ts'
import { median } from '../statistics.ts'

const SHARE = 0.7

export const latency: Row = async ({ generator, settings }) => {
  const installation = await prepareInstallation({ database: sqlite, algorithm: 'RS256', stored: 1000 })
  const { folder, port, tokens } = installation
  const forms = await formsFile(
    folder,
    'exchanges',
    tokens.map(({ value }) => ({ refresh_token: value })),
  )
  const ours = await startCountersign(installation)
  try {
    const contender = {
      name: 'countersign (RS256)',
      status: 200,
      child: ours,
      target: { path: EXCHANGE_PATH, port, formsFile: forms },
    }
    const highest = median(
      rates((await alternate(generator, { contender }, { ...settings, rounds: 3 })).contender),
    )
    const more = { ratePerSecond: SHARE * highest }
    const { contender: measured } = await alternate(generator, { contender }, settings, more)
    const [p50, p99] = (['p50', 'p99'] as const).map((which) =>
      measured.map(({ latencyMs }) => latencyMs[which]),
    )
    return {
      row: 5,
      title: 'latency of the exchange at 70 % of the highest rate, open loop, SQLite, RS256',
      figures: [
        figure(p99!, {
          what: 'p99',
          unit: 'ms',
          bar: { atMost: 20 },
          behind: behind(' ms', { median: p50! }),
        }),
      ],
      notes: [`The highest rate was ${Math.round(highest)}/s; latency counts from when a request was due.`],
    }
  } finally {
    await ours.end()
  }
}
