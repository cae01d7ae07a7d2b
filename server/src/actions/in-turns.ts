/**
 * Many things one after the other within one change, with other requests in between: a database in a file works on the
 * only thread there is, and who reads in between sees nothing of what is under way.
 */
import { setImmediate } from 'node:timers/promises'

const AT_ONCE = 20

export async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  let count = 0
  for (const item of items) {
    yield item
    count++
    if (count % AT_ONCE === 0) await setImmediate()
  }
}
