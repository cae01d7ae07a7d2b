/** How often a property is tried: bounded in `npm test`, forty times as often with `--long`; `--seed=N` tries the same again. */
import { isLong, seed } from '../../server/testing/test-run.ts'

const LONGER = 40

export const runs = (short: number): { seed: number; numRuns: number } => ({
  seed,
  numRuns: isLong ? short * LONGER : short,
})
