/** Whatever an administrator set for the database or the role: tokens work, and a backup holds what the database holds. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import pg from 'pg'
import { openAcme, openApp } from '../../../testing/acme.ts'
import type { Cleanup } from '../../../testing/cleanup.ts'
import { testDatabase } from '../../../testing/postgres.ts'
import { exchange, generate, signIn } from '../../../testing/requests.ts'
import { backUpInstallation, restoreInstallation } from '../../backup.ts'
import { openPostgres } from './postgres.ts'

const HOSTILE = [
  "bytea_output = 'escape'",
  "client_encoding = 'LATIN1'",
  "DateStyle = 'SQL, DMY'",
  "IntervalStyle = 'iso_8601'",
  "TimeZone = 'Pacific/Kiritimati'",
  'extra_float_digits = -15',
  'standard_conforming_strings = off',
  "backslash_quote = 'on'",
  'escape_string_warning = on',
  'array_nulls = off',
  'transform_null_equals = on',
  'quote_all_identifiers = on',
  'row_security = off',
  "session_replication_role = 'replica'",
  "synchronous_commit = 'off'",
  'lock_timeout = 1',
  "statement_timeout = '5s'",
  "idle_in_transaction_session_timeout = '5s'",
  "idle_session_timeout = '5s'",
  "default_transaction_isolation = 'serializable'",
  'default_transaction_deferrable = on',
]

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

/** A database of a role of its own, with every hostile setting on one of them. */
async function hostileDatabase(t: Cleanup, where: 'database' | 'role'): Promise<string> {
  const url = new URL(await testDatabase(t))
  const name = url.pathname.slice(1)
  const admin = url.href
  if (where === 'role') {
    await query(admin, `create role ${name} superuser login password 'x'`)
    url.username = name
    url.password = 'x'
  }
  for (const setting of HOSTILE) await query(admin, `alter ${where} ${name} set ${setting}`)
  return url.href
}

suite('hostile settings', () => {
  for (const where of ['database', 'role'] as const) {
    test(`of the ${where} change neither what a token is worth nor what a backup holds`, async (t) => {
      const env = { COUNTERSIGN_DATABASE_URL: await hostileDatabase(t, where) }
      const acme = await openAcme(t, { engine: 'postgres', env })
      const { value } = await generate(acme, await signIn(acme, 'olivia'))
      assert.equal((await exchange(acme, value)).status, 200)

      const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
      t.after(() => rm(folder, { recursive: true, force: true }))
      const file = join(folder, 'backup')
      await backUpInstallation(acme.config, { path: file })
      const { dataDir } = acme.config
      const restored = { ...acme.config, databaseUrl: await hostileDatabase(t, where) }
      await restoreInstallation(restored, { path: file })
      const place = {
        engine: 'postgres' as const,
        dataDir,
        env: { COUNTERSIGN_DATABASE_URL: restored.databaseUrl },
      }
      const again = await openApp(t, place)
      assert.equal((await exchange({ ...acme, ...again }, value)).status, 200)
    })
  }
})

for (const encoding of ['LATIN1', 'SQL_ASCII', 'LATIN9']) {
  test(`a database in ${encoding} is refused at the start, with how to make another`, async (t) => {
    const url = new URL(await testDatabase(t))
    const name = `${url.pathname.slice(1)}_other`
    await query(url.href, `create database ${name} encoding '${encoding}' locale 'C' template template0`)
    const other = new URL(url)
    other.pathname = 'postgres'
    const administration = other.href
    t.after(() => query(administration, `drop database ${name} with (force)`))
    other.pathname = name
    await assert.rejects(openPostgres({ url: other.href }), {
      code: 'store_unavailable',
      detail: new RegExp(`encoded in ${encoding}.* encoding UTF8 template template0`),
    })
    const { rows } = await query(
      other.href,
      "select 1 from information_schema.tables where table_schema = 'public'",
    )
    assert.equal(rows.length, 0)
  })
}
