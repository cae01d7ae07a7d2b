/** What `npm test -- --long --seed=N` says about this run: short unless it says long. */
import { randomInt } from 'node:crypto'

/** Long runs repeat what is bounded in a short one: more generated requests, more kills. */
export const isLong = process.env['COUNTERSIGN_TEST_LONG'] === '1'

/** Where generated input starts: a short run is the same each time, a long one is another each time and prints it when it fails. */
export const seed = Number(process.env['COUNTERSIGN_TEST_SEED'] ?? (isLong ? randomInt(2 ** 31) : 1))
