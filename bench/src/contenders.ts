/** The servers that are compared, each a process of its own, ready to be loaded. */
import { closeSync, openSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstMessage, sibling, startNode, type Child } from './children.ts'
import type { Target } from './generator.ts'
import type { Installation } from './installation.ts'

export type Contender = {
  readonly name: string
  readonly target: Target
  /** The only answer there may be. */
  readonly status: number
  readonly child: Child
}

export const EXCHANGE_PATH = '/csp/gateway/am/api/auth/api-tokens/authorize'
const COMMAND = fileURLToPath(new URL('../../cli/src/countersign.ts', import.meta.url))
const READY_WITHIN_MS = 20_000

/** `countersign serve` as in production: logging every request, into a file. */
export async function startCountersign(
  { env, port, folder }: Installation,
  nodeOptions: readonly string[] = [],
): Promise<Child> {
  const output = openSync(join(folder, 'log.jsonl'), 'a', 0o600)
  const child = startNode({
    args: [...nodeOptions, COMMAND, 'serve', '--log-level=info'],
    env,
    cwd: folder,
    output,
  })
  closeSync(output)
  const until = performance.now() + READY_WITHIN_MS
  while (!(await isReady(port))) {
    if (child.process.exitCode !== null || performance.now() > until)
      throw new Error(`countersign did not start; see ${join(folder, 'log.jsonl')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return child
}

async function isReady(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
  await response?.body?.cancel()
  return response?.ok ?? false
}

export const startLimit = (signerFile: string, what: 'sign' | 'refuse' = 'sign') =>
  startWithPort('limit.ts', [signerFile, what])

export const startOidcProvider = (signerFile: string, clientsFile: string) =>
  startWithPort('oidc-server.ts', [signerFile, clientsFile])

async function startWithPort(file: string, args: readonly string[]): Promise<{ child: Child; port: number }> {
  const child = startNode({ args: [sibling(file), ...args] })
  return { child, port: await firstMessage<number>(child) }
}

/** Writes the forms that a target is sent in turn. */
export async function formsFile(
  folder: string,
  name: string,
  forms: readonly Readonly<Record<string, string>>[],
): Promise<string> {
  const file = join(folder, `${name}.json`)
  await writeFile(file, JSON.stringify(forms), { mode: 0o600 })
  return file
}
