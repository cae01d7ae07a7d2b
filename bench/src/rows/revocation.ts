/** Rows 18 and 19: how soon a revoke reaches those who check offline, and what that costs everybody else. */
import { once } from 'node:events'
import { createNeeds } from '../../../server/src/app.ts'
import { parseConfig } from '../../../server/src/config.ts'
import { makeTokenString } from '../../../server/src/crypto/token-string.ts'
import { freePort } from '../../../server/testing/free-port.ts'
import { firstMessage, sibling, startNode, type Child } from '../children.ts'
import { EXCHANGE_PATH, formsFile, startCountersign, type Contender } from '../contenders.ts'
import { postgres, sqlite, type Database } from '../database.ts'
import { prepareInstallation, type Installation } from '../installation.ts'
import type { ListenersAnswer, ListenersAsk } from '../listeners.ts'
import { residentMb } from '../process-figures.ts'
import { progress } from '../progress.ts'
import { behind, figure, ratios, rounded, type Figure } from '../result.ts'
import { alternate, costs, rates } from '../rounds.ts'
import type { Bench, Row } from '../row.ts'
import { median, quantile } from '../statistics.ts'

const LISTENERS = 1000
const REVOKES_PER_ROUND = 4

export const revokes: Row = async (bench) => ({
  row: 18,
  title: `acknowledged revoke to refused by ${LISTENERS.toLocaleString('en')} verifiers, each with a feed`,
  figures: [...(await heard(bench, sqlite, 1)), ...(await heard(bench, postgres(await bench.postgres()), 3))],
  notes: ['All verifiers are in one process on the same cores as the servers.'],
})

async function heard({ settings }: Bench, database: Database, servers: number): Promise<Figure[]> {
  const installation = await prepareInstallation({ database, algorithm: 'RS256', stored: 1000, used: 200 })
  const started = await startServers(installation, servers)
  const listeners = await startListeners(installation, started.addresses)
  try {
    const rounds: { p50: number; p99: number }[] = []
    let used = 0
    for (let round = 1; round <= settings.rounds; round++) {
      const delays: number[] = []
      for (let revoke = 0; revoke < REVOKES_PER_ROUND; revoke++) {
        const { value } = installation.tokens[used++]!
        const address = started.addresses[used % servers]!
        await listeners.ask({ kind: 'accept', accessToken: await exchanged(address, value) })
        await revokePresented(address, value)
        const { delaysMs = [] } = await listeners.ask({
          ...{ kind: 'refuse', at: performance.timeOrigin + performance.now() },
        })
        delays.push(...delaysMs)
      }
      rounds.push({ p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) })
      progress(
        `${database.name}, round ${round} of ${settings.rounds}: p99 ${rounds.at(-1)!.p99.toFixed(0)} ms`,
      )
    }
    const what = `${database.name}, ${servers === 1 ? 'one process' : `${servers} processes`}`
    return [
      figure(
        rounds.map(({ p50 }) => p50),
        { what: `${what}: p50`, unit: ' ms' },
      ),
      figure(
        rounds.map(({ p99 }) => p99),
        { what: `${what}: p99`, unit: ' ms', bar: { atMost: 1000 } },
      ),
    ]
  } finally {
    await listeners.end()
    for (const each of started.children) await each.end()
  }
}

export const statusClaim: Row = async (bench) => ({
  row: 19,
  title: 'exchange with the status claim, against without; a verifier’s memory; 1,000 idle feeds',
  figures: [await exchangeWith(bench), ...(await memory(bench))],
  notes: ['Without: the same sources, with the claims and their columns taken out as they are loaded.'],
})

async function exchangeWith({ generator, settings }: Bench): Promise<Figure> {
  const withClaim = await contender('with', [])
  const without = await contender('without', ['--import', sibling('without-status.ts')])
  try {
    const measured = await alternate(generator, { withClaim, without }, settings)
    const cost = behind(' µs', { with: costs(measured.withClaim), without: costs(measured.without) })
    return figure(ratios(rates(measured.withClaim), rates(measured.without)), {
      what: 'throughput, SQLite',
      bar: { atLeast: 0.98 },
      behind: `${behind('/s', { with: rates(measured.withClaim), without: rates(measured.without) })}; processor time ${cost}`,
    })
  } finally {
    await withClaim.child.end()
    await without.child.end()
  }
}

async function contender(name: string, nodeOptions: readonly string[]): Promise<Contender> {
  const installation = await prepareInstallation({ database: sqlite, algorithm: 'RS256', stored: 1000 })
  const { folder, port, tokens } = installation
  const forms = tokens.map(({ value }) => ({ refresh_token: value }))
  return {
    name: `countersign (${name} the status claim)`,
    status: 200,
    child: await startCountersign(installation, nodeOptions),
    target: { path: EXCHANGE_PATH, port, formsFile: await formsFile(folder, 'exchanges', forms) },
  }
}

async function memory({ settings }: Bench): Promise<Figure[]> {
  const installation = await prepareInstallation({ database: sqlite, algorithm: 'RS256', stored: 1000 })
  const { addresses, children } = await startServers(installation, 1)
  const [server] = children as [Child]
  const [ofVerifier, ofFeeds]: [number[], number[]] = [[], []]
  try {
    const accessToken = await exchanged(addresses[0]!, installation.tokens[0]!.value)
    for (let round = 1; round <= settings.rounds; round++) {
      progress(`memory, round ${round} of ${settings.rounds}`)
      const before = residentMb(server.pid)
      const listeners = await startListeners(installation, addresses, 0)
      const { heapMb: bare = 0 } = await listeners.ask({ kind: 'memory' })
      await listeners.add(LISTENERS)
      await listeners.ask({ kind: 'accept', accessToken })
      await new Promise((resolve) => setTimeout(resolve, 1000))
      const { heapMb = 0 } = await listeners.ask({ kind: 'memory' })
      ofVerifier.push((heapMb - bare) / LISTENERS)
      ofFeeds.push(residentMb(server.pid) - before)
      await listeners.end()
    }
  } finally {
    await server.end()
  }
  return [
    figure(ofVerifier, { what: 'a verifier with its feed', unit: ' MB', bar: { atMost: 5 } }),
    figure(ofFeeds.slice(0, 1), {
      what: 'resident memory of the server for 1,000 idle feeds',
      unit: ' MB',
      bar: { atMost: 50 },
      behind: `those that came after took ${rounded(median(ofFeeds.slice(1)))} MB more each time`,
    }),
  ]
}

type Servers = { readonly addresses: readonly string[]; readonly children: readonly Child[] }

/** The first at the address that is the issuer's. */
async function startServers(installation: Installation, count: number): Promise<Servers> {
  const ports = [installation.port]
  while (ports.length < count) ports.push(await freePort())
  const children = []
  for (const port of ports)
    children.push(
      await startCountersign({
        ...installation,
        port,
        env: { ...installation.env, COUNTERSIGN_PORT: String(port) },
      }),
    )
  return { addresses: ports.map((port) => `http://127.0.0.1:${port}`), children }
}

async function startListeners(installation: Installation, addresses: readonly string[], count = LISTENERS) {
  const feedToken = await makeFeedToken(installation)
  const child = startNode({ args: ['--expose-gc', sibling('listeners.ts')] })
  await firstMessage(child)
  const ask = async (asked: ListenersAsk): Promise<ListenersAnswer> => {
    child.process.send(asked)
    const [answer] = (await once(child.process, 'message', { signal: AbortSignal.timeout(120_000) })) as [
      ListenersAnswer,
    ]
    return answer
  }
  const { env, audience } = installation
  const issuer = env['COUNTERSIGN_PUBLIC_URL']!
  const add = (more: number) =>
    ask({ kind: 'start', start: { issuer, addresses, audience, feedToken, count: more } })
  await add(count)
  return { ask, add, end: () => child.end() }
}

/** As the page of the service makes one. */
async function makeFeedToken({ env, audience }: Installation): Promise<string> {
  const config = parseConfig([], env)
  const needs = await createNeeds({ ...config, publicUrl: config.publicUrl! })
  const { id, value } = makeTokenString('f')
  try {
    await needs.store.change(async (tx) => {
      await tx.feedTokens.insert({
        ...{ id, serviceId: audience, name: 'bench', createdAt: needs.now(), createdBy: null },
        ...{ hash: needs.keyedHash.hashOf('feed-token', value.reveal()), hashKeyId: needs.keyedHash.keyId },
      })
      return { result: undefined, events: [] }
    })
  } finally {
    await needs.store.close()
  }
  return value.reveal()
}

async function exchanged(address: string, value: string): Promise<string> {
  const response = await fetch(address + EXCHANGE_PATH, {
    method: 'POST',
    body: new URLSearchParams({ refresh_token: value }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

async function revokePresented(address: string, value: string): Promise<void> {
  const response = await fetch(`${address}/api/v1/api-tokens/revocation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value }),
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`Revoking answered ${response.status}`)
}
