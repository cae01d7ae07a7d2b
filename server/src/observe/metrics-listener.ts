/** Answers `GET /metrics` and nothing else, on a listener of its own that the public is never given. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './metrics.ts'

export type MetricsListener = { readonly port: number; close(): Promise<void> }

export async function listenForMetrics(
  { read, contentType }: Metrics,
  where: { readonly host: string; readonly port: number | undefined },
): Promise<MetricsListener> {
  const server = createServer({ requestTimeout: 10_000 }, async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end()
      return
    }
    try {
      response.writeHead(200, { 'content-type': contentType }).end(await read())
    } catch {
      response.writeHead(500).end()
    }
  })
  await once(server.listen(where), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
