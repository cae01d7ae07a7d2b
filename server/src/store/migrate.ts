/**
 * Brings the tables to this version's state, in one transaction that only one process at a time can be in.
 * Refuses a database that a newer version has migrated. Kysely's own Migrator is not used: on PostgreSQL it locks with
 * pg_advisory_lock, which compatible engines lack or accept without locking, and on SQLite it does not lock at all.
 */
import { sql } from 'kysely'
import { Refusal } from '../domain/refusal.ts'
import { transaction, type Engine } from './engine.ts'
import type { Migration, Words } from './migrations/migration.ts'

export async function migrate(
  engine: Pick<Engine, 'writer' | 'isTransient'>,
  words: Words,
  migrations: readonly Migration[],
): Promise<void> {
  // On its own: of two who make a table at once PostgreSQL lets one wait for the other's commit, and then fails. Here
  // that is at once, and tried again; behind a whole upgrade it would be too late to.
  await transaction(engine, async (tx) => {
    await sql`create table if not exists schema_lock (
      id integer not null primary key, taken_at ${sql.raw(words.bigint)} not null)`.execute(tx)
  })
  await transaction(engine, async (tx) => {
    // The lock: whoever comes second waits on this row until the first has committed. SQLite has locked at BEGIN.
    await tx
      .insertInto('schema_lock')
      .values({ id: 1, taken_at: Date.now() })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ taken_at: Date.now() }))
      .execute()
    await sql`create table if not exists schema_migrations (
      name text not null primary key, applied_at ${sql.raw(words.bigint)} not null)`.execute(tx)

    const rows = await tx.selectFrom('schema_migrations').select('name').execute()
    const applied = new Set(rows.map(({ name }) => name))
    refuseNewer(applied, migrations)
    for (const { name, statements, fill } of migrations) {
      if (applied.has(name)) continue
      for (const statement of statements(words)) await sql.raw(statement).execute(tx)
      await fill?.(tx)
      await tx.insertInto('schema_migrations').values({ name, applied_at: Date.now() }).execute()
    }
  })
}

function refuseNewer(applied: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const unknown = [...applied].filter((name) => !migrations.some((migration) => migration.name === name))
  if (unknown.length === 0) return
  throw new Refusal('store_unavailable', {
    detail:
      `A newer version of Countersign has changed this database (${unknown.join(', ')}). ` +
      'Start that version or a newer one, or restore the backup that was made before the upgrade.',
  })
}
