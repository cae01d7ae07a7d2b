/** What may be kept as a line of text, by the service and as it is described to callers. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { GenerateApiToken } from '@countersign/api'
import { lineOf } from './text.ts'

const TAKEN: readonly string[] = [
  'CI',
  'nightly backup on host 7',
  'Größe 📦 → 日本語',
  'شهادة المصنع',
  'می‌خواهم', // a joiner inside of a word
  '👩‍👩‍👧‍👦 family',
  '❤️',
  '1️⃣ first',
  '👩🏽‍🚀',
  'क्‍ष',
  '📦'.repeat(60),
  '"quoted" <b>&amp;</b> \\',
  '__proto__',
  '١٢٣',
  '—',
]
const REFUSED: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['white space', '   '],
  ['white space before', ' CI'],
  ['white space behind', 'CI '],
  ['a zero-width space', '\u200b'],
  ['one within', 'C\u200bI'],
  ['a Hangul filler', '\u3164'],
  ['its half-width form', '\uffa0'],
  ['a soft hyphen', 'pass\u00adword'],
  ['tag characters', '\u{e0041}\u{e0042}'],
  ['a braille blank', '\u2800'],
  ['joiners alone', '\u200d\u200c'],
  ['a variation selector alone', '\ufe0f'],
  ['a joiner at the end', 'max\u200d'],
  ['a non-joiner at the end', 'می\u200c'],
  ['a joiner at the beginning', '\u200dmax'],
  ['a joiner between letters that are not joined', 'm\u200dax'],
  ['a joiner after an emoji that joins nothing', '📦\u200d'],
  ['a variation selector after a letter', 'max\ufe0f'],
  ['a variation selector after a digit', 'max1\ufe0f'],
  ['two variation selectors', '❤\ufe0f\ufe0f'],
  ['combining marks alone', '\u0301\u0302'],
  ['a word joiner', 'a\u2060b'],
  ['a byte order mark', '\ufeffCI'],
  ['a line separator', 'one\u2028two'],
  ['a paragraph separator', 'one\u2029two'],
  ['a line break', 'one\ntwo'],
  ['a null character', 'one\0two'],
  ['an escape', 'one\u001b[31mtwo'],
  ['an override of direction', 'abc\u202edef'],
  ['an isolate', 'abc\u2066def'],
  ['an Arabic letter mark', 'abc\u061cdef'],
  ['half of a character', 'one\ud83d'],
  ['101 characters', 'n'.repeat(101)],
  ['101 emoji', '📦'.repeat(101)],
  ['10,000 characters', 'n'.repeat(10_000)],
]

const { pattern, maxLength } = JSON.parse(JSON.stringify(GenerateApiToken.properties.name)) as {
  readonly pattern: string
  readonly maxLength: number
}
const isDescribed = (text: string): boolean =>
  new RegExp(pattern, 'u').test(text) && [...text].length <= maxLength
const isTaken = (text: string): boolean => {
  try {
    lineOf(text, { field: 'name', most: 100 })
    return true
  } catch {
    return false
  }
}

for (const text of TAKEN) {
  test(`${text.slice(0, 12)} is taken, and described as taken`, () => {
    assert.deepEqual([isTaken(text), isDescribed(text)], [true, true])
  })
}
for (const [what, text] of REFUSED) {
  test(`${what} is refused, and described as refused`, () => {
    assert.deepEqual([isTaken(text), isDescribed(text)], [false, false])
  })
}

test('every single character is judged alike by the service and by the description', () => {
  const apart: string[] = []
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const text = `a${String.fromCodePoint(point)}b`
    if (isTaken(text) !== isDescribed(text)) apart.push(point.toString(16))
  }
  assert.deepEqual(apart, [])
})

test('a name typed as one character or as two is kept as the same', () => {
  assert.equal(lineOf('Cafe\u0301', { field: 'name', most: 100 }), 'Caf\u00e9')
})
