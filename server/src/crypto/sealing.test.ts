/** What is sealed opens unchanged, for its own use, with its own master key, or not at all. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadMasterKey } from './master-key.ts'
import { createSealing } from './sealing.ts'

const sealingWith = async (value: string) =>
  createSealing(await loadMasterKey({ dataDir: '/nowhere', value, mayCreate: false }))
const sealing = await sealingWith('01'.repeat(32))

const sealedFor = { keyId: 'k1', purpose: 'signing key', algorithm: 'RS256' }
const bytes = fc.uint8Array({ maxLength: 300 })
const cannotBeOpened = /^Error: The .* cannot be opened: the master key is another one/

test('what was sealed opens for the same use', () => {
  const texts = fc.record({ keyId: fc.string(), purpose: fc.string(), algorithm: fc.string() })
  fc.assert(
    fc.property(bytes, texts, (plain, use) => {
      assert.deepEqual(new Uint8Array(sealing.open(sealing.seal(plain, use), use)), plain)
    }),
  )
})

test('a changed byte is refused, wherever it is', () => {
  const sealed = sealing.seal(Buffer.from('private'), sealedFor)
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice()
    changed[at]! ^= 1
    assert.throws(() => sealing.open(changed, sealedFor), cannotBeOpened)
  }
})

test('a sealed value that was cut or lengthened is refused', () => {
  const sealed = sealing.seal(Buffer.from('private'), sealedFor)
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => sealing.open(sealed.subarray(0, length), sealedFor), cannotBeOpened)
  }
  assert.throws(() => sealing.open(Buffer.concat([sealed, Buffer.of(0)]), sealedFor), cannotBeOpened)
})

test('a value sealed for one use does not open for another', () => {
  const sealed = sealing.seal(Buffer.from('private'), sealedFor)
  const others = [
    { ...sealedFor, keyId: 'k2' },
    { ...sealedFor, purpose: 'webhook' },
    { ...sealedFor, algorithm: 'ES256' },
    { keyId: 'k1s', purpose: 'igning key', algorithm: 'RS256' },
    { keyId: 'k1","signing key', purpose: '', algorithm: 'RS256' },
    { keyId: 'signing key', purpose: 'k1', algorithm: 'RS256' },
  ]
  for (const other of others) assert.throws(() => sealing.open(sealed, other), cannotBeOpened)
})

test('another master key opens nothing', async () => {
  const other = await sealingWith('02'.repeat(32))
  assert.throws(() => other.open(sealing.seal(Buffer.from('private'), sealedFor), sealedFor), cannotBeOpened)
})

test('the same value sealed twice looks different, and neither shows the value', () => {
  const [one, two] = [1, 2].map(() => Buffer.from(sealing.seal(Buffer.from('private'), sealedFor)))
  assert.notDeepEqual(one, two)
  assert.ok(!one!.includes('private'))
})
