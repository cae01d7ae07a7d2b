/**
 * Everything worth keeping, as rows that both engines understand: read as it was at one moment while others go on
 * writing, and put into an empty database, all of it or nothing. Sessions, the places they began at, one-time links to
 * a new password, codes of OAuth and mails that wait are left out: nobody is let in by a restore, and no mail goes out twice.
 */
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { Refusal } from '../../domain/refusal.ts'
import { transaction, type Database, type Engine } from '../engine.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import type { Schema } from '../schema.ts'
import { readPart, type Key } from './archive-part.ts'
import type { Archive, ArchivedRows } from './archive-store.ts'
import { assertTallyOf, createTally } from './archive-tally.ts'

const ASSIGNED = ["coalesce(service_id, '')", 'name', "coalesce(resource, '')"]

/** Whoever is referred to comes first. With what orders the rows of each table: never null, and different in every row. */
const TABLES: Readonly<Partial<Record<keyof Schema, readonly string[]>>> = {
  organizations: ['id'],
  users: ['id'],
  memberships: ['organization_id', 'user_id'],
  services: ['id'],
  service_permissions: ['service_id', 'name'],
  service_roles: ['service_id', 'name'],
  service_offers: ['service_id', 'organization_id'],
  feed_tokens: ['id'],
  service_organizations: ['organization_id', 'service_id'],
  custom_role_names: ['organization_id', 'name'],
  custom_roles: ['organization_id', 'name'],
  custom_role_permissions: ['organization_id', 'role_name', 'service_id'],
  role_assignments: ['organization_id', 'user_id', ...ASSIGNED],
  groups: ['id'],
  group_members: ['group_id', 'user_id'],
  group_roles: ['group_id', ...ASSIGNED],
  status_places: ['place'],
  oauth_apps: ['id'],
  oauth_app_organizations: ['organization_id', 'app_id'],
  oauth_app_roles: ['organization_id', 'app_id', ...ASSIGNED],
  oauth_app_secrets: ['id'],
  oauth_consents: ['organization_id', 'app_id', 'user_id'],
  oauth_grants: ['id'],
  oauth_refresh_tokens: ['id'],
  event_streams: ['id'],
  event_stream_events: ['stream_id', 'number'],
  event_stream_silenced: ['stream_id', 'subject'],
  invitations: ['id'],
  role_requests: ['id'],
  api_tokens: ['id'],
  api_token_secrets: ['id'],
  api_token_usage: ['api_token_id', 'day'],
  api_token_reminders: ['api_token_id', 'days'],
  role_reminders: ['organization_id', 'user_id', 'service_id', 'name', 'resource', 'ends_at', 'days'],
  signing_keys: ['id'],
  leak_reports: ['id'],
  mail_stopped_addresses: ['address_folded'],
  audit_events: ['id'],
  gathered_events: ['hour', 'kind', 'reason', 'route', 'organization_id', 'user_id', 'api_token_id'],
}

/** Of this version: rows of another one may not fit. */
export const SCHEMA = MIGRATIONS.map(({ name }) => name)

/** Stays below the number of parameters that either engine takes in one statement, however wide a table is. */
const ROWS_AT_ONCE = 100
/** A batch ends with the row that takes it to this: it is written, checked and read in a few milliseconds. */
const BYTES_PER_BATCH = 256 * 1024

export const archiveOf = (engine: Engine): Archive => ({
  read: (work) => engine.snapshot((db) => work(batchesOf(db), (tally) => assertTallyOf(db, TABLES, tally))),
  fill: (masterKeyId, batches) =>
    transaction(engine, async (tx) => {
      await claim(tx, masterKeyId)
      const { tally, add } = createTally()
      // A service that was started too early left audit events, which nobody can delete.
      for await (const batch of batchesOf(tx)) add(batch)
      for await (const batch of batches()) {
        await insert(tx, batch)
        add(batch)
      }
      await assertTallyOf(tx, TABLES, tally)
    }),
})

async function* batchesOf(db: Database): AsyncGenerator<ArchivedRows> {
  for (const [table, key] of Object.entries(TABLES)) {
    for (let after: Key | undefined = []; after !== undefined;) {
      const { columns, rows, last } = await readPart(db, { table, key, after, limit: ROWS_AT_ONCE })
      for (const batch of inBatches(rows)) {
        yield { table, columns, rows: batch }
        await setImmediate()
      }
      after = last
    }
  }
}

function* inBatches(rows: ArchivedRows['rows']): Generator<ArchivedRows['rows']> {
  let from = 0
  let bytes = 0
  for (const [at, row] of rows.entries()) {
    for (const value of row) bytes += typeof value === 'number' ? 8 : (value?.length ?? 0)
    if (bytes < BYTES_PER_BATCH && at < rows.length - 1) continue
    yield rows.slice(from, at + 1)
    ;[from, bytes] = [at + 1, 0]
  }
}

/** A database that serves nobody yet becomes this one's; a set-up at the same moment waits, and then finds its code gone. */
async function claim(tx: Database, masterKeyId: string): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('installation')
    .set({ setup_code_hash: null, master_key_id: masterKeyId })
    .where((where) =>
      where.or([where('master_key_id', 'is', null), where('master_key_id', '=', masterKeyId)]),
    )
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw notEmpty('was begun with another master key')
  for (const table of ['organizations', 'users'] as const) {
    if (await tx.selectFrom(table).select('id').limit(1).executeTakeFirst()) throw notEmpty('is in use')
  }
  // A service that was started too early made keys; nobody has a token that they signed. What it counted is nobody's.
  await tx.deleteFrom('signing_keys').execute()
  await tx.deleteFrom('gathered_events').execute()
}

const notEmpty = (why: string): Refusal =>
  new Refusal('conflict', {
    detail: `The database to restore into ${why}. Restore into an empty one. Nothing was changed.`,
  })

async function insert(tx: Database, { table, columns, rows }: ArchivedRows): Promise<void> {
  const isKnown = Object.hasOwn(TABLES, table) && columns.every((column) => /^[a-z_]+$/.test(column))
  if (!isKnown)
    throw new Error(`The backup holds a table or column that this version does not know: ${table}`)
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(rows.map((row) => sql`(${sql.join(row)})`))}`.execute(tx)
}
