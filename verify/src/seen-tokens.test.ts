/** What is remembered is bounded, and useful. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createSeenTokens } from './seen-tokens.ts'

test('never more tokens are remembered than there is room for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.array(fc.nat(60)), (capacity, numbers) => {
      const seen = createSeenTokens<number>(capacity)
      for (const number of numbers) {
        if (!seen.get(`${number}`)) seen.add(`${number}`, number + 1)
      }
      const kept = Array.from({ length: 61 }, (_, number) => seen.get(`${number}`)).filter(Boolean)
      assert.ok(kept.length <= capacity, `${kept.length} of ${capacity}`)
    }),
  )
})

test('a token in use outlives those that came after it and were not used again', () => {
  const seen = createSeenTokens<string>(10)
  seen.add('in use', 'value')
  for (let number = 0; number < 100; number++) {
    seen.add(`used once ${number}`, 'value')
    assert.equal(seen.get('in use'), 'value')
  }
  assert.equal(seen.get('used once 0'), undefined)
  assert.equal(seen.get('used once 99'), 'value')
})
