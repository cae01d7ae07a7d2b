import assert from 'node:assert/strict'
import test from 'node:test'
import { expiryOf, lifetimeInWords } from './lifetime.ts'

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

test('one month is not one months', () => {
  assert.equal(lifetimeInWords({ amount: 1, unit: 'months' }), '1 month')
  assert.equal(lifetimeInWords({ amount: 90, unit: 'days' }), '90 days')
})
