/**
 * Tells a test when a process has come so far with its database, so that it can be killed in the middle of its work: for
 * PostgreSQL after so many messages, which are counted on the way there, for SQLite so many milliseconds after a file appeared.
 */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import type { RealPlace } from './real-place.ts'
import type { Env, RealProcess } from './real-process.ts'

export type Tripwire = {
  /** What the process is to be given. */
  readonly env: Env
  /** Resolves after so many messages or milliseconds. */
  reached(count: number): Promise<void>
  /** How many it were until now. */
  count(): number
}

export async function tripwireAt(
  test: Cleanup,
  { place, appears }: { readonly place: RealPlace; readonly appears: () => boolean },
): Promise<Tripwire> {
  const url = place.env['COUNTERSIGN_DATABASE_URL']
  return url === undefined ? tripwireOnFile(place.env, appears) : onTheWay(test, place.env, url)
}

/** In the middle of its work, or at its end when that comes first. Answers whether it was still running. */
export async function killAt(process: RealProcess, tripwire: Tripwire, count: number): Promise<boolean> {
  await Promise.race([tripwire.reached(count), process.ended])
  const { signal } = await process.kill()
  return signal === 'SIGKILL'
}

/** Counts milliseconds since a file was there. */
export function tripwireOnFile(env: Env, appears: () => boolean): Tripwire {
  let appearedAt: number | undefined
  const look = async (): Promise<void> => {
    while (!appears()) await sleep(1, undefined, { ref: false })
    appearedAt = performance.now()
  }
  const appeared = look()
  return {
    env,
    reached: async (count) => {
      await appeared
      await sleep(count)
    },
    count: () => (appearedAt === undefined ? 0 : Math.ceil(performance.now() - appearedAt)),
  }
}

async function onTheWay(test: Cleanup, env: Env, url: string): Promise<Tripwire> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const waiting = new Map<number, () => void>()
  let messages = 0
  const listener = createServer((client) => {
    const server = connect(Number(port), hostname)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy())
    }
    // Counted before it goes on: the process dies while this one is on its way, or was just answered.
    client.on('data', (message) => {
      waiting.get((messages += 1))?.()
      server.write(message)
    })
    server.pipe(client)
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  test.after(async () => {
    for (const socket of sockets) socket.destroy()
    listener.close()
  })
  const way = new URL(url)
  way.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`
  return {
    env: { ...env, COUNTERSIGN_DATABASE_URL: way.href },
    reached: (count) => new Promise((resolve) => waiting.set(count, resolve)),
    count: () => messages,
  }
}
