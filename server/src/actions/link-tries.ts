/** What a link that is not genuine is answered: the same whatever is wrong with it, and not any number of times. */
import type { Origin } from '../domain/audit-event.ts'
import { Refusal } from '../domain/refusal.ts'
import type { Needs } from './needs.ts'

/** Counted only once it is known to be wrong, so that whoever has a good one is not kept out by others. */
export function wrongLink({ linkThrottle }: Pick<Needs, 'linkThrottle'>, { address }: Origin): Refusal {
  const retryAfterSeconds = linkThrottle.count(address)
  if (retryAfterSeconds === 0) return new Refusal('link_invalid')
  const detail = `Too many links from this address were wrong. Try again in ${retryAfterSeconds} seconds.`
  return new Refusal('too_many_attempts', { retryAfterSeconds, detail })
}
