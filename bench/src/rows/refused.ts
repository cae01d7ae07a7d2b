/** Rows 7 and 8: what it costs to refuse an API token that was mistyped, is unknown, or has a wrong secret. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { randomAlphanumeric } from '../../../server/src/crypto/random.ts'
import { makeTokenString } from '../../../server/src/crypto/token-string.ts'
import { EXCHANGE_PATH, formsFile, startCountersign, startLimit } from '../contenders.ts'
import { countReads } from '../count-reads.ts'
import { sqlite } from '../database.ts'
import { prepareInstallation, type Installation } from '../installation.ts'
import { behind, figure, ratios } from '../result.ts'
import { alternate, rates } from '../rounds.ts'
import type { Row } from '../row.ts'
import type { SeededToken } from '../seed.ts'
import { withSecretOf } from '../wrong-secret.ts'
import { compareTiming } from './refusal-timing.ts'

const DIFFERENT = 1000

/** The last character of the checksum is another one. */
const mistyped = ({ tokens }: Installation): string[] =>
  tokens.map(({ value }) => value.slice(0, -1) + (value.endsWith('0') ? '1' : '0'))

const unknown = (): string[] => Array.from({ length: DIFFERENT }, () => makeTokenString('t').value.reveal())

const withWrongSecret = ({ value }: SeededToken): string => withSecretOf(value, randomAlphanumeric)

/** A quarter of the API tokens each: with a wrong secret, revoked, expired, deactivated. */
function refusedForAReason({ tokens, env }: Installation): Readonly<Record<string, string[]>> {
  const database = new DatabaseSync(join(env['COUNTERSIGN_DATA_DIR']!, 'countersign.db'))
  const quarter = (at: number) => tokens.filter((_, index) => index % 4 === at)
  const since = (column: string, at: number): string[] =>
    quarter(at).map(({ id, value }) => {
      database.prepare(`update api_tokens set ${column} = created_at where id = ?`).run(id)
      return value
    })
  const values = {
    'wrong secret': quarter(0).map(withWrongSecret),
    'unknown id': unknown().slice(0, quarter(0).length),
    revoked: since('revoked_at', 1),
    expired: since('expires_at', 2),
    deactivated: since('deactivated_at', 3),
  }
  database.close()
  return values
}

const formsOf = (values: readonly string[]) => values.map((value) => ({ refresh_token: value }))

export const mistypedTokens: Row = async ({ generator, settings }) => {
  const installation = await prepareInstallation({ database: sqlite, algorithm: 'RS256', stored: 1000 })
  const { folder, port, signerFile } = installation
  const forms = await formsFile(folder, 'mistyped', formsOf(mistyped(installation)))
  const reads = await countReads(installation, { mistyped: mistyped(installation), unknown: unknown() })
  const limit = await startLimit(signerFile, 'refuse')
  const child = await startCountersign(installation)
  const target = { path: EXCHANGE_PATH, formsFile: forms, port }
  try {
    const measured = await alternate(
      generator,
      {
        ours: { name: 'countersign, mistyped', status: 400, child, target },
        limit: {
          name: 'limit without signing',
          status: 400,
          child: limit.child,
          target: { ...target, port: limit.port },
        },
      },
      settings,
    )
    const [ours, theirs] = [rates(measured.ours), rates(measured.limit)]
    return {
      row: 7,
      title: 'mistyped API tokens (bad checksum)',
      figures: [
        figure(ratios(ours, theirs), {
          what: 'refusals per second, of the limit without signing',
          bar: { atLeast: 0.9 },
          behind: behind('/s', { ours, limit: theirs }),
        }),
        figure([reads.mistyped], {
          what: `reads of the database for ${DIFFERENT} of them`,
          unit: '',
          bar: { atMost: 0 },
          behind: `${reads.unknown} for as many that are unknown`,
        }),
      ],
      notes: [],
    }
  } finally {
    await child.end()
    await limit.child.end()
  }
}

export const unknownTokens: Row = async ({ generator, settings }) => {
  const installation = await prepareInstallation({ database: sqlite, algorithm: 'RS256', stored: 1000 })
  const { folder, port } = installation
  const refused = refusedForAReason(installation)
  const child = await startCountersign(installation)
  const targetOf = async (name: string, values: readonly string[]) => ({
    path: EXCHANGE_PATH,
    port,
    formsFile: await formsFile(folder, name, formsOf(values)),
  })
  try {
    const measured = await alternate(
      generator,
      {
        unknown: { name: 'unknown', status: 400, child, target: await targetOf('unknown', unknown()) },
        mistyped: {
          name: 'mistyped',
          status: 400,
          child,
          target: await targetOf('mistyped', mistyped(installation)),
        },
      },
      settings,
    )
    const [ours, row7] = [rates(measured.unknown), rates(measured.mistyped)]
    const timing = await compareTiming(
      { generator, settings, folder, target: { path: EXCHANGE_PATH, port } },
      refused,
    )
    return {
      row: 8,
      title: 'unknown but well-formed API tokens',
      figures: [
        figure(ratios(ours, row7), {
          what: 'refusals per second, of those of mistyped ones',
          bar: { atLeast: 0.5 },
          behind: behind('/s', { unknown: ours, mistyped: row7 }),
        }),
        ...timing,
      ],
      notes: [],
    }
  } finally {
    await child.end()
  }
}
