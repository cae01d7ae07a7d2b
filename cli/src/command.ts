/** What a subcommand is, and how it says that something went wrong. */
import { Refusal } from '@countersign/server'

export type Command = {
  readonly name: string
  readonly summary: string
  /** Resolves with the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>
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

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

export const asksForHelp = (argv: readonly string[]): boolean =>
  argv.includes('--help') || argv.includes('-h')

/** For the operator, who may know the cause: a service that answers people hides it. */
export function inWords(error: unknown): string {
  if (error instanceof Refusal) {
    const { cause, detail, title } = error
    return detail ?? (cause instanceof Error ? `${title}: ${cause.message}` : title)
  }
  return error instanceof Error ? error.message : String(error)
}
