/** Remembers in memory when and whence OAuth apps were used, so that issuing a token writes nothing; a job writes it. */
import { createBoundedTable } from '../../crypto/bounded-table.ts'
import type { OAuthAppUsage } from '../../store/oauth/oauth-apps-store.ts'

export type AppUsageLog = {
  record(use: OAuthAppUsage): void
  /** The last of each secret and organization since the last call. */
  drain(): OAuthAppUsage[]
  /** Puts back what could not be written, where nothing came since. */
  restore(usage: readonly OAuthAppUsage[]): void
}

const MOST = 10_000

export function createAppUsageLog(): AppUsageLog {
  const uses = createBoundedTable<OAuthAppUsage>({ most: MOST })
  const keyOf = ({ appId, organizationId, secretId }: OAuthAppUsage): string =>
    `${appId} ${organizationId} ${secretId ?? ''}`
  return {
    record: (use) => void uses.set(keyOf(use), use),
    drain: () => uses.drain(),
    restore(usage) {
      for (const use of usage) if (uses.get(keyOf(use)) === undefined) uses.set(keyOf(use), use)
    },
  }
}
