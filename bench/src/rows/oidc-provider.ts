/** Row 4: the exchange against oidc-provider's client credentials, with the same key, claims and load on the same cores. */
import { randomAlphanumeric } from '../../../server/src/crypto/random.ts'
import { EXCHANGE_PATH, formsFile, startCountersign, startLimit, startOidcProvider } from '../contenders.ts'
import { sqlite } from '../database.ts'
import { prepareInstallation, type Algorithm } from '../installation.ts'
import { behind, figure, ratios, type Bar, type Figure } from '../result.ts'
import { alternate, costs, rates } from '../rounds.ts'
import type { Bench, Row } from '../row.ts'

const CLIENTS = 1000

export const againstOidcProvider: Row = async (bench) => ({
  row: 4,
  title: 'exchange, SQLite, against oidc-provider in memory',
  figures: [
    ...(await compare(bench, 'RS256', { atLeast: 1.3 })),
    ...(await compare(bench, 'ES256', { atLeast: 3 })),
  ],
  notes: [
    'oidc-provider 9.13.3: client_secret_post, a resource with JWT access tokens, its own in-memory adapter.',
  ],
})

async function compare({ generator, settings }: Bench, algorithm: Algorithm, bar: Bar): Promise<Figure[]> {
  const installation = await prepareInstallation({ database: sqlite, algorithm, stored: 1000 })
  const { folder, port, tokens, signerFile } = installation
  const exchanges = tokens.map(({ value }) => ({ refresh_token: value }))
  const grants = Array.from({ length: CLIENTS }, (_, index) => ({
    grant_type: 'client_credentials',
    client_id: `client-${index}`,
    client_secret: randomAlphanumeric(43),
  }))
  const grantsFile = await formsFile(folder, 'grants', grants)
  const theirs = await startOidcProvider(signerFile, grantsFile)
  const limit = await startLimit(signerFile)
  const ours = await startCountersign(installation)
  const target = { path: EXCHANGE_PATH, port, formsFile: await formsFile(folder, 'exchanges', exchanges) }
  try {
    const measured = await alternate(
      generator,
      {
        ours: {
          name: `countersign (${algorithm})`,
          status: 200,
          child: ours,
          target,
        },
        limit: {
          name: 'limit',
          status: 200,
          child: limit.child,
          target: { ...target, port: limit.port },
        },
        theirs: {
          name: 'oidc-provider',
          status: 200,
          child: theirs.child,
          target: { path: '/token', port: theirs.port, formsFile: grantsFile },
        },
      },
      settings,
    )
    const { theirs: oidc } = measured
    const over = (name: 'ours' | 'limit', bar?: Bar): Figure =>
      figure(ratios(rates(measured[name]), rates(oidc)), {
        what: `${algorithm}: ${name}, of oidc-provider's rate`,
        ...(bar && { bar }),
        behind: [
          behind('/s', { [name]: rates(measured[name]), 'oidc-provider': rates(oidc) }),
          `processor time ${behind(' µs', { [name]: costs(measured[name]), 'oidc-provider': costs(oidc) })}`,
        ].join('; '),
      })
    // What the limit reaches tells how far the bar can be reached at all.
    return [over('ours', bar), over('limit')]
  } finally {
    await ours.end()
    await theirs.child.end()
    await limit.child.end()
  }
}
