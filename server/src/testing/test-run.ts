/** What `npm test -- --long --seed=N` says about this run: short unless it says long, another seed each time unless it names one. */
import { randomInt } from 'node:crypto'

/** Long runs repeat what is bounded in a short one: more generated requests, more kills. */
export const isLong = process.env['COUNTERSIGN_TEST_LONG'] === '1'

/** Where generated input starts. A failing test prints it; the same seed generates the same input. */
export const seed = Number(process.env['COUNTERSIGN_TEST_SEED'] ?? randomInt(2 ** 31))
