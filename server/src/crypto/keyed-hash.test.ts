/** Stored hashes keep matching, each for its own purpose and master key only. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createKeyedHash, type HashPurpose } from './keyed-hash.ts'
import { loadMasterKey } from './master-key.ts'

const masterKeyOf = (value: string) => loadMasterKey({ dataDir: '/nowhere', value, mayCreate: false })
const masterKey = await masterKeyOf('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')
const keyedHash = createKeyedHash(masterKey)
const purposes = fc.constantFrom<HashPurpose>('api-token', 'session', 'setup-code', 'invitation')

// Computed with another implementation (Python's hmac): a changed construction would end every stored token.
test('the hash never changes: what is stored keeps matching', () => {
  const hash = Buffer.from('6ecf22c6eaa9df3733c1a95d0461aa41c2592982882f28b2c728d3f333948f83', 'hex')
  assert.deepEqual(keyedHash.hashOf('api-token', 'csnt'), hash)
  assert.ok(keyedHash.matches('api-token', 'csnt', hash))
  assert.ok(keyedHash.matches('api-token', 'csnt', new Uint8Array(hash)))
})

test('a text matches its own hash, for its own purpose, and nothing else does', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), purposes, purposes, (text, other, purpose, otherPurpose) => {
      const hash = keyedHash.hashOf(purpose, text)
      assert.ok(keyedHash.matches(purpose, text, hash))
      assert.equal(keyedHash.matches(purpose, other, hash), other === text)
      assert.equal(keyedHash.matches(otherPurpose, text, hash), otherPurpose === purpose)
    }),
  )
})

test('a stored hash of the wrong length matches nothing', () => {
  const hash = keyedHash.hashOf('session', 'cookie')
  for (const wrong of [new Uint8Array(), hash.subarray(1), Buffer.concat([hash, hash])]) {
    assert.equal(keyedHash.matches('session', 'cookie', wrong), false)
  }
})

test('another master key makes other hashes, and says so by its id', async () => {
  const other = createKeyedHash(await masterKeyOf('ff'.repeat(32)))
  assert.equal(other.matches('session', 'cookie', keyedHash.hashOf('session', 'cookie')), false)
  assert.notEqual(other.keyId, keyedHash.keyId)
  assert.equal(keyedHash.keyId, masterKey.id)
})
