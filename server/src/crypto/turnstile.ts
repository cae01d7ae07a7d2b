/** Lets a few through at once and a few more wait. Whoever comes when the queue is full is turned away, not kept. */
import { Refusal } from '../domain/refusal.ts'

export function createTurnstile({ atOnce, waiting }: { atOnce: number; waiting: number }) {
  const queue: (() => void)[] = []
  let inside = 0

  return async function pass<Result>(work: () => Promise<Result>): Promise<Result> {
    if (inside < atOnce) inside++
    else if (queue.length < waiting) await new Promise<void>((enter) => queue.push(enter))
    else throw new Refusal('too_many_attempts', { retryAfterSeconds: 1 })
    try {
      return await work()
    } finally {
      // Whoever waits longest takes the place over, so that nobody who comes now slips in between.
      const next = queue.shift()
      if (next) next()
      else inside--
    }
  }
}
