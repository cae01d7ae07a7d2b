/** The present moment, again and again, for what is told relative to it: one clock for all that is shown. */
import { useSyncExternalStore } from 'react'

const EVERY_MS = 15_000

let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function watch(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    timer = setInterval(tick, EVERY_MS)
    // Nobody looked for a while: the clock has stood still.
    now = Date.now()
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Milliseconds since the epoch. */
export const useNow = (): number => useSyncExternalStore(watch, () => now)
