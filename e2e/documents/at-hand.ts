/**
 * Programs that a machine may or may not have. A test that needs one which is missing says so by its skip, which the run
 * prints and never counts as passed.
 */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export type Ended = { readonly code: number | null; readonly output: string; readonly errors: string }

type Options = {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  readonly limitMs?: number
}

/** Runs a program to its end, whatever that is. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, input = '', limitMs = 60_000 }: Options = {},
): Promise<Ended> {
  const child = spawn(command, args, { cwd, env, timeout: limitMs, killSignal: 'SIGKILL' })
  // One that does not read what it is given has ended before.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, output, errors }
}

/** The reason for a skip when one of them is missing; undefined when all are there. */
export async function missing(...commands: readonly string[]): Promise<string | undefined> {
  for (const command of commands) {
    const { code } = await run('sh', ['-c', `command -v ${command}`])
    if (code !== 0) return `not at hand: ${command}`
  }
  return undefined
}
