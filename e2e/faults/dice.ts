/** Chance that a seed decides: the same seed throws the same again. */
export type Dice = ReturnType<typeof diceOf>

export function diceOf(seed: number) {
  let state = seed >>> 0
  /** mulberry32: small, and random enough to choose moments. */
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    /** A whole number from 0 to one less than the limit. */
    below,
    happens: (probability: number): boolean => next() < probability,
    oneOf: <Item>(items: readonly Item[]): Item | undefined => items[below(items.length)],
  }
}
