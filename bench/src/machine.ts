/** Where a figure was measured; without it the figure says nothing. */
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

export const machine = {
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
}

export type Machine = typeof machine
