/** What is published of a signing key, and what its private half opens under. */
import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import { calculateJwkThumbprint } from 'jose'
import { SIGNING_ALGORITHMS } from '../domain/signing-key.ts'
import { loadMasterKey } from './master-key.ts'
import { createSealing } from './sealing.ts'
import { createSigningKeyMaker, openSigningKey } from './signing-keys.ts'

const masterKey = await loadMasterKey({ dataDir: '/nowhere', value: 'ab'.repeat(32), mayCreate: false })
const sealing = createSealing(masterKey)
const makeSigningKey = createSigningKeyMaker(sealing)
const NOW = Date.UTC(2026, 0, 1)

const MEMBERS = {
  RS256: { kty: 'RSA', e: 'AQAB' },
  ES256: { kty: 'EC', crv: 'P-256' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
}

for (const algorithm of SIGNING_ALGORITHMS) {
  test(`an ${algorithm} key is published with its algorithm, use and thumbprint, and without its private half`, async () => {
    const { id, publicJwk } = await makeSigningKey(algorithm, 'next', NOW)
    assert.deepEqual({ ...publicJwk, ...MEMBERS[algorithm], alg: algorithm, use: 'sig', kid: id }, publicJwk)
    assert.equal(await calculateJwkThumbprint(publicJwk), id)
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.ok(!(member in publicJwk))
  })

  test(`an ${algorithm} key opens to the private half of what is published`, async () => {
    const key = await makeSigningKey(algorithm, 'next', NOW)
    const opened = createPublicKey(openSigningKey(sealing, key)).export({ format: 'jwk' })
    assert.deepEqual({ ...key.publicJwk, ...opened }, key.publicJwk)
  })
}

test('an RSA key has 2048 bits', async () => {
  const { publicJwk } = await makeSigningKey('RS256', 'next', NOW)
  assert.equal(Buffer.from(publicJwk['n']!, 'base64url').length, 256)
})

test('a key opens only under its own id and algorithm, and its own master key', async () => {
  const key = await makeSigningKey('ES256', 'active', NOW)
  const other = await makeSigningKey('ES256', 'active', NOW)
  const otherMasterKey = await loadMasterKey({
    dataDir: '/nowhere',
    value: 'cd'.repeat(32),
    mayCreate: false,
  })
  const cannotBeOpened = /The signing key .* cannot be opened/
  assert.throws(() => openSigningKey(sealing, { ...key, id: other.id }), cannotBeOpened)
  assert.throws(() => openSigningKey(sealing, { ...key, algorithm: 'Ed25519' }), cannotBeOpened)
  assert.throws(() => openSigningKey(sealing, { ...key, sealedPrivateKey: new Uint8Array() }), cannotBeOpened)
  assert.throws(() => openSigningKey(createSealing(otherMasterKey), key), cannotBeOpened)
})

test('a key starts its life in the state it was made for', async () => {
  const next = await makeSigningKey('Ed25519', 'next', NOW)
  const active = await makeSigningKey('Ed25519', 'active', NOW)
  assert.deepEqual([next.state, next.createdAt, next.activatedAt, next.retiredAt], ['next', NOW, null, null])
  assert.deepEqual([active.state, active.createdAt, active.activatedAt], ['active', NOW, NOW])
})
