/**
 * A pool of connections as a Kysely driver. A connection whose state is in doubt is thrown away rather than used again,
 * and errors leave as refusals; a COMMIT that was not clearly confirmed is one of them.
 */
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import pg from 'pg'
import { Refusal } from '../../domain/refusal.ts'
import { assertStorable, unavailable } from '../engine.ts'

const [FOREIGN_KEY, UNIQUE] = ['23503', '23505']
const READ_ONLY = '25006'

/** PostgreSQL's SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html); undefined when it is not from the server. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined

/** Values that can't be taken (a data exception, a program limit): the database is well, and repeating is no help. */
const VALUE_CLASSES = ['22', '54']

/**
 * Whatever else the server says is an outage: also a table or a column that is not there (42). A process whose tables were
 * changed under it serves nobody, and readiness must say so.
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const code = codeOf(error) ?? ''
  if ([FOREIGN_KEY, UNIQUE].includes(code)) return new Refusal('conflict', { cause: error })
  if (!VALUE_CLASSES.includes(code.slice(0, 2))) return unavailable(error)
  return new Refusal('request_invalid', {
    cause: error,
    detail: 'The database can’t hold a value of this request. Send shorter or other text.',
  })
}

/**
 * After any other error, a timeout on our side for one, an answer may still be on its way. A connection that takes no
 * writes belongs to a server that was demoted, or stays as it was set up: a new one may find the right server.
 */
const leavesConnectionUsable = (error: unknown): boolean =>
  error instanceof Refusal ||
  (error instanceof pg.DatabaseError && error.severity === 'ERROR' && error.code !== READ_ONLY)

type Connection = DatabaseConnection & {
  readonly execute: (sql: string, parameters?: readonly unknown[]) => Promise<pg.QueryResult>
  readonly release: () => void
  readonly isUsable: () => boolean
}

export function postgresDriver(pool: pg.Pool): Driver {
  // Without a listener, a connection that dies while it is used or idle would end the process. Its next query fails anyway.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))

  const connect = async (): Promise<Connection> => {
    try {
      return connectionOf(await pool.connect())
    } catch (error) {
      throw refusalOf(error)
    }
  }
  return {
    init: async () => {},
    acquireConnection: connect,
    releaseConnection: async (connection) => (connection as Connection).release(),
    beginTransaction: async (connection) => {
      await (connection as Connection).execute('begin')
    },
    commitTransaction: async (connection) => {
      const { command } = await (connection as Connection).execute('commit')
      // The answer to the COMMIT of a transaction in which a statement failed, whoever caught the error.
      if (command !== 'COMMIT') throw unavailable(new Error(`COMMIT was answered by ${command}`))
    },
    // Closing the connection rolls back as well, so that the reason for it is what the caller gets to see.
    rollbackTransaction: async (connection) => {
      const { execute, isUsable } = connection as Connection
      if (isUsable()) await execute('rollback').catch(() => {})
    },
    destroy: async () => {},
  }
}

function connectionOf(client: pg.PoolClient): Connection {
  let isUsable = true
  const execute = async (sql: string, parameters: readonly unknown[] = []) => {
    try {
      assertStorable(parameters)
      return await client.query(sql, parameters as unknown[])
    } catch (error) {
      isUsable &&= leavesConnectionUsable(error)
      throw refusalOf(error)
    }
  }
  return {
    execute,
    isUsable: () => isUsable,
    release: () => client.release(!isUsable),
    executeQuery: async <Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> => {
      const { rows, rowCount } = await execute(sql, parameters)
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) }
    },
    streamQuery: () => {
      throw new Error('Queries are not streamed')
    },
  }
}
