import assert from 'node:assert/strict'
import test from 'node:test'
import { refusalInWords } from './refusal-words.ts'

test('why exchanges were refused is told in words, with how often, and never hidden when there are none', () => {
  const told = [
    { reason: 'wrong_secret', times: 5_000 },
    { reason: 'expired', times: 1 },
    { reason: 'something_new', times: 2 },
  ].map(refusalInWords)
  assert.deepEqual(told, [
    'The value was wrong: 5000 times within an hour, the last',
    'It had expired',
    'something_new: 2 times within an hour, the last',
  ])
})
