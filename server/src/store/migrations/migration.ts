/**
 * What a migration is, and the few words in which the engines' table definitions differ.
 * A migration that was released is never edited, so these words may gain members but never change their meaning.
 */
import type { Database } from '../engine.ts'
import { leavingInPostgres, leavingInSqlite, type Leaves } from './leaving.ts'
import { raisingInPostgres, raisingInSqlite, type Raises } from './raising.ts'

export type Migration = {
  readonly name: string
  readonly statements: (words: Words) => readonly string[]
  /** After the statements, for rows that only code can fill: in batches, by the columns that there were then. */
  readonly fill?: (tx: Database) => Promise<void>
}

export type Words = {
  readonly bytes: string
  /** Holds an instant in milliseconds. */
  readonly bigint: string
  /** What follows the closing parenthesis of a table. */
  readonly table: string
  /** Triggers that let nobody change or delete a row of the table. */
  readonly appendOnly: (table: string) => readonly string[]
  /** A text that is never made twice, neither here nor in a copy of the database. */
  readonly unheardOf: string
  /** Triggers that give `rights_versions` another version with each row that changes. */
  readonly raising: (table: string, raises: Raises) => readonly string[]
  /** Triggers that note in `status_places` that the row with a place was deleted. */
  readonly leaving: (table: string, leaves: Leaves) => readonly string[]
}

export const SQLITE_WORDS: Words = {
  bytes: 'blob',
  bigint: 'integer',
  table: 'strict',
  appendOnly: (table) => [
    `create trigger ${table}_not_updated before update on ${table}
     begin select raise(abort, '${table} can only be added to'); end`,
    `create trigger ${table}_not_deleted before delete on ${table}
     begin select raise(abort, '${table} can only be added to'); end`,
    // INSERT OR REPLACE deletes the old row without asking the delete trigger.
    `create trigger ${table}_not_replaced before insert on ${table}
     when exists (select 1 from ${table} where id = new.id)
     begin select raise(abort, '${table} can only be added to'); end`,
  ],
  unheardOf: 'hex(randomblob(16))',
  raising: raisingInSqlite,
  leaving: leavingInSqlite,
}

export const POSTGRES_WORDS: Words = {
  bytes: 'bytea',
  bigint: 'bigint',
  table: '',
  // A trigger on TRUNCATE would be a statement trigger, which not every compatible engine has.
  appendOnly: (table) => [
    `create function ${table}_refuse_change() returns trigger language plpgsql as
     $$ begin raise exception '${table} can only be added to'; end $$`,
    `create trigger ${table}_not_changed before update or delete on ${table}
     for each row execute function ${table}_refuse_change()`,
  ],
  unheardOf: 'cast(gen_random_uuid() as text)',
  raising: raisingInPostgres,
  leaving: leavingInPostgres,
}
