import assert from 'node:assert/strict'
import test from 'node:test'
import { expiryOf, lifetimeInWords, unitsFor } from './lifetime.ts'

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString()

test('31 August and 6 months is the last day of February', () => {
  const from = Date.UTC(2026, 7, 31, 10, 30)
  assert.equal(iso(expiryOf({ amount: 6, unit: 'months' }, from)), '2027-02-28T10:30:00.000Z')
  assert.equal(iso(expiryOf({ amount: 18, unit: 'months' }, from)), '2028-02-29T10:30:00.000Z')
})

test('a lifetime that makes no sense has no date', () => {
  const amounts = [0, -1, 1.5, Number.NaN, 1e30, 1201]
  for (const amount of amounts)
    assert.equal(expiryOf({ amount, unit: 'months' }, 0), undefined, String(amount))
})

test('a lifetime that a script gave in seconds can be kept, and nobody else is offered seconds', () => {
  assert.deepEqual(unitsFor({ amount: 90, unit: 'seconds' }).slice(0, 2), ['seconds', 'minutes'])
  assert.ok(!unitsFor({ amount: 6, unit: 'months' }).includes('seconds'))
  assert.equal(iso(expiryOf({ amount: 90, unit: 'seconds' }, 0)), '1970-01-01T00:01:30.000Z')
  assert.equal(expiryOf({ amount: 59, unit: 'seconds' }, 0), undefined)
})

test('one month is not one months', () => {
  assert.equal(lifetimeInWords({ amount: 1, unit: 'months' }), '1 month')
  assert.equal(lifetimeInWords({ amount: 90, unit: 'days' }), '90 days')
})
