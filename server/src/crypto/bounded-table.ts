/**
 * The one kind of table that may outlive a request: however long the keys are that somebody sends, what is kept of them
 * has at most 43 characters, and of more entries than `most` the first goes. It refuses nothing and forgets instead.
 */
import { hash } from 'node:crypto'

/** Shorter than a digest, so that no short key is ever some longer one's. */
const LONGEST_KEPT = 40

export type BoundedTable<Value> = {
  get(key: string): Value | undefined
  /** A new key comes last, one that is there keeps its place. Answers what went to make room. */
  set(key: string, value: Value): Value | undefined
  delete(key: string): void
  /** The one that goes next. */
  first(): Value | undefined
  removeFirst(): Value | undefined
  /** All of them, which leaves it empty. */
  drain(): Value[]
  readonly size: number
}

/** In the order they came. A Map alone takes longer to find its first the more were deleted before it. */
type Entry<Value> = {
  readonly key: string
  value: Value
  before: Entry<Value> | undefined
  after: Entry<Value> | undefined
}

export function createBoundedTable<Value>({ most }: { readonly most: number }): BoundedTable<Value> {
  const entries = new Map<string, Entry<Value>>()
  let first: Entry<Value> | undefined
  let last: Entry<Value> | undefined

  const remove = (entry: Entry<Value> | undefined): void => {
    if (entry === undefined) return
    entries.delete(entry.key)
    if (entry.before) entry.before.after = entry.after
    else first = entry.after
    if (entry.after) entry.after.before = entry.before
    else last = entry.before
  }
  const add = (key: string, value: Value): void => {
    const entry: Entry<Value> = { key, value, before: last, after: undefined }
    if (last) last.after = entry
    else first = entry
    last = entry
    entries.set(key, entry)
  }
  const removeFirst = (): Value | undefined => {
    const gone = first
    remove(gone)
    return gone?.value
  }
  return {
    get: (key) => entries.get(kept(key))?.value,
    set(key, value) {
      const short = kept(key)
      const known = entries.get(short)
      if (known) {
        known.value = value
        return undefined
      }
      const gone = entries.size >= most ? removeFirst() : undefined
      add(short, value)
      return gone
    },
    delete: (key) => remove(entries.get(kept(key))),
    first: () => first?.value,
    removeFirst,
    drain() {
      const all = [...entries.values()].map(({ value }) => value)
      entries.clear()
      first = last = undefined
      return all
    },
    get size() {
      return entries.size
    },
  }
}

const kept = (key: string): string => (key.length <= LONGEST_KEPT ? key : hash('sha256', key, 'base64url'))
