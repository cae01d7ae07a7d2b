/** Ids and secrets are uniform. The bounds are so wide that an honest generator never fails them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ALPHANUMERIC, randomAlphanumeric, randomId, randomUuid } from './random.ts'

test('every character is as likely as every other', () => {
  const draws = 620_000
  const counts = new Map<string, number>()
  for (const character of randomAlphanumeric(draws)) counts.set(character, (counts.get(character) ?? 0) + 1)
  const expected = draws / 62
  const chiSquare = ALPHANUMERIC.split('').reduce(
    (sum, character) => sum + ((counts.get(character) ?? 0) - expected) ** 2 / expected,
    0,
  )
  assert.deepEqual([...counts.keys()].toSorted(), ALPHANUMERIC.split(''))
  // 61 is the mean and 11 the deviation; taking bytes modulo 62 without rejection would give about 4,000.
  assert.ok(chiSquare < 200, `chi-square ${chiSquare}`)
})

test('text has the length that was asked for, across many refills of the pool', () => {
  for (const length of [0, 1, 43, 4096, 50_000]) {
    assert.match(randomAlphanumeric(length), new RegExp(`^[0-9A-Za-z]{${length}}$`))
  }
})

test('ids are twelve characters and do not repeat', () => {
  const ids = new Set(Array.from({ length: 100_000 }, randomId))
  assert.equal(ids.size, 100_000)
  for (const id of ids) assert.match(id, /^[0-9A-Za-z]{12}$/)
})

test('UUIDs are of version 4 and do not repeat', () => {
  assert.match(randomUuid(), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  assert.notEqual(randomUuid(), randomUuid())
})
