/** The layout of token strings, for ever, and that mistyping is noticed without a database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ALPHANUMERIC } from './random.ts'
import { lastFive, makeTokenString, parseTokenString, TOKEN_KINDS, type TokenKind } from './token-string.ts'

const kinds = fc.constantFrom(...TOKEN_KINDS)
const made = kinds.map((kind) => ({ kind, text: makeTokenString(kind).value.reveal() }))
const parsedAsAny = (text: string) => TOKEN_KINDS.map((kind) => parseTokenString(text, kind)).find(Boolean)

test('a token is 65 letters and digits, and gives its id back', () => {
  fc.assert(
    fc.property(kinds, (kind) => {
      const { id, value } = makeTokenString(kind)
      const text = value.reveal()
      assert.match(text, /^csn[a-z][0-9A-Za-z]{61}$/)
      assert.equal(text.slice(0, 16), `csn${kind}${id}`)
      assert.deepEqual(parseTokenString(text, kind), { id })
    }),
  )
})

// Computed with another implementation (Python's zlib); they must be accepted as long as there are tokens.
const VECTORS: readonly (readonly [TokenKind, string, string])[] = [
  ['t', 'csnt00000000000000000000000000000000000000000000000000000001AV6ng', '000000000000'],
  ['t', 'csntAbCdEfGhIjKl0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg0GgyKy', 'AbCdEfGhIjKl'],
  ['s', 'csnszzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz2DZNzQ', 'zzzzzzzzzzzz'],
  ['t', 'csnt000000000000wKcT7GDodnvYtiUgMGBYDJCFN5qH5mS5fafLyEOzJ2K00hsRy', '000000000000'],
]

test('the layout never changes: fixed strings keep being read', () => {
  for (const [kind, text, id] of VECTORS) assert.deepEqual(parseTokenString(text, kind), { id })
})

test('a token of one kind is not read as another', () => {
  for (const kind of TOKEN_KINDS) {
    const text = makeTokenString(kind).value.reveal()
    for (const other of TOKEN_KINDS) assert.equal(parseTokenString(text, other) !== undefined, other === kind)
  }
})

test('every change of a single character is detected', () => {
  let changes = 0
  for (const [, text] of VECTORS) {
    for (let at = 0; at < text.length; at++) {
      for (const character of ALPHANUMERIC) {
        if (character === text[at]) continue
        assert.equal(parsedAsAny(text.slice(0, at) + character + text.slice(at + 1)), undefined)
        changes++
      }
    }
  }
  assert.equal(changes, VECTORS.length * 65 * 61)
})

// Within the first 59 characters and within the checksum this is certain; a swap across the border of the two goes
// unseen once in about 2^32.
test('swapping two neighbours is detected', () => {
  fc.assert(
    fc.property(made, fc.integer({ min: 0, max: 63 }), ({ text }, at) => {
      const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
      fc.pre(swapped !== text)
      assert.equal(parsedAsAny(swapped), undefined)
    }),
    { numRuns: 5000 },
  )
})

test('a token that was cut, padded, repeated or written differently is not read', () => {
  const text = makeTokenString('t').value.reveal()
  const mistyped = {
    empty: '',
    cut: text.slice(0, 64),
    'without its start': text.slice(1),
    'one more': `${text}0`,
    twice: text + text,
    'space before': ` ${text}`,
    'line break after': `${text}\n`,
    'line break instead of the last': `${text.slice(0, 64)}\n`,
    'upper-case marker': `CSNT${text.slice(4)}`,
    'other marker': `ghpt${text.slice(4)}`,
    'upper case': text.toUpperCase(),
    'full-width digit': `${text.slice(0, 64)}\uff10`,
    'zero byte': `${text.slice(0, 64)}\0`,
  }
  for (const [how, wrong] of Object.entries(mistyped)) {
    assert.equal(parseTokenString(wrong, 't'), undefined, how)
  }
})

test('a right checksum does not help a string that is no token', () => {
  const zeros = (count: number) => '0'.repeat(count)
  const noTokens = [
    `ghpt${zeros(55)}0OFMi4`,
    `CSNt${zeros(55)}0zTnum`,
    `csnT${zeros(55)}15fps2`,
    `csnt${zeros(54)}-1hR1qT`,
    `csnt'or'1'='1--${zeros(44)}2DATZr`,
  ]
  for (const text of noTokens) {
    assert.equal(text.length, 65)
    assert.equal(parsedAsAny(text), undefined, text)
  }
})

test('whatever is sent, reading does not throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 70 }), (text) => !parseTokenString(text, 't')))
})

test('the drawn characters of many tokens are uniform', () => {
  const tokens = 20_000
  const counts = new Map<string, number>()
  for (let made = 0; made < tokens; made++) {
    for (const character of makeTokenString('t').value.reveal().slice(4, 59)) {
      counts.set(character, (counts.get(character) ?? 0) + 1)
    }
  }
  const expected = (tokens * 55) / 62
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  assert.equal(counts.size, 62)
  assert.ok(chiSquare < 200, `chi-square ${chiSquare}`)
})

test('the error message shows five characters of a token, and never more than half of anything', () => {
  assert.equal(lastFive('csnt000000000000wKcT7GDodnvYtiUgMGBYDJCFN5qH5mS5fafLyEOzJ2K00hsRy'), '0hsRy')
  assert.equal(lastFive('hunter2'), 'er2')
  assert.equal(lastFive('a'), '')
  assert.equal(lastFive(''), '')
})
