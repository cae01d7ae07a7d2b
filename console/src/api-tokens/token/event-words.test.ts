import assert from 'node:assert/strict'
import test from 'node:test'
import { eventInWords } from './event-words.ts'

test('what happened to a token is told in words, and never hidden when there are none', () => {
  const told = [
    { name: 'csp__generate_api_token', details: { name: 'CI' } },
    { name: 'csp__edit_api_token', details: { name: 'CD' } },
    { name: 'csp__edit_api_token', details: { reminderDays: null } },
    { name: 'csp__refresh_token_exchange_failed', details: { reason: 'expired', tries: 3 } },
    { name: 'csp__refresh_token_exchange_failed', details: { reason: 'something_new', tries: 1 } },
    { name: 'csp__something_new', details: {} },
  ].map(eventInWords)
  assert.deepEqual(told, [
    'Generated',
    'Renamed to “CD”',
    'Reminder taken off',
    'An exchange was refused, 3 times: it had expired',
    'An exchange was refused: something_new',
    'csp__something_new',
  ])
})
