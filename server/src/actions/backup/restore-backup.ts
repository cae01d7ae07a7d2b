/**
 * Fills an empty installation from a backup. Refuses a file that is not whole, another master key and a database that is
 * in use, each before anything is written; what fails later leaves nothing behind.
 */
import type { KeyedHash } from '../../crypto/keyed-hash.ts'
import { SCHEMA } from '../../store/backup/archive.ts'
import type { Store } from '../../store/store.ts'
import { counted, type Progress } from './write-backup.ts'
import { batchesIn, checkBackupFile, readBackupHeader, type BackupHeader } from './backup-file.ts'

/** What can be known without a database. */
export async function checkBackup(path: string, keyedHash: KeyedHash): Promise<BackupHeader> {
  const header = await readBackupHeader(path)
  if (header.masterKeyId !== keyedHash.keyId) {
    throw new Error(
      `This backup belongs to another master key (${header.masterKeyId}) than the one given (${keyedHash.keyId}). ` +
        'Give the master.key of the installation that was backed up: no other key can check its API tokens.',
    )
  }
  await checkBackupFile(path, keyedHash)
  if (header.schema.join() !== SCHEMA.join()) {
    throw new Error(
      `This backup was made by version ${header.madeBy}, whose tables are different. ` +
        'Restore it with that version, then start this one: it brings the tables up to date.',
    )
  }
  return header
}

export async function restoreBackup(
  store: Store,
  keyedHash: KeyedHash,
  { path, progress }: { path: string; progress: Progress },
): Promise<number> {
  let rows = 0
  const count = (soFar: number): void => progress((rows = soFar))
  await store.archive.fill(keyedHash.keyId, () => counted(batchesIn(path, keyedHash), count))
  return rows
}
