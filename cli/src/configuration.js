/** The configuration of the service, from this command's flags and environment. */
import { ConfigProblems, parseConfig } from '@countersign/server'
import { UsageError } from './command.js'
/** @throws {UsageError} with every problem at once */
export function configuration(argv) {
  try {
    return parseConfig(argv, process.env)
  } catch (error) {
    if (error instanceof ConfigProblems) throw new UsageError(error.problems)
    throw error
  }
}
