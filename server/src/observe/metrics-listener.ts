/** Answers `GET /metrics` and nothing else, on a listener of its own that the public is never given. */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Metrics } from './metrics.ts'

export type MetricsListener = { readonly port: number; close(): Promise<void> }

export async function listenForMetrics(
  metrics: Metrics,
  where: { readonly host: string; readonly port: number | undefined },
): Promise<MetricsListener> {
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/metrics') void answer(metrics, response)
    else response.writeHead(404).end()
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

async function answer({ read, contentType }: Metrics, response: ServerResponse): Promise<void> {
  try {
    const text = await read()
    response.writeHead(200, { 'content-type': contentType }).end(text)
  } catch {
    response.writeHead(500).end()
  }
}
