/** A database that can't be opened: each cause has its own sentence, with what to do next and without the password. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../../testing/free-port.ts'
import { testDatabase } from '../../../testing/postgres.ts'
import { Refusal } from '../../domain/refusal.ts'
import { openPostgres } from './postgres.ts'
import { refusalOf } from './postgres-driver.ts'
import { withAdvice } from './postgres-advice.ts'

const CASES: Readonly<Record<string, readonly [spoil: (url: URL) => Promise<void> | void, says: RegExp]>> = {
  'a wrong password': [
    (url) => void (url.password = 'hunter2'),
    /authentication failed.* Check the user and the password/,
  ],
  'an unknown user': [(url) => void (url.username = 'nobody_here'), /authentication failed.* Check the user/],
  'no password': [(url) => void (url.password = ''), /Check the user and the password/],
  'an unknown database': [
    (url) => void (url.pathname = 'nowhere'),
    /"nowhere" does not exist\. Make the database/,
  ],
  'an unknown host': [
    (url) => void (url.hostname = 'nowhere.invalid'),
    /nowhere\.invalid\. Check the host and the port/,
  ],
  'a port where nobody listens': [
    async (url) => void (url.port = String(await freePort())),
    /ECONNREFUSED 127\.0\.0\.1:[0-9]+\. Check the host and the port/,
  ],
  'a name with two addresses where nobody listens': [
    async (url) => {
      url.hostname = 'localhost'
      url.port = String(await freePort())
    },
    /ECONNREFUSED .*\. Check the host and the port/,
  ],
  'TLS that the server does not speak': [
    (url) => {
      url.searchParams.set('sslmode', 'require')
    },
    /does not support SSL connections\. Turn TLS on in PostgreSQL/,
  ],
  'a role that may make no tables': [
    async (url) => {
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      const role = `guest_${url.pathname.slice(1)}`
      await client.query(`create role ${role} login password 'guest'`)
      await client.end()
      url.username = role
      url.password = 'guest'
    },
    /permission denied for schema public\. Make the user the owner/,
  ],
  'a database that takes no writes': [
    (url) => {
      url.searchParams.set('options', '-c default_transaction_read_only=on')
    },
    /read-only transaction\. The server takes no writes/,
  ],
  'a search_path without a schema': [
    (url) => {
      url.searchParams.set('options', '-c search_path=nowhere')
    },
    /no schema has been selected to create in\. Make a schema/,
  ],
}

suite('a start with', () => {
  for (const [what, [spoil, says]] of Object.entries(CASES)) {
    test(`${what} ends with its cause and what to do`, async (t) => {
      const url = new URL(await testDatabase(t))
      const { password } = url
      await spoil(url)
      await assert.rejects(openPostgres({ url: url.href }), (error: unknown) => {
        assert.ok(error instanceof Refusal)
        assert.match(error.detail ?? '', says)
        for (const secret of [password, 'hunter2']) assert.ok(!error.detail!.includes(secret))
        return true
      })
      assert.ok(await isTrueSoon(() => openSockets() === 0), 'a connection is left open')
    })
  }
})

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length

async function isTrueSoon(isTrue: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100 && !isTrue(); tries++) await setTimeout(20)
  return isTrue()
}

test('of a name with several addresses each failure is told, for the error around them says nothing', () => {
  const gathered = new AggregateError([
    new Error('connect ECONNREFUSED ::1:1'),
    new Error('connect ECONNREFUSED 127.0.0.1:1'),
  ])
  const { detail } = withAdvice(refusalOf(gathered))
  assert.match(detail ?? '', /ECONNREFUSED ::1:1; connect ECONNREFUSED 127\.0\.0\.1:1\. /)
})

const databaseError = (code: string): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('no', 1, 'error'), { code })

const KINDS: readonly (readonly [code: string, refusal: string, what: string])[] = [
  ['22001', 'request_invalid', 'a text that is too long'],
  ['22003', 'request_invalid', 'a number out of range'],
  ['22021', 'request_invalid', 'a text that is no UTF-8'],
  ['22P05', 'request_invalid', 'a character the encoding lacks'],
  ['54000', 'request_invalid', 'a value too long for an index'],
  ['23505', 'conflict', 'a value that is taken'],
  ['23503', 'conflict', 'a row that refers to one that is gone'],
  ['08006', 'store_unavailable', 'a lost connection'],
  ['25006', 'store_unavailable', 'a server that takes no writes'],
  ['28P01', 'store_unavailable', 'a changed password'],
  ['3D000', 'store_unavailable', 'a dropped database'],
  ['40001', 'store_unavailable', 'a conflict that repeating did not solve'],
  ['42P01', 'store_unavailable', 'a dropped table'],
  ['42703', 'store_unavailable', 'a dropped column'],
  ['53100', 'store_unavailable', 'a full disk'],
  ['53300', 'store_unavailable', 'too many connections'],
  ['57014', 'store_unavailable', 'a statement that took too long'],
  ['57P01', 'store_unavailable', 'a server that stops'],
]

for (const [code, refusal, what] of KINDS) {
  test(`${what} (${code}) is ${refusal}`, () => {
    assert.equal(refusalOf(databaseError(code)).code, refusal)
  })
}
