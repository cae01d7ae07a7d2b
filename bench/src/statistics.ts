/** Medians, spreads and the rank comparison of two samples. Plain functions over numbers. */

const sorted = (values: readonly number[]): number[] => values.toSorted((one, other) => one - other)

export function quantile(values: readonly number[], share: number): number {
  const inOrder = sorted(values)
  const position = (inOrder.length - 1) * share
  const [below, above] = [inOrder[Math.floor(position)], inOrder[Math.ceil(position)]]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The lowest and the highest. */
export const spread = (values: readonly number[]): readonly [number, number] => [
  Math.min(...values),
  Math.max(...values),
]

/**
 * How likely it is that a value drawn from `some` is larger than one drawn from `others`: the Mann-Whitney U as a share
 * of all pairs. 0.5 is what two equal distributions give, 0 and 1 are two that do not overlap.
 */
export function probabilityOfLarger(some: readonly number[], others: readonly number[]): number {
  const tagged = [
    ...some.map((value) => ({ value, isOurs: true })),
    ...others.map((value) => ({ value, isOurs: false })),
  ]
  tagged.sort((one, other) => one.value - other.value)
  let rankSum = 0
  for (let from = 0; from < tagged.length;) {
    let to = from
    while (tagged[to]?.value === tagged[from]!.value) to++
    // Equal values share the mean of the ranks they take up.
    const rank = (from + 1 + to) / 2
    for (let index = from; index < to; index++) if (tagged[index]!.isOurs) rankSum += rank
    from = to
  }
  return (rankSum - (some.length * (some.length + 1)) / 2) / (some.length * others.length)
}
