/** What a subcommand is, and how it says that something went wrong. */
/** The command line was wrong: told with a hint, and exit code 2. */
export class UsageError extends Error {
  name = 'UsageError'
  problems
  constructor(problems) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
export const isUnderNpm = process.env['npm_lifecycle_event'] !== undefined
export const print = (text) => void process.stdout.write(`${text}\n`)
export const asksForHelp = (argv) => argv.includes('--help') || argv.includes('-h')
