/** Row 4: the exchange against oidc-provider's client credentials, with the same key, claims and load on the same cores. */
import { randomAlphanumeric } from '../../../server/src/crypto/random.ts'
import { EXCHANGE_PATH, formsFile, startCountersign, startOidcProvider } from '../contenders.ts'
import { sqlite } from '../database.ts'
import { prepareInstallation, type Algorithm } from '../installation.ts'
import { behind, figure, ratios, type Bar, type Figure } from '../result.ts'
import { alternate, rates } from '../rounds.ts'
import type { Bench, Row } from '../row.ts'

const CLIENTS = 1000

export const againstOidcProvider: Row = async (bench) => ({
  row: 4,
  title: 'exchange, SQLite, against oidc-provider in memory',
  figures: [await compare(bench, 'RS256', { atLeast: 1.3 }), await compare(bench, 'ES256', { atLeast: 3 })],
  notes: [
    'oidc-provider 9.13.3: client_secret_post, a resource with JWT access tokens, its own in-memory adapter.',
  ],
})

async function compare({ generator, settings }: Bench, algorithm: Algorithm, bar: Bar): Promise<Figure> {
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
  const ours = await startCountersign(installation)
  try {
    const measured = await alternate(
      generator,
      {
        ours: {
          name: `countersign (${algorithm})`,
          status: 200,
          child: ours,
          target: { path: EXCHANGE_PATH, port, formsFile: await formsFile(folder, 'exchanges', exchanges) },
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
    const [our, their] = [rates(measured.ours), rates(measured.theirs)]
    return figure(ratios(our, their), {
      what: `${algorithm}, of oidc-provider's rate`,
      bar,
      behind: behind('/s', { ours: our, 'oidc-provider': their }),
    })
  } finally {
    await ours.end()
    await theirs.child.end()
  }
}
