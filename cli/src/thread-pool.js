/** How many threads Node gets beside its own. Imported before anything that could use the first of them. */
import os from 'node:os'
// Signatures are made on libuv's threads, where two passwords at most are hashed at a time. With many more than cores,
// those that sign take turns with the one that serves.
process.env['UV_THREADPOOL_SIZE'] ??= String(Math.max(3, cores() + 1))
/** An old Node is to get as far as to say that it is one. */
function cores() {
  return typeof os.availableParallelism === 'function' ? os.availableParallelism() : os.cpus().length
}
