/** The one row about the installation itself. Each of its changes is a single guarded UPDATE, so one process wins. */
import type { Database } from '../engine.ts'
import type { InstallationChanges, InstallationReads } from './installation-store.ts'

export const installationReads = (db: Database): InstallationReads => {
  const row = () => db.selectFrom('installation').selectAll().executeTakeFirstOrThrow()
  return {
    masterKeyId: async () => (await row()).master_key_id ?? undefined,
    setupCodeHash: async () => (await row()).setup_code_hash ?? undefined,
    hasOrganization: async () =>
      (await db.selectFrom('organizations').select('id').limit(1).executeTakeFirst()) !== undefined,
  }
}

export const installationChanges = (tx: Database): InstallationChanges => ({
  ...installationReads(tx),
  setMasterKeyId: async (id) => {
    const { numUpdatedRows } = await tx
      .updateTable('installation')
      .set({ master_key_id: id })
      .where('master_key_id', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
  setSetupCodeHash: async (hash) => {
    await tx.updateTable('installation').set({ setup_code_hash: hash }).execute()
  },
  useSetupCode: async (hash) => {
    const { numUpdatedRows } = await tx
      .updateTable('installation')
      .set({ setup_code_hash: null })
      .where('setup_code_hash', '=', hash)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
})
