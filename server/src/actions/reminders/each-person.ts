/**
 * Goes through what is due in parts and has each person told once. Parts and changes take a few milliseconds each, so
 * that exchanges come in between; what fails for one person is tried again at the next run.
 */
import { setImmediate } from 'node:timers/promises'
import type { DueRow } from '../../store/reminders/reminders-store.ts'
import type { Changes } from '../../store/store.ts'
import type { Needs } from '../needs.ts'

const ROWS_PER_PART = 200
const PEOPLE_PER_CHANGE = 5

export async function eachPerson<Key>(
  { store }: Pick<Needs, 'store'>,
  readPart: (after: Key | undefined, limit: number) => Promise<readonly DueRow<Key>[]>,
  remind: (tx: Changes, userId: string) => Promise<void>,
): Promise<void> {
  for (let after: Key | undefined; ;) {
    const part = await readPart(after, ROWS_PER_PART)
    const people = [...new Set(part.filter(({ isOpen }) => isOpen).map(({ userId }) => userId))]
    for (let from = 0; from < people.length; from += PEOPLE_PER_CHANGE) {
      await store.change(async (tx) => {
        for (const userId of people.slice(from, from + PEOPLE_PER_CHANGE)) await remind(tx, userId)
        return { result: undefined, events: [] }
      })
      await setImmediate()
    }
    if (part.length < ROWS_PER_PART) return
    after = part.at(-1)!.key
    await setImmediate()
  }
}
