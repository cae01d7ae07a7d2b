/** What a subcommand is, and how it says that something went wrong. */
import { Refusal } from '@countersign/server'

export type Command = {
  readonly name: string
  readonly summary: string
  /** Resolves with the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>
  /** It listens for signals itself, and takes its time. */
  readonly stopsItself?: true
}

/** The command line was wrong: told with a hint, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

export const isUnderNpm = process.env['npm_lifecycle_event'] !== undefined

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

export const asksForHelp = (argv: readonly string[]): boolean =>
  argv.includes('--help') || argv.includes('-h')

/** For the operator, who may know the cause: a service that answers people hides it. */
export function inWords(error: unknown): string {
  if (error instanceof Refusal) {
    const { cause, detail, title } = error
    return detail ?? (cause instanceof Error ? `${title}: ${inWords(cause)}` : title)
  }
  // What gathers several errors often says nothing itself.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(inWords).join('; ')
  if (!(error instanceof Error)) return String(error)
  return systemErrorInWords(error) ?? (error.message || error.name)
}

/** The system names the call and a code; who reads it wants to know what to do. */
function systemErrorInWords(error: Error & { code?: unknown; syscall?: unknown }): string | undefined {
  const advice =
    SYSTEM_ADVICE[`${String(error.syscall)} ${String(error.code)}`] ?? SYSTEM_ADVICE[String(error.code)]
  return advice && `${error.message}. ${advice}.`
}

const SYSTEM_ADVICE: Readonly<Record<string, string>> = {
  'listen EADDRINUSE': 'Another process listens there: end it, or choose another --port',
  'listen EACCES': 'Ports below 1024 are for root alone: choose a higher --port and put a proxy in front',
  'listen EADDRNOTAVAIL': 'No network interface has this address: choose another --host',
  'getaddrinfo ENOTFOUND': 'There is no such host: choose another --host',
  EACCES: 'Give the file or folder to the account that runs Countersign',
  EPERM: 'Give the file or folder to the account that runs Countersign',
  ENOENT: 'Check the path: there is no such file or folder',
  EISDIR: 'Name a file: this is a folder',
  ENOTDIR: 'Name a folder: a part of this path is a file',
  EEXIST: 'Name a folder: there is a file at this path',
  ENOSPC: 'The disk is full: make room there',
  EDQUOT: 'The disk is full for this account: make room there',
  EROFS: 'The disk takes no writes: choose another path',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n)',
}
