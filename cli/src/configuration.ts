/** The configuration of the service, from this command's flags and environment. */
import { ConfigProblems, exposedSecrets, parseConfig, type Config } from '@countersign/server'
import { UsageError } from './command.ts'

/**
 * Warns on standard error when others can read what is secret in it.
 * @param otherFlags what the command has taken out of the line itself
 * @throws {UsageError} with every problem at once
 */
export function configuration(argv: readonly string[], otherFlags: readonly string[] = []): Config {
  try {
    const config = parseConfig(argv, process.env, otherFlags)
    for (const { told } of exposedSecrets(config)) warn(told)
    return config
  } catch (error) {
    if (error instanceof ConfigProblems) throw new UsageError(error.problems)
    throw error
  }
}

export function warn(sentence: string | undefined): void {
  if (sentence !== undefined) process.stderr.write(`countersign: ${sentence}\n`)
}
