/**
 * The whole check in one command: format, types, lint, unused code, the console's build, every test. Ends with "N passed, N failed".
 * With words as arguments it runs only the tests whose file has one of them in its path. `--long` repeats more often what a short run
 * bounds (generated requests, kills); `--seed=N` generates the same input again.
 */
import { spawn } from 'node:child_process'
import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from 'node:test'
import { inspect, parseArgs } from 'node:util'

const CHECKS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  types: ['tsc', '-b'],
  format: ['prettier', '--check', '--log-level=warn', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  'unused code': ['knip', '--no-progress'],
  'console build': ['vite', 'build', 'console', '--logLevel', 'warn'],
}

type Details = { readonly type?: string; readonly passed: boolean; readonly duration_ms: number }

const { positionals: words, values: options } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false }, seed: { type: 'string' } },
})
if (options.long) process.env['COUNTERSIGN_TEST_LONG'] = '1'
if (options.seed !== undefined && !/^\d{1,10}$/.test(options.seed))
  throw new Error('--seed takes a whole number of up to ten digits')
if (options.seed !== undefined) process.env['COUNTERSIGN_TEST_SEED'] = options.seed
// Each file runs in a process of its own, which would compile the same modules again.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '../node_modules/.cache/countersign-compiled')
let passed = 0
let failed = 0

if (words.length === 0) {
  for (const [name, command] of Object.entries(CHECKS)) await check(name, command)
}
await runTests(await testFiles())
print(`${passed} passed, ${failed} failed`)
// Not by exitCode: the package that runs PostgreSQL ends the process with its own.
process.exit(failed === 0 && passed > 0 ? 0 : 1)

async function check(name: string, [command, ...args]: readonly [string, ...string[]]): Promise<void> {
  const startedAt = Date.now()
  const { code, output } = await outputOf(command, args)
  count(code === 0)
  print(`${code === 0 ? '✔' : '✖'} ${name} (${seconds(startedAt)})`)
  if (code !== 0) print(output)
}

function outputOf(
  command: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

async function testFiles(): Promise<string[]> {
  const files: string[] = []
  for await (const file of glob('{api,verify,server,cli,console,e2e,bench,scripts,examples}/**/*.test.ts', {
    exclude: ['**/node_modules/**', '**/dist/**'],
  })) {
    if (words.length === 0 || words.some((word) => file.includes(word))) files.push(file)
  }
  return files.toSorted()
}

/** One PostgreSQL for the whole run; files run beside each other, in processes of their own. */
async function runTests(files: readonly string[]): Promise<void> {
  const names = new Set(files)
  const found = new Map<string, number>()
  const passing: string[] = []
  const ended = new Set<string>()
  const tests = run({
    files: [...files],
    concurrency: Math.max(2, availableParallelism()),
    execArgv: ['--conditions=countersign-source'],
    timeout: options.long ? 1_800_000 : 180_000,
    ...{ globalSetupPath: 'server/testing/postgres.ts' },
  })
  tests.on('test:pass', ({ name, details, file = '', skip, todo }) => {
    if (details.type === 'suite' || names.has(name)) return
    // What the machine lacks for it is told, and is neither passed nor failed.
    if (typeof skip === 'string' && skip.startsWith('not at hand: ')) {
      print(`○ ${relative(file)}  ${name}: not tried, ${skip}`)
      return
    }
    const isReal = skip === undefined && todo === undefined
    count(isReal)
    if (!isReal) print(`✖ ${relative(file)}  ${name}: skipped`)
  })
  tests.on('test:fail', ({ name, details, file = '', line }) => {
    const error = details.error as Error & { failureType?: string }
    if (error.failureType === 'subtestsFailed') return
    count(false)
    print(`✖ ${relative(file)}:${line}  ${name}\n${inspect(error.cause ?? error, { depth: 4 })}`)
  })
  tests.on('test:summary', ({ file }) => {
    if (file !== undefined) ended.add(relative(file))
  })
  tests.on('test:stderr', ({ message }) => process.stderr.write(message))
  tests.on(
    'test:complete',
    (event: { name: string; details: Details; file?: string; entryFile?: string }) => {
      const { name, details } = event
      if (!names.has(name)) {
        // A test may stand in another file than the one that was run, as those of the store's interface do.
        const entry = relative(event.entryFile ?? event.file ?? '')
        if (details.type !== 'suite') found.set(entry, (found.get(entry) ?? 0) + 1)
        return
      }
      const isEmpty = details.passed && !found.has(name)
      if (isEmpty) count(false)
      else if (details.passed) passing.push(name)
      const mark = details.passed && !isEmpty ? '✔' : '✖'
      print(
        `${mark} ${name} (${found.get(name) ?? 'no tests'}, ${(details.duration_ms / 1000).toFixed(1)} s)`,
      )
    },
  )
  for await (const _event of tests) {
    // Reading the stream to its end is what runs the tests.
  }
  // A process that ends with 0 before its last test is known by silence alone: it left no sum of what it ran. Known at the
  // end, for sums are told in the order of the files.
  for (const name of passing.filter((each) => !ended.has(each))) {
    count(false)
    print(`✖ ${name}: ended before its last test`)
  }
}

function count(isPass: boolean): void {
  if (isPass) passed += 1
  else failed += 1
}

function relative(file: string): string {
  return file.replace(`${process.cwd()}/`, '')
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
