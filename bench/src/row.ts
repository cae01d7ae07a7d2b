/** What a row is given: how long to measure, and the things that several rows share and that are started once. */
import type { Generator } from './generator.ts'
import type { Postgres } from './postgres.ts'
import type { RowResult } from './result.ts'
import type { Settings } from './rounds.ts'

export type Bench = {
  readonly settings: Settings
  readonly generator: Generator
  /** Started when the first row asks for it. */
  readonly postgres: () => Promise<Postgres>
}

export type Row = (bench: Bench) => Promise<RowResult>
