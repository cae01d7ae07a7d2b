/**
 * A connection to PostgreSQL that is closed when it can't be opened. The driver forgets one that ended with an error of
 * its own (no password to give, no TLS to be had) and leaves it open: the server waits a minute for more of it, and so
 * does whoever drops a database there meanwhile.
 */
import pg from 'pg'

export class PostgresClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    this.connection.on('error', () => this.connection.stream.destroy())
  }
}
