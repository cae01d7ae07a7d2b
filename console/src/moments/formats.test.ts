import assert from 'node:assert/strict'
import test from 'node:test'
import { formatFromNow, readerLanguage } from './formats.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 7, 31, 10)

test('a moment is told in the largest unit that fits, and promises no day that is not whole', () => {
  const told = [5 * DAY, 5.9 * DAY, -3 * 3_600_000, 90_000, 200 * DAY, -800 * DAY].map((distance) =>
    formatFromNow(NOW + distance, NOW),
  )
  const relative = new Intl.RelativeTimeFormat(readerLanguage, { numeric: 'auto' })
  assert.deepEqual(told, [
    relative.format(5, 'day'),
    relative.format(5, 'day'),
    relative.format(-3, 'hour'),
    relative.format(1, 'minute'),
    relative.format(7, 'month'),
    relative.format(-2, 'year'),
  ])
})
