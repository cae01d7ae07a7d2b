/** A refresh token that follows another: always the same one, known as one of its family, and made by nobody else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createKeyedHash } from './keyed-hash.ts'
import { loadMasterKey } from './master-key.ts'
import { ALPHANUMERIC } from './random.ts'
import { firstOf, successorOf } from './token-family.ts'
import { makeTokenString, parseTokenString, tokenStringOf } from './token-string.ts'

const masterKeyOf = (byte: string) =>
  loadMasterKey({ dataDir: '/nowhere', value: byte.repeat(32), mayCreate: false })
const keyedHash = createKeyedHash(await masterKeyOf('11'))
const other = createKeyedHash(await masterKeyOf('22'))
const first = () => makeTokenString('r').value.reveal()
const idOf = (text: string) => parseTokenString(text, 'r')?.id

test('each has one successor, which names the first of them however many follow', () => {
  const start = first()
  const seen = new Set<string>()
  let text = start
  for (let turn = 0; turn < 50; turn++) {
    const next = successorOf(keyedHash, text)
    assert.equal(next.value.reveal(), successorOf(keyedHash, text).value.reveal())
    text = next.value.reveal()
    assert.deepEqual([idOf(text), next.firstId], [next.id, idOf(start)])
    assert.equal(firstOf(keyedHash, text), idOf(start))
    seen.add(text)
  }
  assert.equal(seen.size, 50)
})

test('a first one names none, nor does one of another installation', () => {
  assert.equal(firstOf(keyedHash, first()), undefined)
  const foreign = successorOf(other, first()).value.reveal()
  assert.equal(firstOf(keyedHash, foreign), undefined)
  assert.notEqual(foreign, successorOf(keyedHash, foreign).value.reveal())
})

test('whoever changes a letter, of the id, of the first or of the seal, has made none', () => {
  const real = successorOf(keyedHash, first()).value.reveal()
  const letters = real.slice(4, 59)
  fc.assert(
    fc.property(fc.nat(letters.length - 1), fc.constantFrom(...ALPHANUMERIC), (at, letter) => {
      fc.pre(letters[at] !== letter)
      const changed = letters.slice(0, at) + letter + letters.slice(at + 1)
      const forged = tokenStringOf('r', changed.slice(0, 12), changed.slice(12)).reveal()
      assert.ok(idOf(forged) !== undefined, 'its checksum is right')
      assert.equal(firstOf(keyedHash, forged), undefined)
    }),
  )
})
