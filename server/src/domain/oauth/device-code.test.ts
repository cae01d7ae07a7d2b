/** What people enter: any way of writing a code is that code, and nothing else is one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  enteredUserCode,
  isTooSoon,
  shownUserCode,
  USER_CODE_LENGTH,
  USER_CODE_LETTERS,
} from './device-code.ts'

const aCode = fc.string({
  unit: fc.constantFrom(...USER_CODE_LETTERS),
  minLength: USER_CODE_LENGTH,
  maxLength: USER_CODE_LENGTH,
})

test('a code is read in either case, with dashes and spaces wherever they stand', () => {
  const between = fc.array(fc.constantFrom('', '-', ' ', '–', ' ', '.'), { minLength: 9, maxLength: 9 })
  fc.assert(
    fc.property(aCode, between, fc.boolean(), (letters, parts, isSmall) => {
      const written = parts.map((part, index) => part + (letters[index] ?? '')).join('')
      assert.equal(enteredUserCode(isSmall ? written.toLowerCase() : written), letters)
      assert.equal(enteredUserCode(shownUserCode(letters)), letters)
    }),
  )
})

test('whatever is read is eight of its letters; what has others, fewer or more is no code', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const read = enteredUserCode(text)
      assert.ok(read === undefined || /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(read))
    }),
  )
  for (const none of ['', 'BCDF-GHJ', 'BCDF-GHJKL', 'BCDF-GHJA', 'BCDFGHJ1', 'ﬁBCDFGHJ', ' '.repeat(10_000)])
    assert.equal(enteredUserCode(none), undefined, none)
})

test('who asks for the first time is never too soon, and a clock that was set back makes nobody wait for longer', () => {
  assert.equal(isTooSoon({ polledAt: null, intervalSeconds: 5 }, 0), false)
  assert.equal(isTooSoon({ polledAt: 10_000, intervalSeconds: 5 }, 13_999), true)
  assert.equal(isTooSoon({ polledAt: 10_000, intervalSeconds: 5 }, 14_000), false)
  assert.equal(isTooSoon({ polledAt: 90_000, intervalSeconds: 5 }, 10_000), false)
})
