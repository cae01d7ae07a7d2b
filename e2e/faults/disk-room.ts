/**
 * A disk without room for one process and its files, and with room again while it runs: a limit on the size of files.
 * Beyond it the operating system refuses the write itself, with EFBIG; Node ignores the signal that comes with it.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Cleanup } from '../../server/testing/cleanup.ts'

const run = promisify(execFile)

export type DiskRoom = {
  /** No file may grow beyond so many bytes. What is there already stays, and can be read. */
  leave(bytes: number): Promise<void>
  restore(): Promise<void>
}

export function diskRoom(test: Cleanup, pid = process.pid): DiskRoom {
  // Only the soft limit, which needs no rights to be raised again.
  const limit = async (size: string): Promise<void> => {
    await run('prlimit', ['--pid', String(pid), `--fsize=${size}:`])
  }
  const room: DiskRoom = { leave: (bytes) => limit(String(bytes)), restore: () => limit('unlimited') }
  if (pid === process.pid) test.after(room.restore)
  return room
}
