/** The chart shows every day once, today last, and its sentence says the same. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { inWords, lastDays } from './usage-days.ts'

const NOW = Date.UTC(2026, 10, 26, 23, 59)

test('days without an exchange are there too, thirty in all, today last', () => {
  const days = lastDays([{ day: '2026-11-26', exchanges: 3 }], NOW)
  assert.equal(days.length, 30)
  assert.deepEqual(days.at(-1), { day: '2026-11-26', exchanges: 3 })
  assert.deepEqual(days[0], { day: '2026-10-28', exchanges: 0 })
  assert.equal(new Set(days.map(({ day }) => day)).size, 30)
})

test('the sentence says how many, on how many days, and which was the busiest', () => {
  const wordsOf = (...days: { day: string; exchanges: number }[]) => inWords(lastDays(days, NOW))
  assert.equal(wordsOf(), 'None in the last 30 days.')
  assert.equal(wordsOf({ day: '2026-11-20', exchanges: 1 }), '1 in the last 30 days, all on 2026-11-20.')
  assert.equal(
    wordsOf({ day: '2026-11-20', exchanges: 1 }, { day: '2026-11-21', exchanges: 5 }),
    '6 in the last 30 days, on 2 of them; most on 2026-11-21 (5).',
  )
})
