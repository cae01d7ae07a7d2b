/** Values are found wherever they stand in bytes, however these come, and nothing else is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeTokenString, TOKEN_KINDS } from '../../server/src/crypto/token-string.ts'
import { createFinder, type FoundValue } from '../../cli/src/scan/find-values.ts'

function foundIn(bytes: Buffer, cuts: readonly number[] = []): FoundValue[] {
  const finder = createFinder()
  const found: FoundValue[] = []
  const ends = [
    ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((one, other) => one - other),
    bytes.length,
  ]
  let from = 0
  for (const [index, end] of ends.entries()) {
    // As a buffer that is used again.
    const piece = Buffer.from(bytes.subarray(from, end))
    found.push(...finder.push(piece, index === ends.length - 1))
    piece.fill(0x63)
    from = end
  }
  return found
}

const valueOf = (kind: (typeof TOKEN_KINDS)[number]): string => makeTokenString(kind).value.reveal()
const ENCODED: Readonly<Record<string, (text: string) => Buffer>> = {
  'one byte each': (text) => Buffer.from(text, 'latin1'),
  'UTF-16, low byte first': (text) => Buffer.from(text, 'utf16le'),
  'UTF-16, high byte first': (text) => Buffer.from(text, 'utf16le').swap16(),
}
/** Nothing in it looks like a line end, or like one of the two encodings going on. */
const plain = fc.string({ unit: fc.constantFrom(...'csntcsnABC019 .='), maxLength: 200 })

for (const [encoding, encode] of Object.entries(ENCODED))
  test(`a value in ${encoding} is found with its line and column, however the bytes are cut`, () => {
    const cuts = fc.array(fc.nat(), { maxLength: 12 })
    fc.assert(
      fc.property(fc.array(plain, { maxLength: 4 }), plain, plain, cuts, (lines, before, after, at) => {
        const value = valueOf('t')
        const text = [...lines, `${before} ${value} ${after}`].join('\n')
        assert.deepEqual(foundIn(encode(text), at), [
          { value, line: lines.length + 1, column: before.length + 2 },
        ])
      }),
      { numRuns: 200 },
    )
  })

test('of each kind, several, one behind the other and between any bytes', () => {
  const values = TOKEN_KINDS.map(valueOf)
  const noise = Buffer.from([0, 255, 10, 0, 99, 115, 110])
  const bytes = Buffer.concat([
    noise,
    ...values.map((value) => Buffer.from(value)),
    noise,
    Buffer.from(values[0]!),
    noise,
  ])
  for (let cut = 0; cut < bytes.length; cut += 7)
    assert.deepEqual(
      foundIn(bytes, [cut, cut + 1]).map(({ value }) => value),
      [...values, values[0]],
    )
})

test('nothing else: mistyped, cut off, with something in between, or of a kind that there is not', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 64 }),
      fc.constantFrom(...'0aZ_-\0\n'),
      fc.constantFrom(...Object.values(ENCODED)),
      (at, letter, encode) => {
        const value = valueOf('t')
        fc.pre(value[at] !== letter)
        const mistyped = value.slice(0, at) + letter + value.slice(at + 1)
        for (const text of [
          mistyped,
          value.slice(0, at),
          value.slice(at + 1),
          `${value.slice(0, at)} ${value.slice(at)}`,
        ])
          if (!text.includes(value)) assert.deepEqual(foundIn(encode(text)), [], text)
      },
    ),
    { numRuns: 300 },
  )
})
