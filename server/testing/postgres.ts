/**
 * One PostgreSQL for a whole test run, and a database of its own for each test. `--test-global-setup` starts it and stops it.
 * Making all tables took most of a short test's time; so they are made once, and copied.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { openPostgres } from '../src/store/postgres/postgres.ts'
import type { Cleanup } from './cleanup.ts'
import { makeMigratedFile } from './migrated-file.ts'
import { startOwnPostgres } from './own-postgres.ts'

const URL_VARIABLE = 'COUNTERSIGN_TEST_POSTGRES_URL'

/** It has all tables and no rows. */
const MIGRATED = 'migrated'

let stop: (() => Promise<void>) | undefined

export async function globalSetup(): Promise<void> {
  const server = await startOwnPostgres({ purpose: 'test', settings: ['max_connections=200', 'fsync=off'] })
  const migratedFile = await makeMigratedFile()
  stop = async () => {
    await migratedFile.remove()
    await server.stop()
  }
  process.env[URL_VARIABLE] = server.url('postgres')
  await administrate((client) => client.query(`create database ${MIGRATED}`))
  await (await openPostgres({ url: server.url(MIGRATED) })).close()
}

export async function globalTeardown(): Promise<void> {
  await stop?.()
}

/** The address of a database of its own for one test, with all tables and no rows, dropped when the test is over. */
export function testDatabase(test: Cleanup): Promise<string> {
  return newDatabase(test, `template ${MIGRATED} strategy file_copy`)
}

/** As `testDatabase`, with nothing in it. */
export function emptyDatabase(test: Cleanup): Promise<string> {
  return newDatabase(test, '')
}

async function newDatabase(test: Cleanup, options: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await administrate((client) => client.query(`create database ${name} ${options}`))
  test.after(() => administrate((client) => drop(client, name)))
  const url = serverUrl()
  url.pathname = name
  return url.href
}

const LEAVING_MS = 500

/**
 * A pool that has ended may have connections that are still closing; told that their database goes, they would fail a test
 * that is over. Who does not leave by itself is made to.
 */
async function drop(client: pg.Client, name: string): Promise<void> {
  const giveUpAt = performance.now() + LEAVING_MS
  const isLeft = async (): Promise<boolean> =>
    (await client.query('select 1 from pg_stat_activity where datname = $1', [name])).rowCount === 0
  while (!(await isLeft()) && performance.now() < giveUpAt) await sleep(10)
  await client.query(`drop database ${name} with (force)`)
}

async function administrate(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl().href })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function serverUrl(): URL {
  const url = process.env[URL_VARIABLE]
  if (url) return new URL(url)
  throw new Error(
    'No PostgreSQL is running for this test. Run: node --conditions=countersign-source --test ' +
      '--test-global-setup=server/testing/postgres.ts <files>',
  )
}
