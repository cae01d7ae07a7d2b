import assert from 'node:assert/strict'
import test from 'node:test'
import { eventInWords } from './event-words.ts'

test('what happened to a token is told in words, and never hidden when there are none', () => {
  const told = [
    { name: 'csp__generate_api_token', details: { name: 'CI' } },
    { name: 'csp__edit_api_token', details: { name: 'CD' } },
    { name: 'csp__edit_api_token', details: { reminderDays: null } },
    { name: 'csp__regenerate_api_token', details: {} },
    { name: 'csp__end_api_token_value', details: { by: 'first_use' } },
    { name: 'csp__end_api_token_value', details: { by: 'something_new' } },
    { name: 'csp__something_new', details: {} },
  ].map((event) => eventInWords({ ...event, targetId: 'this' }, 'this'))
  assert.deepEqual(told, [
    'Generated',
    'Renamed to “CD”',
    'Reminder taken off',
    'Regenerated: a new value, the old one dead',
    'Its old value ended, because the new one was used',
    'Its old value was ended',
    'csp__something_new',
  ])
})

test('an old value that works on says until when', () => {
  const until = { oldValueEndsAt: Date.UTC(2026, 7, 31, 10) }
  const told = [
    { ...until, endsAtFirstUse: false },
    { ...until, endsAtFirstUse: true },
  ].map((details) => eventInWords({ name: 'csp__regenerate_api_token', targetId: 'this', details }, 'this'))
  assert.match(told[0]!, /the old one works until .*2026/)
  assert.match(told[1]!, /until the new one is used, at the latest until .*2026/)
})

test('what a token did to another is not told as done to itself', () => {
  const told = ['csp__generate_api_token', 'csp__revoke_api_token', 'csp__something_new'].map((name) =>
    eventInWords({ name, targetId: 'other', details: { name: 'Job' } }, 'this'),
  )
  assert.deepEqual(told, ['Generated “Job” with it', 'Revoked “Job” with it', 'csp__something_new'])
})
