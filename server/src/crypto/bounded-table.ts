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

export function createBoundedTable<Value>({ most }: { readonly most: number }): BoundedTable<Value> {
  const entries = new Map<string, Value>()
  const removeFirst = (): Value | undefined => {
    const { value: first } = entries.entries().next()
    if (first) entries.delete(first[0])
    return first?.[1]
  }
  return {
    get: (key) => entries.get(kept(key)),
    set(key, value) {
      const short = kept(key)
      const gone = entries.size >= most && !entries.has(short) ? removeFirst() : undefined
      entries.set(short, value)
      return gone
    },
    delete: (key) => void entries.delete(kept(key)),
    first: () => entries.values().next().value,
    removeFirst,
    drain() {
      const all = [...entries.values()]
      entries.clear()
      return all
    },
    get size() {
      return entries.size
    },
  }
}

const kept = (key: string): string => (key.length <= LONGEST_KEPT ? key : hash('sha256', key, 'base64url'))
