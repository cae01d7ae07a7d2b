/** What a subcommand is, and how it says that something went wrong. */
export type Command = {
  readonly name: string
  readonly summary: string
  /** Resolves with the exit code. */
  readonly run: (argv: readonly string[]) => Promise<number>
  /** It listens for signals itself, and takes its time. */
  readonly stopsItself?: true
}
/** The command line was wrong: told with a hint, and exit code 2. */
export declare class UsageError extends Error {
  readonly name = 'UsageError'
  readonly problems: readonly string[]
  constructor(problems: readonly string[])
}
export declare const isUnderNpm: boolean
export declare const print: (text: string) => void
export declare const asksForHelp: (argv: readonly string[]) => boolean
