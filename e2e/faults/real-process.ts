/** Real processes of Countersign, from its sources, that a test can kill at any moment. None outlives its test. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cleanup } from '../../server/testing/cleanup.ts'

export type Env = Readonly<Record<string, string>>
export type Ending = { readonly code: number | null; readonly signal: string | null; readonly output: string }
export type RealProcess = ReturnType<typeof startNode>
export type Server = RealProcess & { readonly address: string }

const CLI = fileURLToPath(new URL('../../cli/src/countersign.ts', import.meta.url))

/** Where Node keeps what it has compiled, so that each of many processes starts sooner. */
export const COMPILED = fileURLToPath(
  new URL('../../node_modules/.cache/countersign-compiled', import.meta.url),
)

/** Runs a program in a process of its own, with nothing of our environment. */
export function startNode(test: Cleanup, args: readonly string[], env: Env) {
  const child = spawn(process.execPath, ['--conditions=countersign-source', ...args], {
    env: { NODE_COMPILE_CACHE: COMPILED, ...env },
    stdio: 'pipe',
  })
  let output = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const listener of listeners) listener()
    })
  }
  // Writing to one that was killed is no error of ours.
  child.stdin.on('error', () => {})
  let isRunning = true
  const ended = new Promise<Ending>((resolve) => {
    child.on('close', (code, signal) => {
      isRunning = false
      resolve({ code, signal, output })
    })
  })
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<Ending> => {
    child.kill(signal)
    return ended
  }
  test.after(async () => void (await kill()))

  /** Resolves with the first group of the pattern, as soon as it was printed. */
  const printed = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(output)?.[1]
        if (found !== undefined) resolve(found)
      }
      listeners.add(look)
      look()
      void ended.then(() => reject(new Error(`The process ended: ${output}`)))
    })
  return { child, ended, kill, printed, isRunning: () => isRunning }
}

/** A command of the operator. Its clock can be ahead: a key must have been published for ten minutes before it signs. */
export function startCountersign(
  test: Cleanup,
  env: Env,
  argv: readonly string[],
  { clockAheadMs = 0 } = {},
): RealProcess {
  const clock = `data:text/javascript,const now=Date.now;Date.now=()=>now()+${clockAheadMs}`
  return startNode(test, [...(clockAheadMs === 0 ? [] : ['--import', clock]), CLI, ...argv], env)
}

/** `countersign serve` on a free port; resolves once it listens. */
export async function startServer(test: Cleanup, env: Env): Promise<Server> {
  const started = startCountersign(test, env, ['serve', '--port', '0'])
  return { ...started, address: await started.printed(/listens on (\S+) /) }
}
