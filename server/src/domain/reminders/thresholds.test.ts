/** When reminders are due. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '../instant.ts'
import { dueReminderOfRole, endOfDay, remindersOfApiToken, startOfDay } from './thresholds.ts'

const daysOf = (first: number | null, lifetimeDays: number | null) =>
  remindersOfApiToken(first, {
    begunAt: 0,
    endsAt: lifetimeDays === null ? null : lifetimeDays * DAY_MS,
  }).map(({ days }) => days)

test('the first reminder is the chosen one, and 30, 7 and 1 days before follow it', () => {
  assert.deepEqual(daysOf(60, 365), [60, 30, 7, 1])
  assert.deepEqual(daysOf(14, 180), [14, 7, 1])
  assert.deepEqual(daysOf(7, 180), [7, 1])
  assert.deepEqual(daysOf(1, 180), [1])
})

test('nobody is reminded in the first half of a life, nor of what never expires, nor who did not ask', () => {
  assert.deepEqual(daysOf(30, 60), [7, 1])
  assert.deepEqual(daysOf(30, 14), [1])
  assert.deepEqual(daysOf(30, 2), [])
  assert.deepEqual(daysOf(30, null), [])
  assert.deepEqual(daysOf(null, 365), [])
})

test('of a role the tightest threshold that has come is due, however late', () => {
  const life = { begunAt: 0, endsAt: 100 * DAY_MS }
  const dueAt = (day: number) => dueReminderOfRole(life, day * DAY_MS)?.days
  assert.deepEqual([92, 93, 98, 99, 99.9].map(dueAt), [undefined, 7, 7, 1, 1])
  assert.equal(dueReminderOfRole({ begunAt: 0, endsAt: DAY_MS }, DAY_MS), undefined)
})

test('a day ends where the next one begins', () => {
  const at = Date.UTC(2026, 2, 14, 12)
  assert.equal(startOfDay(at), Date.UTC(2026, 2, 14))
  assert.equal(startOfDay(endOfDay(at) + 1), Date.UTC(2026, 2, 15))
})
