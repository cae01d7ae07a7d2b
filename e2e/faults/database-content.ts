/** Every row of every table of a SQLite file, past the store: to see that nothing has changed, or what has. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Not what any request or job is to leave behind. */
const NOT_CONTENT = ['schema_lock', 'job_leases']

export const databaseFile = (dataDir: string): string => join(dataDir, 'countersign.db')

/** `table {row}`, one each, in one order. */
export function contentOf(dataDir: string): string[] {
  using database = new DatabaseSync(databaseFile(dataDir), { readOnly: true })
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all()
  const rows = tables
    .map(({ name }) => String(name))
    .filter((name) => !NOT_CONTENT.includes(name))
    .flatMap((name) =>
      database
        .prepare(`select * from ${name}`)
        .all()
        .map((row) => `${name} ${JSON.stringify(row)}`),
    )
  return rows.toSorted()
}

/** What whoever starts after a power failure now would find: the files as they are, without what is in memory. */
export function contentAfterCrash(dataDir: string): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  try {
    for (const end of ['', '-wal']) {
      const file = databaseFile(dataDir) + end
      if (existsSync(file)) copyFileSync(file, databaseFile(copy) + end)
    }
    return contentOf(copy)
  } finally {
    rmSync(copy, { recursive: true })
  }
}

/** How often tokens were exchanged, as far as that was written. */
export const exchangesIn = (content: readonly string[]): number =>
  content
    .filter((row) => row.startsWith('api_token_usage '))
    .reduce((sum, row) => sum + (JSON.parse(row.slice('api_token_usage '.length)) as Usage).exchanges, 0)

type Usage = { readonly exchanges: number }
