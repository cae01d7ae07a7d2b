/**
 * The load generator, a process of its own. Each message names a target and how to load it; each is answered with what
 * was counted. A run is bounded in time, and whoever asked for it may end the process at any moment.
 */
import { readFileSync } from 'node:fs'
import { formRequest, openConnection, type Connection } from './connection.ts'
import type { Loaded, Run } from './generator.ts'
import { quantile } from './statistics.ts'

/** Requests that are still on their way when time is up. */
const DRAIN_MS = 5_000

const prepared = new Map<string, Buffer[]>()

const requestsOf = ({ path, formsFile }: Run['target']): Buffer[] => {
  const key = `${path} ${formsFile}`
  let requests = prepared.get(key)
  if (!requests) {
    const forms = JSON.parse(readFileSync(formsFile, 'utf8')) as Record<string, string>[]
    requests = forms.map((form) => formRequest(path, form))
    prepared.set(key, requests)
  }
  return requests
}

process.on('message', (run: Run) => {
  void load(run).then((loaded) => process.send?.(loaded))
})
process.channel?.ref()
process.send?.('ready')

async function load(run: Run): Promise<Loaded> {
  const requests = requestsOf(run.target)
  const statuses: Record<number, number> = {}
  const latenciesMs: number[] = []
  const samples: [number, number][] = []
  let next = Math.floor(Math.random() * requests.length)
  let onWay = 0
  let answers = 0
  let isOver = false

  const startedAt = performance.now()
  const idle: (() => void)[] = []
  const waiting: number[] = []
  const connections = await Promise.all(
    Array.from({ length: run.connections }, async (): Promise<Connection> => {
      let since = 0
      let which = 0
      const connection: Connection = await openConnection(run.target.port, (status) => {
        const now = performance.now()
        statuses[status] = (statuses[status] ?? 0) + 1
        onWay--
        if (!isOver) {
          answers++
          latenciesMs.push(now - since)
          if (run.keepSamples) samples.push([which, now - since])
        }
        if (run.ratePerSecond === undefined) {
          if (!isOver) send(now)
          return
        }
        const due = waiting.shift()
        if (due === undefined) idle.push(send)
        else send(due)
      })
      /** `at` is when the request was due: waiting for a free connection counts, as it does for a user. */
      const send = (at = performance.now()): void => {
        since = at
        which = next
        next = next + 1 === requests.length ? 0 : next + 1
        onWay++
        connection.send(requests[which]!)
      }
      idle.push(send)
      return connection
    }),
  )

  const loadedFrom = performance.now()
  if (run.ratePerSecond === undefined) for (const send of idle) send()
  else await sendAtRate(run.ratePerSecond, run.seconds, idle, waiting)
  await sleep(loadedFrom + run.seconds * 1000 - performance.now())
  isOver = true
  const seconds = (performance.now() - loadedFrom) / 1000
  const patience = performance.now() + DRAIN_MS
  waiting.length = 0
  while (onWay > 0 && performance.now() < patience) await sleep(5)
  for (const connection of connections) connection.close()

  return {
    answers,
    seconds,
    statuses,
    unanswered: onWay,
    connectMs: loadedFrom - startedAt,
    latencyMs: {
      p50: quantile(latenciesMs, 0.5),
      p90: quantile(latenciesMs, 0.9),
      p99: quantile(latenciesMs, 0.99),
      most: latenciesMs.reduce((most, each) => Math.max(most, each), 0),
    },
    samples,
  }
}

/** Sends at the rate whatever the answers do. What finds no free connection waits, and its clock runs. */
async function sendAtRate(
  ratePerSecond: number,
  seconds: number,
  idle: ((at: number) => void)[],
  waiting: number[],
): Promise<void> {
  const from = performance.now()
  const gapMs = 1000 / ratePerSecond
  for (let sent = 0; sent * gapMs < seconds * 1000;) {
    const elapsed = performance.now() - from
    for (; sent * gapMs <= elapsed; sent++) {
      const due = from + sent * gapMs
      const send = idle.pop()
      if (send) send(due)
      else waiting.push(due)
    }
    await sleep(1)
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
