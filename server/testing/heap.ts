/** How much more memory is held after some work than before it, with all garbage gone. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

export function heapMb(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

export function heapGrowthMb(work: () => void): number {
  const before = heapMb()
  work()
  return heapMb() - before
}
