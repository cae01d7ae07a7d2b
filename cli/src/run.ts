/** Finds the subcommand and runs it. Every error becomes a sentence and an exit code here; nothing else ends the process. */
import { inWords, toldToStop } from '@countersign/server'
import { commandCalled } from './commands.ts'
import { isUnderNpm, print, UsageError } from './command.ts'
import { endEarly } from './end-early.ts'
import { version } from './version.ts'

const FLAGS: Readonly<Record<string, string>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
}

/** Resolves with the exit code. */
export async function run([name = 'help', ...argv]: readonly string[]): Promise<number> {
  try {
    const command = commandCalled(FLAGS[name] ?? name)
    const asked = argv.map((word) => FLAGS[word])
    const onlyAsks = asked.some((word) => word !== undefined)
    if (onlyAsks || !command.stopsItself) endWhenNobodyReads()
    if (asked.includes('help')) print(command.help(argv))
    else if (asked.includes('version')) print(await version())
    else {
      if (!command.stopsItself) void toldToStop({ isUnderNpm }).then(endEarly)
      return await command.run(argv)
    }
    return 0
  } catch (error) {
    const problems = error instanceof UsageError ? error.problems : [inWords(error)]
    for (const problem of problems) process.stderr.write(`countersign: ${problem}\n`)
    return error instanceof UsageError ? 2 : 1
  }
}

/** Also a full disk under what is printed is told in words; a reader that has seen enough is no error. */
function endWhenNobodyReads(): void {
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    process.stderr.write(`countersign: ${inWords(error, 'Standard output')}\n`)
    process.exit(1)
  })
}
