/** The two databases as a measurement sees them: what the service is told, and a way to write many rows quickly. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Postgres } from './postgres.ts'
import { SECRET_COLUMNS, TOKEN_COLUMNS, type SeedDatabase } from './seed.ts'

export type Database = {
  readonly name: 'SQLite' | 'PostgreSQL'
  /** The settings of an installation that uses a database of its own. */
  env(): Promise<Readonly<Record<string, string>>>
  open(env: Readonly<Record<string, string>>): Promise<SeedDatabase>
}

export const sqlite: Database = {
  name: 'SQLite',
  env: async () => ({}),
  async open(env) {
    const database = new DatabaseSync(join(env['COUNTERSIGN_DATA_DIR']!, 'countersign.db'))
    const insertToken = database.prepare(
      `insert into api_tokens (${TOKEN_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    const insertSecret = database.prepare(
      `insert into api_token_secrets (${SECRET_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)`,
    )
    return {
      async insert(rows) {
        database.exec('begin immediate')
        for (const { token } of rows) insertToken.run(...token)
        for (const { secret } of rows) insertSecret.run(...secret)
        database.exec('commit')
      },
      async close() {
        // As after some days: statistics gathered, the log written back.
        database.exec('analyze')
        database.exec('pragma wal_checkpoint(truncate)')
        database.close()
      },
    }
  },
}

export const postgres = (server: Postgres): Database => ({
  name: 'PostgreSQL',
  env: async () => ({ COUNTERSIGN_DATABASE_URL: await server.newDatabase() }),
  async open(env) {
    const client = await server.connect(new URL(env['COUNTERSIGN_DATABASE_URL']!).pathname.slice(1))
    const columnOf = (rows: readonly (readonly unknown[])[], index: number): unknown[] =>
      rows.map((row) => row[index])
    const insertAll = async (
      table: string,
      columns: string,
      types: string[],
      rows: readonly (readonly unknown[])[],
    ) => {
      const arrays = types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')
      await client.query(
        `insert into ${table} (${columns}) select * from unnest(${arrays})`,
        types.map((_, index) => columnOf(rows, index)),
      )
    }
    const [text, bigint, bytea] = ['text', 'bigint', 'bytea'] as const
    return {
      async insert(rows) {
        const tokenTypes = [text, text, text, text, text, text, bigint, bigint, text]
        await insertAll(
          'api_tokens',
          TOKEN_COLUMNS,
          tokenTypes,
          rows.map(({ token }) => token),
        )
        const secretTypes = [text, text, bytea, text, bigint, bigint, bigint]
        await insertAll(
          'api_token_secrets',
          SECRET_COLUMNS,
          secretTypes,
          rows.map(({ secret }) => secret),
        )
      },
      async close() {
        // What autovacuum does within a minute or so.
        await client.query('vacuum analyze')
        await client.end()
      },
    }
  },
})
