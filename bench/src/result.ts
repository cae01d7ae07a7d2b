/** What a row of the table found out: figures with their bars, every round of them, and what they were measured with. */
import type { Machine } from './machine.ts'
import { median, spread } from './statistics.ts'

export type Bar = { readonly atLeast: number } | { readonly atMost: number }

export type Figure = {
  readonly what: string
  readonly unit: string
  readonly bar?: Bar
  readonly median: number
  readonly spread: readonly [number, number]
  readonly rounds: readonly number[]
  readonly isReached?: boolean
  /** The absolute numbers behind a ratio; they hold for this machine and this hour only. */
  readonly behind?: string
}

export type RowResult = {
  readonly row: number
  readonly title: string
  readonly figures: readonly Figure[]
  readonly notes: readonly string[]
}

export type StoredResult = RowResult & {
  readonly measuredAt: string
  readonly rounds: number
  readonly secondsPerRound: number
  readonly machine: Machine
}

type Finding = { readonly what: string; readonly unit?: string; readonly bar?: Bar; readonly behind?: string }

/** A figure out of one number a round. */
export function figure(rounds: readonly number[], { unit = '×', ...finding }: Finding): Figure {
  const middle = median(rounds)
  return {
    ...finding,
    unit,
    median: middle,
    spread: spread(rounds),
    rounds,
    ...(finding.bar && { isReached: reaches(middle, finding.bar) }),
  }
}

/** One number of ours over one of theirs, round by round. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): number[] =>
  ours.map((value, round) => value / theirs[round]!)

/** "ours 4,100/s, limit 4,300/s", each the median of its rounds. */
export const behind = (unit: string, of: Readonly<Record<string, readonly number[]>>): string =>
  Object.entries(of)
    .map(([name, values]) => `${name} ${rounded(median(values))}${unit}`)
    .join(', ')

/** Three digits that count; whole numbers from a thousand on. */
export const rounded = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

const reaches = (value: number, bar: Bar): boolean =>
  'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost
