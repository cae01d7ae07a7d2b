/**
 * How long the event loop is held at a time. It counts this thread's processor time, so that a busy machine does not
 * look like slow code, and measures the machine itself beside, so that a slow one does not either.
 */
import { generateKeyPairSync, sign } from 'node:crypto'

/** @returns the longest turn of the event loop during the work, in milliseconds of this thread's processor time */
export async function longestTurnMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let isWatching = true
  let before = process.threadCpuUsage()
  const turn = (): void => {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
    if (isWatching) setImmediate(turn)
  }
  setImmediate(turn)
  try {
    await work()
  } finally {
    isWatching = false
  }
  await new Promise((resolve) => setImmediate(resolve))
  return longest
}

const REFERENCE_SIGNATURES = 25
/** What they take on a machine of the kind that the bounds are meant for. */
const REFERENCE_MS = 15

/** How many times slower this machine is at this moment than one that the bounds are meant for; at least 1. */
export function slowness(): number {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const before = process.threadCpuUsage()
  for (let count = 0; count < REFERENCE_SIGNATURES; count++) sign('sha256', Buffer.from('a'), privateKey)
  const { user, system } = process.threadCpuUsage(before)
  return Math.max(1, (user + system) / 1000 / REFERENCE_MS)
}
