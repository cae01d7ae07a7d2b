/**
 * A connection to PostgreSQL that is closed when it can't be opened. The driver forgets one that ended with an error of
 * its own (no password to give, no TLS to be had) and leaves it open: the server waits a minute for more of it, and so
 * does whoever drops a database there meanwhile. Where it goes and how is said by its settings alone: the driver would
 * take what they leave out from PGHOST, PGPASSWORD, PGOPTIONS and others of the environment.
 */
import pg from 'pg'

class ClosedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    this.connection.on('error', () => this.connection.stream.destroy())
  }
}

export const PostgresClient = new Proxy(ClosedClient, {
  construct: (target, given, made) => withoutItsVariables(() => Reflect.construct(target, given, made)),
})

function withoutItsVariables<Made>(make: () => Made): Made {
  const set = Object.entries(process.env).filter(([name]) => name.startsWith('PG'))
  for (const [name] of set) delete process.env[name]
  try {
    return make()
  } finally {
    for (const [name, value] of set) process.env[name] = value
  }
}
