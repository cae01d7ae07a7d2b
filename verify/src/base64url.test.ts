/** Two decoders, one strictness, for texts that are nearly right. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { decodeByHand, decodeWithBuffer } from './base64url.ts'

const decoders = { decodeByHand, decodeWithBuffer }
const nearlyBase64url = fc.string({
  unit: fc.constantFrom(...Array.from('ABYZabyz0189-_+/=. \n\u0000\u0141\u0149\u{1f511}')),
  maxLength: 12,
})

for (const [name, decode] of Object.entries(decoders)) {
  test(`${name}: what was encoded comes back`, () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.deepEqual(new Uint8Array(decode(Buffer.from(bytes).toString('base64url'))!), bytes)
      }),
    )
  })

  test(`${name}: a text is read only if encoding its bytes gives that very text`, () => {
    let read = 0
    fc.assert(
      fc.property(nearlyBase64url, (text) => {
        const bytes = decode(text)
        if (!bytes) return
        read++
        assert.equal(Buffer.from(bytes).toString('base64url'), text)
      }),
      { numRuns: 2000 },
    )
    assert.ok(read > 10, 'the texts must not all be unreadable')
  })
}

test('both decoders read the same texts', () => {
  fc.assert(
    fc.property(nearlyBase64url, (text) => {
      assert.equal(decodeByHand(text) === undefined, decodeWithBuffer(text) === undefined)
    }),
    { numRuns: 5000 },
  )
})
