/** `countersign serve`: listens until it is told to stop, then finishes what runs. */
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { createApp, setupLink, type App } from './app.ts'
import type { Config } from './config.ts'

/** How long a stop may take before the process gives up on what still runs. */
const STOP_WITHIN_MS = 10_000

export type Serving = { readonly app: App; readonly address: string; stop(): Promise<void> }

/** Resolves once it listens. `announce` gets the lines meant for the person who started it. */
export async function serve(
  config: Config,
  logger: Logger,
  announce: (line: string) => void,
): Promise<Serving> {
  const publicUrl = config.publicUrl ?? `http://${urlHost(config.host)}:${config.port}`
  const app = await createApp({ ...config, publicUrl }, { logger })
  try {
    await app.server.listen({ host: config.host, port: config.port })
  } catch (error) {
    await app.close()
    throw error
  }
  const { address, port } = app.server.server.address() as AddressInfo
  announce(`Countersign listens on http://${urlHost(address)}:${port} and is known as ${publicUrl}.`)
  const link = await setupLink(app.needs)
  if (link !== undefined) announce(`Nothing is set up yet. Open this link once to begin:\n  ${link}`)
  return { app, address: `http://${urlHost(address)}:${port}`, stop: () => stopWithin(app, logger) }
}

async function stopWithin(app: App, logger: Logger): Promise<void> {
  const timeout = AbortSignal.timeout(STOP_WITHIN_MS)
  const late = new Promise<void>((resolve) => {
    timeout.addEventListener('abort', () => {
      logger.warn('stopping took too long; what still ran was cut off')
      resolve()
    })
  })
  await Promise.race([app.close(), late])
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)
