/**
 * Where an installation is kept: a database and the master key it belongs to. Refuses to bring two together that are not
 * of one installation.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { loadMasterKey, type MasterKey } from './crypto/master-key.ts'
import { makePrivateFolder } from './crypto/private-folder.ts'
import { openPostgres } from './store/postgres/postgres.ts'
import { openSqlite } from './store/sqlite/sqlite.ts'
import { waitingFor } from './stop-signals.ts'
import type { Store } from './store/store.ts'

const sqliteFile = (dataDir: string): string => join(dataDir, 'countersign.db')

export async function openStore({ databaseUrl, dataDir }: Config): Promise<Store> {
  if (databaseUrl !== undefined) return waitingFor(DATABASE, () => openPostgres({ url: databaseUrl }))
  await makePrivateFolder(dataDir)
  return waitingFor(DATABASE, () => openSqlite({ file: sqliteFile(dataDir) }))
}

const DATABASE = 'the database, which does not answer or which another process has locked'

/** A database and its master key belong together: another key would open nothing and make every token invalid. */
export async function masterKeyOf(
  store: Store,
  { dataDir, masterKey, masterKeyFile }: Config,
): Promise<MasterKey> {
  const expected = await store.installation.masterKeyId()
  const key = await loadMasterKey({
    dataDir,
    value: masterKey,
    file: masterKeyFile,
    mayCreate: expected === undefined,
  })
  const isFirst = await store.change(async (tx) => ({
    result: await tx.installation.setMasterKeyId(key.id),
    events: [],
  }))
  const known = isFirst ? key.id : await store.installation.masterKeyId()
  if (known === key.id) return key
  throw new Error(
    `This database was made with another master key (${known}) than the one given (${key.id}). ` +
      'Start with the master key that belongs to it; without that key its API tokens can never be checked again.',
  )
}

/** The master key alone, for an installation that is yet to be filled; never a new one. */
export function existingMasterKey({ dataDir, masterKey, masterKeyFile }: Config): Promise<MasterKey> {
  const isGiven = masterKey !== undefined || masterKeyFile !== undefined
  if (!isGiven && !existsSync(join(dataDir, 'master.key'))) {
    throw new Error(
      `A backup does not hold the master key. Put the master.key of the installation that was backed up into ${dataDir}, ` +
        'readable for you alone (chmod 600), and try again.',
    )
  }
  return loadMasterKey({ dataDir, value: masterKey, file: masterKeyFile, mayCreate: false })
}

/** So that looking at an installation does not make one. */
export function assertThere({ databaseUrl, dataDir }: Config): void {
  if (databaseUrl !== undefined || existsSync(sqliteFile(dataDir))) return
  throw new Error(`There is no installation in ${dataDir}. Say where it is with --data-dir.`)
}
