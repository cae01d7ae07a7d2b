/**
 * What Prometheus may ask for. Labels are taken from short, fixed lists: never an id, an address or anything a request
 * carries. Nothing here is reachable until a listener of its own is opened for it.
 */
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Needs } from '../actions/needs.ts'
import type { SigningKey } from '../domain/signing-key.ts'
import { aroundSigning, aroundStore, type Around, type Observer } from './observer.ts'

export type Metrics = Observer & {
  readonly contentType: string
  /** The text of the exposition format. */
  readonly read: () => Promise<string>
}

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

export function createMetrics({ exchangeRoute }: { readonly exchangeRoute: string }): Metrics {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const requests = new Counter({
    name: 'countersign_http_requests_total',
    help: 'Requests by route template and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const exchanges = new Counter({
    name: 'countersign_exchanges_total',
    help: 'Exchanges of an API token by result: exchanged, refused, throttled, failed',
    labelNames: ['result'],
    registers,
  })
  // A counter that appears only with its first event hides that event from a rate.
  for (const result of ['exchanged', 'refused', 'throttled', 'failed']) exchanges.inc({ result }, 0)
  const exchangeSeconds = new Histogram({
    name: 'countersign_exchange_seconds',
    help: 'From the first byte of the request to the last of the answer',
    buckets: SECONDS,
    registers,
  })
  const refusals = new Counter({
    name: 'countersign_exchange_refusals_total',
    help: 'Refused exchanges of well-formed API tokens by the reason that only the audit log tells',
    labelNames: ['reason'],
    registers,
  })
  const storeSeconds = new Histogram({
    name: 'countersign_store_seconds',
    help: 'Calls of the database by operation',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  })
  const storeFailures = new Counter({
    name: 'countersign_store_failures_total',
    help: 'Calls of the database that failed, by operation',
    labelNames: ['operation'],
    registers,
  })
  const signingSeconds = new Histogram({
    name: 'countersign_signing_seconds',
    help: 'Signatures, waiting for a free thread included',
    buckets: SECONDS,
    registers,
  })

  const timingStore: Around = async (operation, work) => {
    const begunAt = performance.now()
    try {
      return await work()
    } catch (error) {
      storeFailures.inc({ operation })
      throw error
    } finally {
      storeSeconds.observe({ operation }, (performance.now() - begunAt) / 1000)
    }
  }
  const timingSigning: Around = async (_name, work) => {
    const begunAt = performance.now()
    try {
      return await work()
    } finally {
      signingSeconds.observe((performance.now() - begunAt) / 1000)
    }
  }

  return {
    around(needs) {
      watchQueue(registers, needs)
      watchForwarding(registers, needs)
      watchFeed(registers, needs)
      const watchKeys = keyAges(registers, needs)
      return {
        ...needs,
        store: aroundStore(needs.store, timingStore),
        keyring: {
          ...aroundSigning(needs.keyring, timingSigning),
          load(keys) {
            needs.keyring.load(keys)
            watchKeys(keys)
          },
        },
        gatheredEvents: {
          ...needs.gatheredEvents,
          record(happened) {
            if (happened.kind === 'exchange_refused') refusals.inc({ reason: happened.reason })
            needs.gatheredEvents.record(happened)
          },
        },
      }
    },
    watch: (server: FastifyInstance) =>
      void server.addHook('onResponse', (request, reply, done) => {
        const route = request.routeOptions.url ?? 'none'
        requests.inc({ method: request.method, route, status: reply.statusCode })
        if (route === exchangeRoute) {
          exchanges.inc({ result: resultOf(reply.statusCode) })
          exchangeSeconds.observe(reply.elapsedTime / 1000)
        }
        done()
      }),
    contentType: register.contentType,
    read: () => register.metrics(),
  }
}

function resultOf(status: number): string {
  if (status < 300) return 'exchanged'
  if (status === 429) return 'throttled'
  return status < 500 ? 'refused' : 'failed'
}

function watchQueue(registers: Registry[], { usageLog }: Pick<Needs, 'usageLog'>): void {
  new Gauge({
    name: 'countersign_usage_queue_length',
    help: 'API tokens whose last use is yet to be written',
    registers,
    collect() {
      this.set(usageLog.length())
    },
  })
}

function watchFeed(registers: Registry[], { revocationFeed }: Pick<Needs, 'revocationFeed'>): void {
  new Gauge({
    name: 'countersign_revocation_feed_listeners',
    help: 'Open feeds of revocations at this server',
    registers,
    collect() {
      this.set(revocationFeed.listeners())
    },
  })
  new Gauge({
    name: 'countersign_revocation_feed_lag_seconds',
    help: 'How long ago the database was asked for revocations last, while anybody listens',
    registers,
    collect() {
      this.set(revocationFeed.lagMs() / 1000)
    },
  })
}

function watchForwarding(
  registers: Registry[],
  { undeclaredProxies }: Pick<Needs, 'undeclaredProxies'>,
): void {
  new Gauge({
    name: 'countersign_undeclared_proxy_requests',
    help: 'Requests since the start with X-Forwarded-For from an address that is not in COUNTERSIGN_TRUSTED_PROXIES',
    registers,
    collect() {
      this.set(undeclaredProxies.requests())
    },
  })
}

/** From the keys that were loaded last: asking for metrics asks no database. */
function keyAges(registers: Registry[], { now }: Pick<Needs, 'now'>): (keys: readonly SigningKey[]) => void {
  let keys: readonly SigningKey[] = []
  new Gauge({
    name: 'countersign_signing_key_age_seconds',
    help: 'Since the oldest signing key of a state came into it',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset()
      for (const { state, createdAt, activatedAt, retiredAt } of keys.toReversed()) {
        const since = { next: createdAt, active: activatedAt, retiring: retiredAt, removed: null }[state]
        this.set({ state }, (now() - (since ?? createdAt)) / 1000)
      }
    },
  })
  return (loaded) => {
    keys = loaded
  }
}
