/** Which reminder is suggested. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { suggestedDays } from './reminder.ts'

test('the longer an API token lives, the earlier the reminder that is suggested', () => {
  const suggested = (amount: number, unit: 'hours' | 'days' | 'months') =>
    suggestedDays({ amount, unit, isNever: false })
  assert.deepEqual([suggested(12, 'months'), suggested(24, 'months')], [60, 60])
  assert.deepEqual([suggested(6, 'months'), suggested(61, 'days')], [30, 30])
  assert.deepEqual([suggested(60, 'days'), suggested(15, 'days')], [7, 7])
  assert.deepEqual([suggested(14, 'days'), suggested(3, 'hours')], [1, 1])
  assert.equal(suggestedDays({ amount: 1, unit: 'months', isNever: true }), 30)
})
