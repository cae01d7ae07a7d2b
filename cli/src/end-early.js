/** Ends the process because of a signal, before its work is done, and says what it waited for. Never waits itself. */
import { constants } from 'node:os'
import { endedEarly } from '@countersign/server'
/**
 * By the signal itself: an exit would wait for threads, and one that reads from a disk that hangs never ends. What is cut
 * off leaves nothing half done: changes are transactions, and files get their name last.
 */
export function endEarly(signal) {
  process.stderr.write(`countersign: ${endedEarly(signal)}\n`)
  process.kill(process.pid, signal)
  // The first process of a container is spared by its own signals.
  process.exit(128 + constants.signals[signal])
}
