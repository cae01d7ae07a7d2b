/** `countersign backup` and `countersign restore`: one file that holds everything but the master key. */
import { backUpInstallation, restoreInstallation } from '@countersign/server'
import { print, UsageError, whereHelp, type Command } from './command.ts'
import { configuration } from './configuration.ts'

const BACKUP_HELP = `countersign backup FILE: writes everything but the master key to FILE.

The service may go on meanwhile; FILE is the state of one moment. It holds hashes and sealed keys, never a value that
could be used. It is worth nothing without the master key: keep that too, in another place.
${whereHelp()}`

const RESTORE_HELP = `countersign restore FILE: fills an empty installation from a backup.

Give it the master key of the installation that was backed up. The database may be another one than it was: SQLite or
PostgreSQL. API tokens that were revoked after the backup was made are valid again: revoke them again.
${whereHelp()}`

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Write everything but the master key to a file',
  help: () => BACKUP_HELP,
  run: (argv) =>
    onFile(argv, async (path, rest) => {
      const rows = await backUpInstallation(configuration(rest), { path, progress: progressOf('written') })
      print(`${path} holds ${rows} rows. It does not hold the master key: keep that too, in another place.`)
    }),
}

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Fill an empty installation from such a file',
  help: () => RESTORE_HELP,
  run: (argv) =>
    onFile(argv, async (path, rest) => {
      const progress = progressOf('restored')
      const { rows, madeAt } = await restoreInstallation(configuration(rest), { path, progress })
      print(`The installation is as it was at ${madeAt} (${rows} rows). Start with "countersign serve".`)
    }),
}

async function onFile(
  argv: readonly string[],
  work: (path: string, rest: readonly string[]) => Promise<void>,
): Promise<number> {
  const [path, ...rest] = argv
  if (path === undefined || path.startsWith('-'))
    throw new UsageError(['The file is missing: name it right after the command.'])
  await work(path, rest)
  return 0
}

const SAY_EVERY_MS = 5_000

/** On standard error, and only when it takes a while. */
function progressOf(done: string): (rows: number) => void {
  let saidAt = performance.now()
  return (rows) => {
    if (performance.now() - saidAt < SAY_EVERY_MS) return
    saidAt = performance.now()
    process.stderr.write(`${rows} rows ${done} …\n`)
  }
}
