/** What a subcommand is. */
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
