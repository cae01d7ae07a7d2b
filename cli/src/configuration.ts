/** The configuration of the service, from this command's flags and environment. */
import { ConfigProblems, parseConfig, type Config } from '@countersign/server'
import { UsageError } from './command.ts'

/** @throws {UsageError} with every problem at once */
export function configuration(argv: readonly string[]): Config {
  try {
    return parseConfig(argv, process.env)
  } catch (error) {
    if (error instanceof ConfigProblems) throw new UsageError(error.problems)
    throw error
  }
}
