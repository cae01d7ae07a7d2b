/** The service speaks TLS itself where it is given a certificate, and nothing from another machine comes in the clear. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { pino } from 'pino'
import { makeCertificate } from '../../testing/certificate.ts'
import type { Cleanup } from '../../testing/cleanup.ts'
import { watchCertificate } from '../certificate-files.ts'
import { ConfigProblems, parseConfig } from '../config.ts'
import { serve } from '../serve.ts'
import type { Certificate } from './tls.ts'

const silent = pino({ level: 'silent' })

async function filesOf(t: Cleanup, certificate: Certificate) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  const write = async ({ cert, key }: Certificate): Promise<void> => {
    await writeFile(files.cert, cert)
    await writeFile(files.key, key, { mode: 0o600 })
  }
  await write(certificate)
  return { ...files, folder, write }
}

suite('TLS of the service', () => {
  test('shows the certificate, refuses what is older than 1.2, and answers over it', async (t) => {
    const certificate = makeCertificate()
    const { cert, key, folder } = await filesOf(t, certificate)
    const config = parseConfig(
      [
        '--tls-cert',
        cert,
        '--tls-key',
        key,
        '--port',
        '0',
        '--public-url',
        'https://127.0.0.1',
        '--data-dir',
        folder,
      ],
      {},
    )
    const lines: string[] = []
    const { address, stop } = await serve(config, silent, (line) => lines.push(line))
    t.after(() => stop())
    assert.match(address, /^https:\/\/127\.0\.0\.1:/)
    assert.match(lines[0]!, /listens on https:/)
    const { port } = new URL(address)
    const status = await new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/healthz', ca: certificate.cert }, (answer) =>
        resolve(answer.resume().statusCode),
      )
        .on('error', reject)
        .end()
    })
    assert.equal(status, 200)
    const shown = await handshake(Number(port), { ca: certificate.cert })
    assert.equal(shown.fingerprint256, new X509Certificate(certificate.cert).fingerprint256)
    await assert.rejects(
      handshake(Number(port), {
        ca: certificate.cert,
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL:@SECLEVEL=0',
      }),
    )
  })

  test('takes a renewed certificate without a restart, and keeps the old one while the two files do not fit', async (t) => {
    const [first, second] = [makeCertificate(), makeCertificate()]
    const { cert, key, write } = await filesOf(t, first)
    const used: Certificate[] = []
    const warned: string[] = []
    const logger = { info: () => {}, warn: (_facts: unknown, text?: string) => void warned.push(text ?? '') }
    const { stop } = watchCertificate({ cert, key }, first, (renewed) => used.push(renewed), logger, 10)
    t.after(stop)
    await writeFile(cert, second.cert)
    await until(() => warned.length > 0)
    assert.deepEqual(used, [])
    await write(second)
    await until(() => used.length > 0)
    assert.deepEqual(used, [second])
    assert.equal(warned.length, 1)
  })

  test('is needed, or a proxy in front, on any address that other machines reach', async () => {
    const ways = [
      [],
      ['--trusted-proxies', '10.0.0.1'],
      ['--tls-cert', '/nowhere/cert', '--tls-key', '/nowhere/key'],
    ]
    const told: string[] = []
    for (const way of ways) {
      const config = parseConfig(
        [
          '--host',
          '0.0.0.0',
          '--public-url',
          'https://tokens.example.com',
          '--data-dir',
          '/dev/null/x',
          ...way,
        ],
        {},
      )
      await assert.rejects(
        serve(config, silent, () => {}),
        (error: Error) => {
          told.push(error instanceof ConfigProblems ? error.message : 'another reason')
          return true
        },
      )
    }
    assert.match(told[0]!, /0\.0\.0\.0 in the clear: give --tls-cert and --tls-key, or name the proxy/)
    assert.deepEqual(
      told.slice(1).filter((each) => each.includes('in the clear')),
      [],
    )
  })

  test('needs both files, and a key that belongs to the certificate', async (t) => {
    assert.throws(() => parseConfig(['--tls-cert', 'x'], {}), /--tls-cert and --tls-key go together/)
    const { cert, key, folder } = await filesOf(t, { ...makeCertificate(), key: makeCertificate().key })
    const config = parseConfig(['--tls-cert', cert, '--tls-key', key, '--data-dir', folder], {})
    await assert.rejects(
      serve(config, silent, () => {}),
      /must be a certificate and the key that belongs to it/,
    )
  })
})

const handshake = (port: number, options: object): Promise<PeerCertificate> =>
  new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', ...options }, () => {
      resolve(socket.getPeerCertificate())
      socket.destroy()
    })
    socket.on('error', reject)
  })

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isTrue(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok(isTrue())
}
