/** The observers that were asked for. What nobody asked for is not even loaded: that is felt in how long a start takes. */
import type { Metrics } from './metrics.ts'
import type { Observer } from './observer.ts'

/** Where `@opentelemetry/api` keeps what an SDK registers, for every copy of it in the process. */
const OPEN_TELEMETRY = Symbol.for('opentelemetry.js.api.1')

export async function observersOf({
  hasMetrics,
  exchangeRoute,
}: {
  readonly hasMetrics: boolean
  readonly exchangeRoute: string
}): Promise<{ readonly metrics: Metrics | undefined; readonly observers: readonly Observer[] }> {
  const metrics = hasMetrics ? (await import('./metrics.ts')).createMetrics({ exchangeRoute }) : undefined
  const traces = OPEN_TELEMETRY in globalThis ? await tracesOfSdk() : undefined
  return { metrics, observers: [metrics, traces].filter((observer) => observer !== undefined) }
}

async function tracesOfSdk(): Promise<Observer | undefined> {
  const { createTraces, isTraced } = await import('./traces.ts')
  return isTraced() ? createTraces() : undefined
}
