/** What the promises are tested on: a real database that two processes may share. Knows no engine. */
import { after, before } from 'node:test'
import type { Cleanup } from '../../../testing/cleanup.ts'
import type { Store, Changes } from '../store.ts'

export type TestDatabase = {
  readonly store: Store
  /** The same database opened once more, as another process would. */
  readonly other: Store
  /** Goes around the store, to see or do what the store never does. */
  readonly query: (sql: string) => Promise<readonly Record<string, unknown>[]>
}

export type OpenDatabase = (test: Cleanup) => Promise<TestDatabase>

/** One database for the tests of a suite; each makes its own organization in it. */
export function sharedDatabase(open: OpenDatabase): TestDatabase {
  let database: TestDatabase | undefined
  const releases: (() => Promise<void>)[] = []
  before(async () => {
    database = await open({ after: (release) => void releases.push(release) })
  })
  after(async () => {
    for (const release of releases) await release()
  })
  const opened = (): TestDatabase => {
    if (!database) throw new Error('The database is opened before the first test, not earlier')
    return database
  }
  return {
    get store() {
      return opened().store
    },
    get other() {
      return opened().other
    },
    query: (sql) => opened().query(sql),
  }
}

/** A change without events. */
export const change = <Result>(store: Store, work: (tx: Changes) => Promise<Result>): Promise<Result> =>
  store.change(async (tx) => ({ result: await work(tx), events: [] }))
