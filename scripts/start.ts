/** `npm start`: the service from the sources of this repository, with its console, which is built when it is not there. */
import '../cli/src/thread-pool.ts'
import { endedEarly, toldToStop } from '../server/src/stop-signals.ts'
import { buildConsoleIfNeeded } from './console-build.ts'

const onlyAsks = process.argv.slice(2).some((word) => ['--help', '-h', '--version'].includes(word))

let isBuilding = !onlyAsks
if (isBuilding) {
  void toldToStop({ isUnderNpm: process.env['npm_lifecycle_event'] !== undefined }).then((signal) => {
    if (!isBuilding) return
    process.stderr.write(`countersign: ${endedEarly(signal)}\n`)
    process.exit(0)
  })
  await buildConsoleIfNeeded((line) => process.stdout.write(`${line}\n`)).catch((error: Error) => {
    process.stderr.write(`countersign: ${error.message}\n`)
    process.exit(1)
  })
  isBuilding = false
}
await import('../cli/src/countersign.ts')
