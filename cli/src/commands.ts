/** Every subcommand on one screen. */
import { readFile } from 'node:fs/promises'
import { backupCommand, restoreCommand } from './backup.ts'
import { print, type Command } from './command.ts'
import { keysCommand } from './keys.ts'
import { serveCommand } from './serve.ts'
import { setupCommand } from './setup.ts'

const versionCommand: Command = {
  name: 'version',
  summary: 'Print the version',
  async run() {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    print(version)
    return 0
  },
}

const helpCommand: Command = {
  name: 'help',
  summary: 'Print this',
  async run() {
    print('Countersign: a self-hosted API-token service.\n')
    for (const { name, summary } of commands) print(`  countersign ${name.padEnd(8)} ${summary}`)
    print('\nEvery command explains itself with --help.')
    return 0
  },
}

export const commands: readonly Command[] = [
  serveCommand,
  setupCommand,
  keysCommand,
  backupCommand,
  restoreCommand,
  versionCommand,
  helpCommand,
]
