#!/usr/bin/env node
/** The `countersign` command. Loads the rest only on a Node that can: on an older one that would fail with a riddle. */
import './thread-pool.ts'

const OLDEST_NODE = 24

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `countersign: needs Node ${OLDEST_NODE} or later, and this is ${process.versions.node}. Install a newer one and start again.\n`,
  )
  process.exitCode = 1
} else {
  const { run } = await import('./run.ts')
  process.exitCode = await run(process.argv.slice(2))
}
