/**
 * Writes everything but the master key into one file, while the service goes on. The file holds hashes and sealed keys:
 * whoever gets it alone can exchange and sign nothing.
 */
import { SCHEMA } from '../../store/backup/archive.ts'
import type { ArchivedRows } from '../../store/backup/archive-store.ts'
import { writeBackupFile } from './backup-file.ts'
import type { Needs } from '../needs.ts'

/** Called after each batch with how many rows there were so far. */
export type Progress = (rows: number) => void

export const writeBackup = (
  { store, keyedHash, now }: Pick<Needs, 'store' | 'keyedHash' | 'now'>,
  { path, version, progress }: { path: string; version: string; progress: Progress },
): Promise<number> =>
  store.archive.read((batches, confirm) =>
    writeBackupFile(
      path,
      {
        madeBy: version,
        madeAt: new Date(now()).toISOString(),
        schema: SCHEMA,
        masterKeyId: keyedHash.keyId,
      },
      counted(batches, progress),
      { keyedHash, confirm },
    ),
  )

export async function* counted(
  batches: AsyncIterable<ArchivedRows>,
  progress: Progress,
): AsyncGenerator<ArchivedRows> {
  let rows = 0
  for await (const batch of batches) {
    yield batch
    rows += batch.rows.length
    progress(rows)
  }
}
