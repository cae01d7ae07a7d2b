/** Every subcommand on one screen. */
import { nearestOf } from '@countersign/server'
import { backupCommand, restoreCommand } from './backup.ts'
import { print, UsageError, type Command } from './command.ts'
import { keysCommand } from './keys.ts'
import { organizationsCommand } from './organizations.ts'
import { resetPasswordCommand } from './reset-password.ts'
import { mailCommand } from './mail.ts'
import { scanCommand } from './scan.ts'
import { serveCommand } from './serve.ts'
import { servicesCommand } from './services.ts'
import { setupCommand } from './setup.ts'
import { version } from './version.ts'

const versionCommand: Command = {
  name: 'version',
  summary: 'Print the version',
  help: () => 'countersign version: prints the version.',
  async run(argv) {
    refuseWords(argv)
    print(await version())
    return 0
  },
}

const helpCommand: Command = {
  name: 'help',
  summary: 'Print this, or what a command can do',
  help: overview,
  async run([topic, ...argv]) {
    print(topic === undefined ? overview() : commandCalled(topic).help(argv))
    return 0
  },
}

const commands: readonly Command[] = [
  serveCommand,
  setupCommand,
  organizationsCommand,
  servicesCommand,
  keysCommand,
  resetPasswordCommand,
  mailCommand,
  scanCommand,
  backupCommand,
  restoreCommand,
  versionCommand,
  helpCommand,
]

/** @throws {UsageError} with the nearest that there is */
export function commandCalled(name: string): Command {
  const names = commands.map((each) => each.name)
  const command = commands.find((each) => each.name === name)
  if (command !== undefined) return command
  const meant = nearestOf(name, names)
  const hint = meant === undefined ? `There are ${names.join(', ')}.` : `Did you mean "${meant}"?`
  throw new UsageError([`"${name}" is no command. ${hint}`])
}

function overview(): string {
  const lines = commands.map(({ name, summary }) => `  countersign ${name.padEnd(14)} ${summary}`)
  return [
    'Countersign: a self-hosted API-token service.\n',
    ...lines,
    '\nEvery command explains itself with --help.',
  ].join('\n')
}

function refuseWords(argv: readonly string[]): void {
  if (argv.length > 0) throw new UsageError([`"${argv[0]}" is not understood: this command takes nothing.`])
}
