/** Backup and restore as the operator asks for them: beside a running service the one, into an empty installation the other. */
import { writeBackup, type Progress } from './actions/backup/write-backup.ts'
import { checkBackup, restoreBackup } from './actions/backup/restore-backup.ts'
import type { Config } from './config.ts'
import { createKeyedHash } from './crypto/keyed-hash.ts'
import { assertThere, existingMasterKey, masterKeyOf, openStore } from './installation.ts'
import { waitingFor } from './stop-signals.ts'
import type { Store } from './store/store.ts'
import { version } from './version.ts'

type BackupFile = { readonly path: string; readonly progress?: Progress }

/** Answers how many rows were written. */
export async function backUpInstallation(
  config: Config,
  { path, progress = () => {} }: BackupFile,
): Promise<number> {
  assertThere(config)
  return withStore(config, async (store) => {
    const keyedHash = createKeyedHash(await masterKeyOf(store, config))
    return waitingFor(`${path} to be written and read back`, () =>
      writeBackup({ store, keyedHash, now: Date.now }, { path, progress, version: version() }),
    )
  })
}

export type Restored = { readonly rows: number; readonly madeAt: string }

export async function restoreInstallation(
  config: Config,
  { path, progress = () => {} }: BackupFile,
): Promise<Restored> {
  const keyedHash = createKeyedHash(await existingMasterKey(config))
  const { madeAt } = await waitingFor(`${path} to be checked`, () => checkBackup(path, keyedHash))
  const rows = await withStore(config, (store) =>
    waitingFor('the database to take the rows', () => restoreBackup(store, keyedHash, { path, progress })),
  )
  return { rows, madeAt }
}

async function withStore<Result>(config: Config, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(config)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
