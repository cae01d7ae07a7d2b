/** PostgreSQL has no room, no memory, no connection left or takes no writes: told as an outage, and over when it is over. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, suite, test } from 'node:test'
import pg from 'pg'
import { flushUsage } from '../../server/src/jobs/flush-usage.ts'
import { openAcme, PASSWORD, type Acme } from '../../server/testing/acme.ts'
import { accessTokenFor, call } from '../../server/testing/compatible.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { emptyDatabase } from '../../server/testing/postgres.ts'
import { apiTokensPath, exchange, generate, request } from '../../server/testing/requests.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { assertOutage } from './outage.ts'
import { contentOf, rowsOf } from './whole-content.ts'

/** postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATES: Readonly<Record<string, string>> = {
  '53000': 'insufficient resources',
  '53100': 'disk full',
  '53200': 'out of memory',
  '53300': 'too many connections',
  '53400': 'configuration limit exceeded',
  '55P03': 'lock not available',
  '57014': 'query canceled',
  '57P01': 'admin shutdown',
  '57P03': 'cannot connect now',
  '58030': 'I/O error',
  '25006': 'read-only transaction',
  XX001: 'data corrupted',
}

/** A database of an account that is no superuser, so that limits hold for it, and a way around it. */
async function openLimited(t: Cleanup) {
  // Its tables are to be of that account.
  const url = new URL(await emptyDatabase(t))
  const admin = new pg.Pool({ connectionString: url.href })
  // The server may end its idle connections.
  admin.on('error', () => {})
  const [database, role, password] = [url.pathname.slice(1), `role_${hex()}`, hex()]
  const query = async (...statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await admin.query(statement)
  }
  await query(
    `create role ${role} login password '${password}'`,
    `alter database ${database} owner to ${role}`,
  )
  url.username = role
  url.password = password
  const acme = await openAcme(t, { engine: 'postgres', env: { COUNTERSIGN_DATABASE_URL: url.href } })
  const disconnect = `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`
  t.after(() => admin.end())
  return { acme, query, database, role, disconnect }
}

const hex = (): string => randomBytes(8).toString('hex')

/** Everything that a test looks at: writing and reading, as a person and as a script. */
async function asking(acme: Acme) {
  const headers = await sessionOf(acme, acme.member)
  const { value, apiToken } = await generate(acme, headers)
  const accessToken = await accessTokenFor(acme, value)
  const path = apiTokensPath(acme)
  type Ask = Readonly<Record<string, () => ReturnType<typeof request>>>
  const changes: Ask = {
    generating: () => request(acme, 'POST', path, { headers, body: { name: 'CI', scopes: {} } }),
    regenerating: () => request(acme, 'POST', `${path}/${apiToken.id}/value`, { headers, body: {} }),
    revoking: () => request(acme, 'DELETE', `${path}/${apiToken.id}`, { headers }),
    'signing in': () =>
      request(acme, 'POST', '/api/v1/session', { body: { username: 'max', password: PASSWORD } }),
  }
  const reads: Ask = {
    'an exchange': () => exchange(acme, value),
    'a call': () => call(acme, accessToken, 'GET', '/loggedin/user'),
    'a list': () => request(acme, 'GET', path, { headers }),
  }
  return { value, changes, reads }
}

const raising = (sqlstate: string, unless = 'false'): string =>
  `create or replace function refuse() returns trigger language plpgsql as $$ begin
     if ${unless} then return new; end if;
     raise exception 'no room' using errcode = '${sqlstate}'; end $$`
const AT_STATEMENT = (table: string): string =>
  `create trigger refuse before insert or update on ${table} for each row execute function refuse()`
const AT_COMMIT = (table: string): string =>
  `create constraint trigger refuse after insert or update on ${table} deferrable initially deferred
   for each row execute function refuse()`
const END = (table: string): string => `drop trigger refuse on ${table}`

suite('PostgreSQL that refuses to write', async () => {
  const { acme, query } = await openLimited({ after })
  const { needs } = acme.app
  const { value, changes, reads } = await asking(acme)

  for (const [when, trigger] of Object.entries({ 'a statement': AT_STATEMENT, 'the commit': AT_COMMIT })) {
    test(`at ${when} makes every change a 503 that has not happened, whatever the reason`, async () => {
      const before = await contentOf(needs.store)
      for (const [sqlstate, reason] of Object.entries(SQLSTATES)) {
        await query(raising(sqlstate), trigger('audit_events'))
        for (const [what, send] of Object.entries(changes)) {
          // One password is enough to see what signing in does.
          if (what === 'signing in' && sqlstate !== '53100') continue
          assertOutage(await send(), `${what}: ${reason}`)
        }
        for (const send of Object.values(reads)) assert.equal((await send()).status, 200, reason)
        await query(END('audit_events'))
      }
      assert.deepEqual(await contentOf(needs.store), before)
      assert.equal((await changes['generating']!()).status, 201)
    })

    test(`at ${when} for another transaction’s sake is asked again, and the change happens once`, async () => {
      for (const sqlstate of ['40001', '40P01']) {
        const tokens = async () => rowsOf(await contentOf(needs.store), 'api_tokens').length
        const before = await tokens()
        await query(
          'create sequence tries',
          `grant all on sequence tries to public`,
          raising(sqlstate, "nextval('tries') > 3"),
          trigger('audit_events'),
        )
        const answer = await changes['generating']!()
        assert.equal(answer.status, 201, answer.text)
        await query(END('audit_events'), 'drop sequence tries')
        assert.equal(await tokens(), before + 1)
      }
    })

    test(`at ${when} loses no use of a token: they are written once, when there is room`, async () => {
      await flushUsage(needs)
      const exchanges = async () =>
        rowsOf(await contentOf(needs.store), 'api_token_usage').reduce(
          (sum, row) => sum + Number(row['exchanges']),
          0,
        )
      const before = await exchanges()
      await query(raising('53100'), trigger('api_token_usage'))
      for (let round = 0; round < 3; round++) {
        await accessTokenFor(acme, value)
        await assert.rejects(flushUsage(needs), { code: 'store_unavailable' })
      }
      assert.equal(await exchanges(), before)
      await query(END('api_token_usage'))
      await flushUsage(needs)
      await flushUsage(needs)
      assert.equal(await exchanges(), before + 3)
    })
  }

  test('or to read makes exchanges a 503 too, never the token’s fault', async () => {
    await query('alter table users rename to users_kept')
    for (const [sqlstate, reason] of Object.entries(SQLSTATES)) {
      await query(
        `create or replace function refuse_row() returns boolean volatile language plpgsql as $$ begin
           raise exception 'no room' using errcode = '${sqlstate}'; end $$`,
        'create or replace view users as select * from users_kept where refuse_row()',
        'grant all on users to public',
      )
      for (const [what, send] of Object.entries(reads)) assertOutage(await send(), `${what}: ${reason}`)
    }
    await query('drop view users', 'alter table users_kept rename to users')
    for (const send of Object.values(reads)) assert.equal((await send()).status, 200)
  })
})

suite('PostgreSQL', async () => {
  const { acme, query, database, role, disconnect } = await openLimited({ after })
  const { changes, reads } = await asking(acme)
  const { revoking, ...repeatable } = changes

  test('that takes no writes, as after a failover, still serves exchanges; when it takes them again no restart is needed', async () => {
    await query(`alter database ${database} set default_transaction_read_only = on`, disconnect)
    await untilServed(reads['an exchange']!)
    for (const [what, send] of Object.entries(changes)) assertOutage(await send(), what)
    for (const send of Object.values(reads)) assert.equal((await send()).status, 200)
    await query(`alter database ${database} set default_transaction_read_only = off`)
    await untilServed(repeatable['generating']!)
    for (const send of Object.values(repeatable)) assert.ok((await send()).status < 300)
  })

  test('that has no connection left for us is an outage for everything, until it has one', async () => {
    await query(`alter role ${role} connection limit 0`, disconnect)
    for (const [what, send] of Object.entries({ ...changes, ...reads })) assertOutage(await send(), what)
    await query(`alter role ${role} connection limit -1`)
    await untilServed(reads['a list']!)
    assert.equal((await revoking!()).status, 200)
  })
})

/** A connection that the server ended is found out about by whoever uses it first, at most once each. */
async function untilServed(send: () => ReturnType<typeof request>): Promise<void> {
  for (let tries = 0; tries < 11; tries++) {
    const answer = await send()
    if (answer.status < 300) return
    assertOutage(answer, 'on the way back')
  }
  assert.fail('It does not come back')
}
