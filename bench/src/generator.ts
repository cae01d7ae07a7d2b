/** The load generator as the rows use it: one process for a whole row, asked again for every round. */
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { firstMessage, startNode, type Child } from './children.ts'

/** Where requests go: always to this machine. */
export type Target = {
  readonly port: number
  readonly path: string
  /** A JSON array of forms, sent in turn, round and round. */
  readonly formsFile: string
}

export type Run = {
  readonly target: Target
  readonly seconds: number
  readonly connections: number
  /** Without it each connection sends the next request when the last is answered. */
  readonly ratePerSecond?: number
  /** Keeps each latency with the number of its form. */
  readonly keepSamples?: boolean
}

export type Loaded = {
  readonly answers: number
  readonly seconds: number
  readonly statuses: Readonly<Record<number, number>>
  readonly unanswered: number
  readonly connectMs: number
  readonly latencyMs: {
    readonly p50: number
    readonly p90: number
    readonly p99: number
    readonly most: number
  }
  readonly samples: readonly (readonly [form: number, latencyMs: number])[]
}

export type Generator = Child & { load(run: Run): Promise<Loaded> }

export async function startGenerator(): Promise<Generator> {
  const child = startNode({ args: [fileURLToPath(new URL('load.ts', import.meta.url))] })
  await firstMessage(child)
  return {
    ...child,
    async load(run) {
      child.process.send(run)
      const [loaded] = (await once(child.process, 'message', {
        signal: AbortSignal.timeout((run.seconds + 30) * 1000),
      })) as [Loaded]
      return loaded
    },
  }
}
