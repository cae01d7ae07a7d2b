/** `countersign scan` as it is run: what it prints is never a value, and --revoke ends at a real service what was found. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { makeTokenString } from '../../server/src/crypto/token-string.ts'
import { openAcme } from '../../server/testing/acme.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { exchange, generate } from '../../server/testing/requests.ts'

const COMMAND = join(import.meta.dirname, '../../cli/src/countersign.ts')

function started(...argv: string[]) {
  const child = spawn(process.execPath, ['--conditions=countersign-source', COMMAND, 'scan', ...argv])
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, out, err }))
  return { child, ended }
}
const run = (...argv: string[]) => started(...argv).ended

suite('countersign scan', async () => {
  const acme = await openAcme({ after })
  await acme.app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = acme.app.server.server.address() as AddressInfo
  const server = `http://127.0.0.1:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'countersign-scan-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const token = await generate(acme, await sessionOf(acme, acme.member))
  const stranger = makeTokenString('s').value.reveal()
  writeFileSync(join(folder, '.env'), `TOKEN=${token.value}\nSECRET=${stranger}\n`)

  test('prints where, what for and the public part, and ends with 1; with 0 when nothing is there, 2 for trouble', async () => {
    const found = await run(folder, '--json')
    assert.equal(found.code, 1)
    const lines = found.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ type, line, column, valueId }) => [type, line, column, valueId]),
      [
        ['found', 1, 7, token.apiToken.valueId],
        ['found', 2, 8, stranger.slice(4, 16)],
        ['done', undefined, undefined, undefined],
      ],
    )
    assert.ok(![token.value, stranger].some((value) => (found.out + found.err).includes(value.slice(16))))
    const marks = lines.slice(0, 2).map(({ fingerprint }) => `${fingerprint} ended long ago`)
    const known = join(folder, 'known')
    writeFileSync(known, marks.join('\n'))
    assert.equal((await run(folder, '--known', known)).code, 0)
    const missing = await run(join(folder, 'none'))
    assert.deepEqual([missing.code, missing.out], [2, ''])
    assert.match(missing.err, /not looked into: .*none/)
  })

  test('with --revoke has the service end what was found, and says so', async () => {
    assert.equal((await exchange(acme, token.value)).status, 200)
    const { code, out, err } = await run(folder, '--revoke', '--server', server, '--note', 'In a file')
    assert.equal(code, 1, err)
    assert.match(out, /\.env:1:7: API token/)
    assert.match(err, /2 values found in 2 places\. The service has ended whatever of them worked/)
    assert.equal((await exchange(acme, token.value)).status, 400)
  })

  test('sends nothing in the clear to another machine, and refuses what it does not know', async () => {
    for (const argv of [
      ['--revoke', '--server', 'http://tokens.example'],
      ['--revoke'],
      ['--server', server],
      ['--jsn'],
      ['--known', join(folder, 'none')],
    ])
      assert.equal((await run(folder, ...argv)).code, 2, argv.join(' '))
    assert.equal((await run()).code, 2)
  })

  test('says that nothing was revoked when the service can’t be reached', async () => {
    const { code, out } = await run(folder, '--revoke', '--server', 'http://127.0.0.1:9')
    assert.deepEqual([code, out.includes('API token')], [2, true])
  })

  test('ends by the signal that it is told to stop with', async () => {
    const { child, ended } = started('-')
    child.stdin.on('error', () => {})
    child.stdin.write(`${stranger}\n`.repeat(100_000))
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    const { signal, err } = await ended
    assert.equal(signal, 'SIGINT')
    assert.ok(!err.includes('    at '))
  })
})
