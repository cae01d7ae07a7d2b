/** `countersign backup` and `countersign restore`: one file that holds everything but the master key. */
import { backUpInstallation, configHelp, restoreInstallation } from '@countersign/server'
import { asksForHelp, print, UsageError } from './command.js'
import { configuration } from './configuration.js'
const WHERE = `
Where the installation is:
${configHelp()}
`
const BACKUP_HELP = `countersign backup FILE: writes everything but the master key to FILE.

The service may go on meanwhile; FILE is the state of one moment. It holds hashes and sealed keys, never a value that
could be used. It is worth nothing without the master key: keep that too, in another place.
${WHERE}`
const RESTORE_HELP = `countersign restore FILE: fills an empty installation from a backup.

Give it the master key of the installation that was backed up. The database may be another one than it was: SQLite or
PostgreSQL. API tokens that were revoked after the backup was made are valid again: revoke them again.
${WHERE}`
export const backupCommand = {
  name: 'backup',
  summary: 'Write everything but the master key to a file',
  run: (argv) =>
    onFile(argv, BACKUP_HELP, async (path, rest) => {
      const rows = await backUpInstallation(configuration(rest), { path, progress: progressOf('written') })
      print(`${path} holds ${rows} rows. It does not hold the master key: keep that too, in another place.`)
    }),
}
export const restoreCommand = {
  name: 'restore',
  summary: 'Fill an empty installation from such a file',
  run: (argv) =>
    onFile(argv, RESTORE_HELP, async (path, rest) => {
      const progress = progressOf('restored')
      const { rows, madeAt } = await restoreInstallation(configuration(rest), { path, progress })
      print(`The installation is as it was at ${madeAt} (${rows} rows). Start with "countersign serve".`)
    }),
}
async function onFile(argv, help, work) {
  if (asksForHelp(argv)) {
    print(help)
    return 0
  }
  const [path, ...rest] = argv
  if (path === undefined || path.startsWith('-'))
    throw new UsageError(['The file is missing: name it right after the command.'])
  await work(path, rest)
  return 0
}
const SAY_EVERY_MS = 5_000
/** On standard error, and only when it takes a while. */
function progressOf(done) {
  let saidAt = performance.now()
  return (rows) => {
    if (performance.now() - saidAt < SAY_EVERY_MS) return
    saidAt = performance.now()
    process.stderr.write(`${rows} rows ${done} …\n`)
  }
}
