/** Every row of the table that is measured here; row 13, the console's first load, is the console's own. */
import type { Row } from './row.ts'
import { exchangeEs256, exchangeOnPostgres, exchangeRs256, processorTime } from './rows/exchange.ts'

export const ROWS: Readonly<Record<number, Row>> = {
  1: exchangeRs256,
  2: exchangeEs256,
  3: exchangeOnPostgres,
  12: processorTime,
}
