/**
 * Remembers DPoP proofs, so that each lets one request in. Bounded: of more than there is room for within two minutes,
 * it forgets those that came first, which only holders of good tokens can bring about.
 */
import { createBoundedMemory } from './bounded-memory.ts'

export type SeenProofs = {
  /** False when this id was there already. Looks and remembers in one step, so that of two at once one is the first. */
  isFirst(id: string): boolean
}

/** Some 100 bytes each. */
const MOST_PROOFS = 200_000

export function createSeenProofs(most: number = MOST_PROOFS): SeenProofs {
  const memory = createBoundedMemory<string, true>(most, Infinity)
  return {
    isFirst(id) {
      if (memory.get(id)) return false
      memory.add(id, true, id.length)
      return true
    },
  }
}
