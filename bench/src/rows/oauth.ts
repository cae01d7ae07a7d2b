/**
 * Row 17: OAuth apps against oidc-provider with its in-memory adapter, ours with SQLite that is durable at each step: client
 * credentials, and whole sign-ins (a code by who has allowed it before, tokens for it, a refresh). Same key, same cores.
 */
import { once } from 'node:events'
import { makeTokenString } from '../../../server/src/crypto/token-string.ts'
import { randomAlphanumeric } from '../../../server/src/crypto/random.ts'
import { newOAuthApp, newOAuthSecret } from '../../../server/testing/oauth-apps.ts'
import { EVERY_SCOPE } from '../../../server/src/domain/allowed-scopes.ts'
import type { Needs } from '../../../server/src/actions/needs.ts'
import { openCookieBrowser } from '../../../e2e/oauth/cookie-browser.ts'
import { firstMessage, sibling, startNode, type Child } from '../children.ts'
import { formsFile, startCountersign, startLimit, startOidcProvider } from '../contenders.ts'
import { sqlite } from '../database.ts'
import { PASSWORD, prepareInstallation, type Algorithm } from '../installation.ts'
import { oneRole, type Hold } from '../holdings.ts'
import { cpuSeconds } from '../process-figures.ts'
import { progress } from '../progress.ts'
import { behind, figure, ratios, type Bar, type Figure } from '../result.ts'
import { alternate, costs, rates } from '../rounds.ts'
import type { Bench, Row } from '../row.ts'
import type { SignedIn, SignIns } from '../sign-in-load.ts'

const MACHINES = 1000
const PEOPLE = 16
const REDIRECT = 'https://wiki.example/callback'
const HALF: Bar = { atMost: 0.5 }

export const oauth: Row = async (bench) => ({
  row: 17,
  title: 'OAuth apps, SQLite, against oidc-provider in memory',
  figures: [...(await compare(bench, 'RS256')), ...(await compare(bench, 'ES256'))],
  notes: [
    'oidc-provider 9.13.3 keeps everything in memory; ours is on the disk before each answer. Both sign two tokens for a code and two for a refresh.',
  ],
})

type App = { readonly client_id: string; readonly client_secret: string }

async function compare({ generator, settings }: Bench, algorithm: Algorithm): Promise<Figure[]> {
  const machines: App[] = []
  const applications: App[] = []
  const hold: Hold = async (needs, organizationId, people) => {
    const holding = await oneRole(needs, organizationId, people)
    const role = { serviceId: holding.audience, name: 'inventory:admin', resource: null }
    for (let index = 0; index < MACHINES; index++)
      machines.push(await addApp(needs, organizationId, { kind: 'machine' }, role))
    applications.push(
      await addApp(needs, organizationId, {
        ...{ kind: 'web', redirectUris: [REDIRECT], hasRefreshTokens: true },
      }),
    )
    return holding
  }
  const installation = await prepareInstallation({ database: sqlite, algorithm, stored: 1000, hold })
  const { folder, port, signerFile } = installation
  const theirMachines = machines.map((_, index) => ({
    client_id: `client-${index}`,
    client_secret: randomAlphanumeric(43),
  }))
  const theirApp = { client_id: 'wiki', client_secret: randomAlphanumeric(43) }
  const clients = [...theirMachines, { ...theirApp, redirect_uri: REDIRECT }]
  const theirs = await startOidcProvider(signerFile, await formsFile(folder, 'clients', clients))
  const limit = await startLimit(signerFile)
  const ours = await startCountersign(installation)
  const load = startNode({ args: [sibling('sign-in-load.ts')] })
  await firstMessage(load)
  const grants = (name: string, apps: readonly App[]) =>
    formsFile(
      folder,
      name,
      apps.map((app) => ({ grant_type: 'client_credentials', ...app })),
    )
  try {
    const ourForms = await grants('ours', machines)
    const measured = await alternate(
      generator,
      {
        ours: {
          ...{ name: `countersign (${algorithm})`, status: 200, child: ours },
          target: { path: '/oauth2/token', port, formsFile: ourForms },
        },
        theirs: {
          ...{ name: 'oidc-provider', status: 200, child: theirs.child },
          target: { path: '/token', port: theirs.port, formsFile: await grants('theirs', theirMachines) },
        },
        limit: {
          ...{ name: 'limit', status: 200, child: limit.child },
          target: { path: '/', port: limit.port, formsFile: ourForms },
        },
      },
      settings,
    )
    const [app] = applications
    const sides = {
      ours: await signedInOurs(port, app!),
      theirs: await signedInTheirs(theirs.port, theirApp),
    }
    const chains = await alternateSignIns(load, { ours, theirs: theirs.child }, sides, settings)
    return [
      ...figuresOf(`${algorithm}, client credentials`, {
        ours: { rates: rates(measured.ours), costs: costs(measured.ours) },
        theirs: { rates: rates(measured.theirs), costs: costs(measured.theirs) },
      }),
      figure(ratios(costs(measured.limit), costs(measured.theirs)), {
        what: `${algorithm}, client credentials: processor time of the limit, of oidc-provider’s`,
        behind: behind(' µs', {
          limit: costs(measured.limit),
          'oidc-provider': costs(measured.theirs),
        }),
      }),
      ...figuresOf(`${algorithm}, code to tokens to refresh`, chains),
    ]
  } finally {
    for (const child of [load, ours, theirs.child, limit.child]) await child.end()
  }
}

type Side = { readonly rates: readonly number[]; readonly costs: readonly number[] }

const figuresOf = (what: string, { ours, theirs }: Record<'ours' | 'theirs', Side>): Figure[] => [
  figure(ratios(ours.costs, theirs.costs), {
    what: `${what}: processor time, of oidc-provider’s`,
    bar: HALF,
    behind: behind(' µs', { ours: ours.costs, 'oidc-provider': theirs.costs }),
  }),
  figure(ratios(ours.rates, theirs.rates), {
    what: `${what}: per second, of oidc-provider’s`,
    behind: behind('/s', { ours: ours.rates, 'oidc-provider': theirs.rates }),
  }),
]

async function addApp(
  { store, keyedHash, now }: Needs,
  organizationId: string,
  more: Partial<ReturnType<typeof newOAuthApp>>,
  role?: { readonly serviceId: string; readonly name: string; readonly resource: null },
): Promise<App> {
  const at = now()
  const app = newOAuthApp(organizationId, at, { allowedScopes: EVERY_SCOPE, ...more })
  const { id, value } = makeTokenString('s')
  const secret = value.reveal()
  await store.change(async (tx) => {
    await tx.oauthApps.insert(app)
    const hash = keyedHash.hashOf('oauth-secret', secret)
    await tx.oauthApps.insertSecret(app.id, { ...newOAuthSecret(at), id, hash })
    if (role)
      await tx.oauthApps.putRole(organizationId, app.id, {
        ...{ ...role, startsAt: null, endsAt: null, createdAt: at },
      })
    return { result: undefined, events: [] }
  })
  return { client_id: app.id, client_secret: secret }
}

const SCOPE = 'openid'

/** People who are signed in and have allowed it once. */
async function signedInOurs(port: number, client: App): Promise<Omit<SignIns, 'seconds'>> {
  const cookies: string[] = []
  for (let index = 0; index < PEOPLE; index++)
    cookies.push(
      await cookieOf(
        `http://127.0.0.1:${port}`,
        '/oauth2/authorize',
        client,
        SCOPE,
        (page): Readonly<Record<string, string>> =>
          page.includes('type="password"')
            ? { username: `person-${index}`, password: PASSWORD, step: 'sign_in' }
            : { step: 'allow' },
      ),
    )
  const paths = { authorizePath: '/oauth2/authorize', tokenPath: '/oauth2/token' }
  return { port, client, cookies, scope: SCOPE, redirectUri: REDIRECT, ...paths }
}

async function signedInTheirs(port: number, client: App): Promise<Omit<SignIns, 'seconds'>> {
  const cookies: string[] = []
  for (let index = 0; index < PEOPLE; index++)
    cookies.push(
      await cookieOf(
        `http://127.0.0.1:${port}`,
        '/auth',
        client,
        SCOPE,
        (page): Readonly<Record<string, string>> =>
          page.includes('name="password"') ? { login: `person-${index}`, password: 'any' } : {},
      ),
    )
  const paths = { authorizePath: '/auth', tokenPath: '/token' }
  return { port, client, cookies, scope: SCOPE, redirectUri: REDIRECT, ...paths }
}

async function cookieOf(
  site: string,
  path: string,
  { client_id }: App,
  scope: string,
  fill: Parameters<typeof openCookieBrowser>[1],
): Promise<string> {
  const browser = openCookieBrowser(site, fill)
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id, redirect_uri: REDIRECT, scope, code_challenge_method: 'S256' },
    code_challenge: 'a'.repeat(43),
  })
  const { url, text } = await browser.agree(`${site}${path}?${query.toString()}`)
  if (!url.startsWith(REDIRECT)) throw new Error(`Not signed in: ${url} ${text.slice(0, 500)}`)
  return browser.cookie()
}

async function alternateSignIns(
  load: Child,
  children: Readonly<Record<'ours' | 'theirs', Child>>,
  sides: Readonly<Record<'ours' | 'theirs', Omit<SignIns, 'seconds'>>>,
  { rounds, seconds }: Bench['settings'],
): Promise<Record<'ours' | 'theirs', Side>> {
  const measured = { ours: { rates: [], costs: [] }, theirs: { rates: [], costs: [] } } as Record<
    'ours' | 'theirs',
    { rates: number[]; costs: number[] }
  >
  // The first is to warm up.
  for (let round = 0; round <= rounds; round++)
    for (const name of ['ours', 'theirs'] as const) {
      const { pid } = children[name]
      const before = cpuSeconds(pid)
      load.process.send({ ...sides[name], seconds } satisfies SignIns)
      const [{ signIns, seconds: took }] = (await once(load.process, 'message')) as [SignedIn]
      const cost = ((cpuSeconds(pid) - before) / signIns) * 1e6
      progress(
        `round ${round} of ${rounds}: ${name} ${(signIns / took).toFixed(0)} sign-ins/s, ${cost.toFixed(0)} µs`,
      )
      if (round === 0) continue
      measured[name].rates.push(signIns / took)
      measured[name].costs.push(cost)
    }
  return measured
}
