/** Every subcommand on one screen. */
import { readFile } from 'node:fs/promises'
import { backupCommand, restoreCommand } from './backup.js'
import { print } from './command.js'
import { keysCommand } from './keys.js'
import { serveCommand } from './serve.js'
import { setupCommand } from './setup.js'
const versionCommand = {
  name: 'version',
  summary: 'Print the version',
  async run() {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
    print(version)
    return 0
  },
}
const helpCommand = {
  name: 'help',
  summary: 'Print this',
  async run() {
    print('Countersign: a self-hosted API-token service.\n')
    for (const { name, summary } of commands) print(`  countersign ${name.padEnd(8)} ${summary}`)
    print('\nEvery command explains itself with --help.')
    return 0
  },
}
export const commands = [
  serveCommand,
  setupCommand,
  keysCommand,
  backupCommand,
  restoreCommand,
  versionCommand,
  helpCommand,
]
