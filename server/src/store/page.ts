/** One page of a longer list, by its place in it; bounded in what it holds, as well as in how many. */
import { setImmediate } from 'node:timers/promises'

export type Page = { readonly offset: number; readonly limit: number }
/** A page ends with the item that takes it to this, however many were asked for. */
const MOST_BYTES = 1024 * 1024
const ITEMS_AT_ONCE = 25

/** Reads a page by parts, and no more of them than it may hold; `read` answers fewer than `limit` only at the end. */
export async function boundedPage<Item>(
  { offset, limit }: Page,
  read: (part: Page) => Promise<Item[]>,
): Promise<Item[]> {
  const items: Item[] = []
  for (let bytes = 0; items.length < limit;) {
    const part = { offset: offset + items.length, limit: Math.min(ITEMS_AT_ONCE, limit - items.length) }
    const found = await read(part)
    for (const item of found) {
      items.push(item)
      bytes += JSON.stringify(item).length
      if (bytes >= MOST_BYTES) return items
    }
    if (found.length < part.limit) break
    await setImmediate()
  }
  return items
}

export type Paged<Item> = { readonly items: readonly Item[]; readonly total: number }
