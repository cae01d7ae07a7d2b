import assert from 'node:assert/strict'
import test from 'node:test'
import { refusalInWords } from './refusal-words.ts'

test('why an OAuth app was refused is told in words, and an unknown reason by its name', () => {
  assert.equal(
    refusalInWords({ reason: 'code_expired', times: 3 }),
    'The code came later than a minute after it was made: 3 times within an hour, the last',
  )
  assert.equal(refusalInWords({ reason: 'something_new', times: 1 }), 'something_new')
})
