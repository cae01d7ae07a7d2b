/** Notes that the value of an API token stood in a URL, where logs and histories may have kept it, whatever came of it. */
import { parseTokenString } from '../../crypto/token-string.ts'
import type { Needs } from '../needs.ts'

export async function markSeenInUrl(
  { store, keyedHash, usageLog, now }: Pick<Needs, 'store' | 'keyedHash' | 'usageLog' | 'now'>,
  presented: string,
): Promise<void> {
  const parsed = parseTokenString(presented, 't')
  const facts = parsed && (await store.exchange.findFacts(parsed.id))
  if (facts === undefined || !keyedHash.matches('api-token', presented, facts.secret.hash)) return
  usageLog.recordSighting({ secretId: facts.secret.id, apiTokenId: facts.token.id, at: now() })
}
