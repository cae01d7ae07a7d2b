/** `countersign serve`: listens until it is told to stop, then finishes what runs. */
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { createApp, setupLink, type App } from './app.ts'
import { ConfigProblems, type Config } from './config.ts'
import { exposedSecrets } from './exposed-secrets.ts'
import { isLoopback } from './config-values.ts'
import { isInTheClear } from './store/postgres/postgres-tls.ts'
import { listenForMetrics, type MetricsListener } from './observe/metrics-listener.ts'

/** How long a stop may take before the process gives up on what still runs. */
const STOP_WITHIN_MS = 10_000

export type Serving = {
  readonly app: App
  readonly address: string
  /** Resolves with whether all of it ended in time; what did not would keep the process alive. */
  stop(): Promise<boolean>
}

/** Resolves once it listens. `announce` gets the lines meant for the person who started it. */
export async function serve(
  config: Config,
  logger: Logger,
  announce: (line: string) => void,
): Promise<Serving> {
  const publicUrl = publicUrlOf(config)
  assertNotInTheClear(config)
  for (const { file, told } of exposedSecrets(config)) logger.warn({ file }, told)
  if (config.databaseUrl !== undefined && isInTheClear(config.databaseUrl))
    logger.warn(
      'what goes to PostgreSQL is not encrypted, because COUNTERSIGN_DATABASE_URL has sslmode=disable',
    )
  const app = await createApp({ ...config, publicUrl }, { logger })
  let metrics: MetricsListener | undefined
  let link: string | undefined
  const stop = async (): Promise<void> => {
    await app.close()
    await metrics?.close()
  }
  try {
    await app.listen({ host: config.host, port: config.port })
    metrics = app.metrics && (await listenForMetrics(app.metrics, metricsAddressOf(config)).catch(ofMetrics))
    link = await setupLink(app.needs)
  } catch (error) {
    await stop()
    throw error
  }
  const { address, port } = app.server.server.address() as AddressInfo
  const scheme = schemeOf(config)
  announce(`Countersign listens on ${scheme}://${urlHost(address)}:${port} and is known as ${publicUrl}.`)
  if (metrics)
    announce(`Prometheus is answered on http://${urlHost(config.metricsHost)}:${metrics.port}/metrics.`)
  if (link !== undefined) announce(`Nothing is set up yet. Open this link once to begin:\n  ${link}`)
  return { app, address: `${scheme}://${urlHost(address)}:${port}`, stop: () => stopWithin(stop, logger) }
}

async function stopWithin(stop: () => Promise<void>, logger: Logger): Promise<boolean> {
  const timeout = AbortSignal.timeout(STOP_WITHIN_MS)
  const late = new Promise<false>((resolve) => {
    timeout.addEventListener('abort', () => {
      logger.warn('stopping took too long; what still ran was cut off')
      resolve(false)
    })
  })
  return Promise.race([stop().then(() => true), late])
}

/** For whoever puts it into words: another flag chooses this port. */
const ofMetrics = (error: Error): never => {
  throw Object.assign(error, { flag: '--metrics-port' })
}

const metricsAddressOf = ({ metricsHost, metricsPort }: Config) => ({ host: metricsHost, port: metricsPort })

/** What is not configured is where we listen; on any other address than a loopback one that is no use to anyone. */
export function publicUrlOf({ publicUrl, host, port, tlsCert }: Config): string {
  if (publicUrl !== undefined) return publicUrl
  if (isLoopback(urlHost(host)) && port !== 0) return `${schemeOf({ tlsCert })}://${urlHost(host)}:${port}`
  throw new ConfigProblems([
    'COUNTERSIGN_PUBLIC_URL must be set when listening on anything but a fixed port of a loopback address.',
  ])
}

const schemeOf = ({ tlsCert }: Pick<Config, 'tlsCert'>): string => (tlsCert === undefined ? 'http' : 'https')

/** What comes from another machine comes through TLS, ours or that of a proxy in front. */
function assertNotInTheClear({ host, tlsCert, trustedProxies }: Config): void {
  if (isLoopback(urlHost(host)) || tlsCert !== undefined || trustedProxies.length > 0) return
  throw new ConfigProblems([
    `Other machines could send secrets to ${host} in the clear: give --tls-cert and --tls-key, or name the proxy in front that speaks TLS with --trusted-proxies.`,
  ])
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)
