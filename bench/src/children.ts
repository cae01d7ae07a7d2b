/**
 * The processes that a measurement starts. Each is ended by its own pid, at the latest when this process ends; none
 * outlives it, because all but the timed ones watch the channel to their parent.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type Child = { readonly process: ChildProcess; readonly pid: number; end(): Promise<void> }

type Start = {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** A file descriptor for what it writes; nobody reads it when it is missing. */
  readonly output?: number
}

const WATCH_PARENT = fileURLToPath(new URL('end-with-parent.ts', import.meta.url))
const END_WITHIN_MS = 8_000

/** A file beside this one. */
export const sibling = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const running = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/** A Node process that resolves our packages to their sources and has a channel to this one. */
export function startNode({ args, env = {}, cwd, output }: Start): Child {
  return start(['--conditions=countersign-source', '--import', WATCH_PARENT, ...args], {
    env,
    cwd,
    stdio: ['ignore', output ?? 'ignore', output ?? 'inherit', 'ipc'],
  })
}

/** A Node process as somebody would start it, to be timed. */
export const startPlainNode = ({ args, env = {} }: Start): Child =>
  start(args, { env, stdio: ['ignore', 'pipe', 'inherit'] })

function start(
  args: readonly string[],
  {
    env,
    cwd,
    stdio,
  }: { env: Readonly<Record<string, string>>; cwd?: string; stdio: Parameters<typeof spawn>[2]['stdio'] },
): Child {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    stdio,
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
    await exited
    clearTimeout(impatience)
  }
  return { process: child, pid: child.pid!, end }
}

/** The first message that a child sends; throws when it ends before. */
export async function firstMessage<Message>({ process: child }: Child): Promise<Message> {
  const message = once(child, 'message').then(([value]) => value as Message)
  const death = once(child, 'exit').then(([code]) => {
    throw new Error(`A process of the measurement ended with ${code} before it was ready`)
  })
  death.catch(() => {})
  return Promise.race([message, death])
}
