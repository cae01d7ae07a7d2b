/** Notes that the value of an API token stood in a URL, where logs and histories may have kept it, whatever came of it. */
import type { Needs } from '../needs.ts'
import { findByValue } from './find-by-value.ts'

export async function markSeenInUrl(
  needs: Pick<Needs, 'store' | 'keyedHash' | 'usageLog' | 'now'>,
  presented: string,
): Promise<void> {
  const facts = await findByValue(needs, presented)
  if (facts === undefined) return
  needs.usageLog.recordSighting({ secretId: facts.secret.id, apiTokenId: facts.token.id, at: needs.now() })
}
