/** The API token that a value belongs to, whatever state it is in: possession is the proof. An unknown id costs the same. */
import { parseTokenString } from '../../crypto/token-string.ts'
import type { ExchangeFacts } from '../../store/exchange/exchange-store.ts'
import type { Needs } from '../needs.ts'

export async function findByValue(
  { store, keyedHash }: Pick<Needs, 'store' | 'keyedHash'>,
  presented: string,
): Promise<ExchangeFacts | undefined> {
  const parsed = parseTokenString(presented, 't')
  const facts = parsed && (await store.exchange.findFacts(parsed.id))
  if (facts !== undefined)
    return keyedHash.matches('api-token', presented, facts.secret.hash) ? facts : undefined
  keyedHash.burn('api-token', presented)
  return undefined
}
