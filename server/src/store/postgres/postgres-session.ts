/**
 * What a session of PostgreSQL must be like, whatever was set for the database or the role. Refuses a database whose
 * encoding can't hold every text. What an operator decides on purpose stays: schema, isolation, read-only, stronger commits.
 */
import type pg from 'pg'
import { Refusal } from '../../domain/refusal.ts'

const SETTINGS: Readonly<Record<string, string>> = {
  // How values are written and read.
  client_encoding: 'UTF8',
  bytea_output: 'hex',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  // What queries mean, and what guards the rows.
  transform_null_equals: 'off',
  row_security: 'on',
  session_replication_role: 'origin',
  // How long a statement may wait is ours to say.
  lock_timeout: '0',
  transaction_timeout: '0',
  idle_session_timeout: '0',
  // What is acknowledged is on the disk.
  synchronous_commit: 'on',
}

/** Changes what differs, leaves out what this server does not know. Of the commits only the ones that can be lost are changed. */
const FIX = `
  select set_config(name, value, false) from unnest($1::text[], $2::text[]) as wanted(name, value)
  where current_setting(name, true) <> value
    and (name <> 'synchronous_commit' or current_setting(name, true) = 'off')`

/** For each new connection. */
export async function fixSession(
  client: pg.ClientBase,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const settings = { ...SETTINGS, ...more }
  await client.query(FIX, [Object.keys(settings), Object.values(settings)])
}

/** @throws {Refusal} when there is text that the database could not keep */
export async function assertHoldsAnyText(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ encoding: string }>(
    "select current_setting('server_encoding') as encoding",
  )
  const encoding = rows[0]?.encoding
  if (encoding === 'UTF8') return
  throw new Refusal('store_unavailable', {
    detail:
      `The database is encoded in ${encoding}, which can’t hold every name. Nothing was changed in it. ` +
      'Make another: create database countersign encoding UTF8 template template0.',
  })
}
