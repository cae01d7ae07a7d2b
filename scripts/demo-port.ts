/** A port for the demonstration: the one that is wished, or the next that nobody listens on. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

const LAST = 65_535

/** Zero is any. @throws {Error} of the system, when it is for another reason than that someone listens there */
export async function freePort(wished: number, say: (line: string) => void): Promise<number> {
  for (let port = wished; port <= LAST; port += 1) {
    const found = await portIfFree(port)
    if (found !== undefined) return found
    say(`Port ${port} is taken; trying the next one.`)
  }
  throw new Error(`Every port from ${wished} on is taken. Choose a lower --port.`)
}

async function portIfFree(port: number): Promise<number | undefined> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
  const { port: found } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return found
}
