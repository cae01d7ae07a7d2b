/** Finds the subcommand and runs it. Every error becomes a sentence and an exit code here; nothing else ends the process. */
import { inWords, toldToStop } from '@countersign/server'
import { commands } from './commands.js'
import { isUnderNpm, UsageError } from './command.js'
import { endEarly } from './end-early.js'
/** Resolves with the exit code. */
export async function run([name = 'help', ...argv]) {
  const isHelpFlag = name === '--help' || name === '-h'
  const command = commands.find((each) => each.name === (isHelpFlag ? 'help' : name))
  try {
    if (command === undefined) throw new UsageError([`"${name}" is no command.`])
    if (!command.stopsItself) void toldToStop({ isUnderNpm }).then(endEarly)
    return await command.run(argv)
  } catch (error) {
    if (!(error instanceof UsageError)) {
      process.stderr.write(`countersign: ${inWords(error)}\n`)
      return 1
    }
    for (const problem of error.problems) process.stderr.write(`countersign: ${problem}\n`)
    process.stderr.write('Run "countersign help" to see what there is.\n')
    return 2
  }
}
