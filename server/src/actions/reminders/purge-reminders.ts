/** Forgets reminders of what is over. */
import type { Needs } from '../needs.ts'

const ROWS_PER_CHANGE = 500
const CHANGES_PER_RUN = 200

export async function purgeReminders({ store, now }: Pick<Needs, 'store' | 'now'>): Promise<void> {
  for (let change = 0; change < CHANGES_PER_RUN; change++) {
    const deleted = await store.change(async (tx) => ({
      result: await tx.reminders.purge(now(), ROWS_PER_CHANGE),
      events: [],
    }))
    if (deleted === 0) return
  }
}
