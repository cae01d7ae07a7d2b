/**
 * A SQLite database with all its tables and no rows, made once for a whole test run: most tests want one, and few want to
 * see it made. Where there is none, because a test file was started by itself, the service makes its own.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite } from '../src/store/sqlite/sqlite.ts'

const FILE_VARIABLE = 'COUNTERSIGN_TEST_MIGRATED_FILE'

export async function makeMigratedFile(): Promise<{ remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-migrated-'))
  const file = join(folder, 'countersign.db')
  await (await openSqlite({ file })).close()
  process.env[FILE_VARIABLE] = file
  return { remove: () => rm(folder, { recursive: true, force: true }) }
}

export async function copyMigratedFile(to: string): Promise<void> {
  const file = process.env[FILE_VARIABLE]
  if (file !== undefined) await copyFile(file, to)
}
