/** A connection to PostgreSQL is verified by name unless its URL says otherwise, in a word of its own. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { suite, test } from 'node:test'
import { TLSSocket, createSecureContext } from 'node:tls'
import { makeCertificate } from '../../../testing/certificate.ts'
import type { Cleanup } from '../../../testing/cleanup.ts'
import { testDatabase } from '../../../testing/postgres.ts'
import { Refusal } from '../../domain/refusal.ts'
import { isInTheClear, refusedTls, withTls } from './postgres-tls.ts'
import { openPostgres } from './postgres.ts'

const modeOf = (url: string): string | null => new URL(withTls(url)).searchParams.get('sslmode')

suite('TLS to PostgreSQL', () => {
  test('is verified by name for every other machine, and this one may go without', () => {
    for (const url of [
      'postgres://u:p@db.example.com/x',
      'postgres://10.0.0.1/x',
      'postgres://127.example.com/x',
    ])
      assert.deepEqual([modeOf(url), isInTheClear(url)], ['verify-full', false], url)
    for (const host of ['localhost', '127.0.0.1', '127.8.8.8', '[::1]', '%2Frun%2Fpostgresql'])
      assert.deepEqual(
        [modeOf(`postgres://${host}/x`), isInTheClear(`postgres://${host}/x`)],
        ['disable', false],
        host,
      )
    assert.equal(modeOf('postgres:///x?host=/run/postgresql'), 'disable')
    // The parameter is where the driver goes.
    assert.equal(modeOf('postgres://localhost/x?host=db.example.com'), 'verify-full')
  })

  test('is never less than verified but by the word disable, which is told', () => {
    for (const mode of ['verify-full', 'verify-ca', 'require'])
      assert.equal(modeOf(`postgres://localhost/x?sslmode=${mode}`), 'verify-full')
    assert.ok(isInTheClear('postgres://db.example.com/x?sslmode=disable'))
    for (const query of [
      'sslmode=no-verify',
      'sslmode=prefer',
      'sslmode=allow',
      'sslmode=',
      'sslmode=disable&sslmode=verify-full',
      'ssl=true',
      'ssl=0',
      'uselibpqcompat=true&sslmode=require',
    ])
      assert.match(refusedTls(`postgres://db.example.com/x?${query}`) ?? '', /sslmode/, query)
  })

  test('with the certificate that the URL trusts, and no other, opens the database', async (t) => {
    const { url, trusted } = await behindTls(t)
    url.searchParams.set('sslmode', 'verify-full')
    await assert.rejects(openPostgres({ url: url.href }), refusedWith(/sslrootcert=FILE/))
    url.searchParams.set('sslrootcert', trusted)
    await (await openPostgres({ url: url.href })).close()
    url.hostname = 'localhost'
    await assert.rejects(
      openPostgres({ url: url.href }),
      refusedWith(/name the server as its certificate does/),
    )
  })

  test('is not changed by variables of the environment, nor is anything else of a connection', async (t) => {
    const { url } = await behindTls(t)
    const plain = await testDatabase(t)
    const variables = { PGSSLMODE: 'no-verify', PGOPTIONS: '-c search_path=nowhere', PGPORT: '1' }
    url.searchParams.set('sslmode', 'verify-full')
    Object.assign(process.env, variables)
    try {
      await assert.rejects(openPostgres({ url: url.href }), refusedWith(/sslrootcert=FILE/))
      await (await openPostgres({ url: plain })).close()
      assert.equal(process.env['PGPORT'], '1')
    } finally {
      for (const name of Object.keys(variables)) delete process.env[name]
    }
  })
})

const refusedWith = (says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Refusal)
  assert.match(error.detail ?? '', says)
  return true
}

/** PostgreSQL's answer to a client that asks for TLS. */
const YES = 'S'

/** The database of a test behind a real handshake, with a certificate of 127.0.0.1. */
async function behindTls(t: Cleanup): Promise<{ url: URL; trusted: string }> {
  const url = new URL(await testDatabase(t))
  const certificate = makeCertificate()
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const trusted = join(folder, 'authority.pem')
  await writeFile(trusted, certificate.cert)
  const port = Number(url.port)
  const open = new Set<Socket>()
  const server = createServer((raw) => {
    open.add(raw)
    raw.on('error', () => {})
    raw.once('data', () => {
      raw.write(YES)
      const inside = new TLSSocket(raw, { isServer: true, secureContext: createSecureContext(certificate) })
      const database = connect(port, '127.0.0.1')
      for (const [from, to] of [
        [inside, database],
        [database, inside],
      ] as const)
        from.on('error', () => to.destroy()).pipe(to)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(async () => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  url.port = String((server.address() as AddressInfo).port)
  return { url, trusted }
}
