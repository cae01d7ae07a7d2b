#!/usr/bin/env node
/** The `countersign` command: finds the subcommand and runs it. Nothing else ends the process. */
import { availableParallelism } from 'node:os'
import { commands } from './commands.ts'
import { UsageError } from './command.ts'

// Signatures are made on libuv's threads, and two passwords at most are hashed there at a time. There are four unless
// more are asked for before the first is used.
process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(4, availableParallelism() + 2))

const [name = 'help', ...argv] = process.argv.slice(2)
const isHelpFlag = name === '--help' || name === '-h'
const command = commands.find((each) => each.name === (isHelpFlag ? 'help' : name))

try {
  if (command === undefined) throw new UsageError([`"${name}" is no command.`])
  process.exitCode = await command.run(argv)
} catch (error) {
  if (error instanceof UsageError) {
    for (const problem of error.problems) process.stderr.write(`countersign: ${problem}\n`)
    process.stderr.write('Run "countersign help" to see what there is.\n')
    process.exitCode = 2
  } else {
    process.stderr.write(`countersign: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
