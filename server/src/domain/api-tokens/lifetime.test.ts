/** When API tokens expire: calendar months in UTC, and no number that is a slip of the pen. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  expiryOf,
  LIFETIME_UNITS,
  LONGEST_LIFETIME_MONTHS,
  type Lifetime,
  type LifetimeUnit,
} from './lifetime.ts'
import { Refusal } from '../refusal.ts'

const at = (text: string): number => Date.parse(text)
const expiresAt = (amount: number, unit: LifetimeUnit, now: number): number =>
  expiryOf({ amount, unit }, now)!

const CALENDAR: readonly (readonly [start: string, amount: number, unit: LifetimeUnit, end: string])[] = [
  ['2026-08-31T10:00:00Z', 6, 'months', '2027-02-28T10:00:00Z'],
  ['2027-08-31T10:00:00Z', 6, 'months', '2028-02-29T10:00:00Z'],
  ['2099-08-31T10:00:00Z', 6, 'months', '2100-02-28T10:00:00Z'],
  ['2028-02-29T10:00:00Z', 12, 'months', '2029-02-28T10:00:00Z'],
  ['2028-02-29T10:00:00Z', 48, 'months', '2032-02-29T10:00:00Z'],
  ['2027-01-31T23:59:59.999Z', 1, 'months', '2027-02-28T23:59:59.999Z'],
  ['2027-03-31T00:00:00Z', 1, 'months', '2027-04-30T00:00:00Z'],
  ['2026-12-31T12:00:00Z', 2, 'months', '2027-02-28T12:00:00Z'],
  ['2027-02-28T12:00:00Z', 6, 'months', '2027-08-28T12:00:00Z'],
  ['2027-11-15T12:00:00Z', 6, 'months', '2028-05-15T12:00:00Z'],
  ['2028-02-28T12:00:00Z', 1, 'days', '2028-02-29T12:00:00Z'],
  ['2027-02-28T12:00:00Z', 2, 'weeks', '2027-03-14T12:00:00Z'],
  ['2027-03-28T00:30:00Z', 24, 'hours', '2027-03-29T00:30:00Z'],
  ['2027-12-31T23:59:00Z', 1, 'minutes', '2028-01-01T00:00:00Z'],
  ['2027-12-31T23:58:30Z', 90, 'seconds', '2028-01-01T00:00:00Z'],
  ['2027-12-31T23:59:00Z', 60, 'seconds', '2028-01-01T00:00:00Z'],
]

test('a lifetime ends where a calendar says', () => {
  for (const [start, amount, unit, end] of CALENDAR) {
    assert.equal(
      new Date(expiresAt(amount, unit, at(start))).toISOString(),
      new Date(end).toISOString(),
      start,
    )
  }
})

test('never is never', () => assert.equal(expiryOf(null, at('2027-01-01')), null))

test('a lifetime that is no sensible number is refused, and the refusal says what is', () => {
  const now = at('2027-01-01')
  const amounts = [0, -1, -6, 0.5, 1.5, NaN, Infinity, -Infinity, 2 ** 53, 1e300, '6' as unknown as number]
  let refused = 0
  for (const unit of LIFETIME_UNITS) {
    for (const amount of [...amounts, Number.MAX_SAFE_INTEGER]) {
      assert.throws(
        () => expiryOf({ amount, unit }, now),
        (error) => error instanceof Refusal && error.code === 'lifetime_invalid' && Boolean(error.detail),
        `${amount} ${unit}`,
      )
      refused++
    }
  }
  assert.equal(refused, 72)
})

test('a minute is the shortest, in seconds too', () => {
  for (const amount of [1, 59]) {
    assert.throws(() => expiresAt(amount, 'seconds', at('2027-01-01')), { code: 'lifetime_invalid' })
  }
})

test('a hundred years are the longest, in every unit', () => {
  const now = at('2027-05-31T08:00:00Z')
  const end = expiresAt(LONGEST_LIFETIME_MONTHS, 'months', now)
  assert.equal(new Date(end).toISOString(), '2127-05-31T08:00:00.000Z')
  assert.throws(() => expiresAt(LONGEST_LIFETIME_MONTHS + 1, 'months', now))
  const days = (end - now) / 86_400_000
  assert.equal(expiresAt(days, 'days', now), end)
  assert.throws(() => expiresAt(days + 1, 'days', now))
})

const instants = fc.integer({ min: at('1970-01-01'), max: at('2300-01-01') })
const units = fc.constantFrom(...LIFETIME_UNITS)
const lifetimes: fc.Arbitrary<Lifetime> = fc.record({
  amount: fc.integer({ min: 60, max: 1199 }),
  unit: units,
})

test('a longer amount never expires earlier, and every lifetime ends after it begins', () => {
  fc.assert(
    fc.property(instants, lifetimes, (now, { amount, unit }) => {
      const end = expiresAt(amount, unit, now)
      assert.ok(now < end && end < expiresAt(amount + 1, unit, now))
    }),
  )
})

test('months later it is the same time on the same day, or on the last day of a shorter month', () => {
  let shortened = 0
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 1200 }), (now, months) => {
      const [start, end] = [new Date(now), new Date(expiresAt(months, 'months', now))]
      const monthsBetween =
        (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth()
      assert.equal(monthsBetween, months)
      assert.equal(end.getTime() % 86_400_000, now % 86_400_000)
      if (end.getUTCDate() === start.getUTCDate()) return
      const dayAfter = new Date(end.getTime() + 86_400_000)
      assert.equal(dayAfter.getUTCDate(), 1)
      assert.ok(end.getUTCDate() < start.getUTCDate())
      shortened++
    }),
    { numRuns: 2000 },
  )
  assert.ok(shortened > 0)
})
