#!/usr/bin/env node
/** The `countersign` command. Loads the rest only on a Node that can: on an older one that would fail with a riddle. */
import { availableParallelism } from 'node:os'

const OLDEST_NODE = 24

// Signatures are made on libuv's threads, where two passwords at most are hashed at a time. With many more than cores,
// those that sign take turns with the one that serves. It counts only before the first is used.
process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(3, availableParallelism() + 1))

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(`countersign: needs Node ${OLDEST_NODE} or later; this is ${process.versions.node}.\n`)
  process.exitCode = 1
} else {
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2))
}
