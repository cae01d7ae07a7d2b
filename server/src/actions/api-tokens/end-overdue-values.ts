/** Tells of old values whose time is over, and forgets them: the exchange refuses them from the very moment, without this. */
import { oldValueEndedBy } from './old-value-ended.ts'
import type { Needs } from '../needs.ts'

/** A few milliseconds of the database each, so that exchanges come in between. */
const VALUES_PER_CHANGE = 200

export async function endOverdueValues({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  const at = now()
  for (let count = VALUES_PER_CHANGE; count === VALUES_PER_CHANGE;) {
    count = await store.change(async (tx) => {
      const { count: result, ended } = await tx.apiTokens.endOverdueValues(at, VALUES_PER_CHANGE)
      return { result, events: ended.map(oldValueEndedBy('time')) }
    })
  }
}
