/** What a subcommand is, and how it says that it was called wrongly. */
import { configHelp, nearestOf, type SettingName } from '@countersign/server'

export type Command = {
  readonly name: string
  readonly summary: string
  /** What `--help` prints, for the words after the command. */
  readonly help: (argv: readonly string[]) => string
  /** Resolves with the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>
  /** It listens for signals itself, and takes its time. */
  readonly stopsItself?: true
}

/** The command line was wrong: told in a line for each problem, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** For a second word that the command doesn't know, with the nearest that it does. */
export function noVerb(command: string, verb: string, verbs: readonly string[]): UsageError {
  const meant = nearestOf(verb, verbs)
  const hint = meant === undefined ? `There are ${verbs.join(', ')}.` : `Did you mean "${command} ${meant}"?`
  return new UsageError([`"${command} ${verb}" is no command. ${hint}`])
}

export const isUnderNpm = process.env['npm_lifecycle_event'] !== undefined

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

const WHERE: readonly SettingName[] = ['envFile', 'dataDir', 'databaseUrl', 'masterKey', 'masterKeyFile']

/** For a command that acts on an installation without serving: only what matters to it. */
export const whereHelp = (more: readonly SettingName[] = []): string => `
Where the installation is:
${configHelp([...WHERE, ...more])}

Other settings of "countersign serve" are taken and change nothing here, so that one --env-file does for all commands.`
