/** Every row of the table that is measured here; row 13, the console's first load, is the console's own. */
import type { Row } from './row.ts'
import { exchangeEs256, exchangeOnPostgres, exchangeRs256, processorTime } from './rows/exchange.ts'
import { groups } from './rows/groups.ts'
import { latency } from './rows/latency.ts'
import { manyTokens } from './rows/many-tokens.ts'
import { againstOidcProvider } from './rows/oidc-provider.ts'
import { oauth } from './rows/oauth.ts'
import { mistypedTokens, unknownTokens } from './rows/refused.ts'
import { revokes, statusClaim } from './rows/revocation.ts'
import { start } from './rows/start.ts'
import { firstSight, seenBefore } from './rows/verify.ts'

export const ROWS: Readonly<Record<number, Row>> = {
  1: exchangeRs256,
  2: exchangeEs256,
  3: exchangeOnPostgres,
  4: againstOidcProvider,
  5: latency,
  6: manyTokens,
  7: mistypedTokens,
  8: unknownTokens,
  9: firstSight,
  10: seenBefore,
  11: start,
  12: processorTime,
  14: groups,
  17: oauth,
  18: revokes,
  19: statusClaim,
}
