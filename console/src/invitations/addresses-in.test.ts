/** What a pasted list of addresses is read as. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressesIn } from './addresses-in.ts'

test('addresses are read out of lines as people have them, each once', () => {
  const { emails, wrong } = addressesIn(
    'Ivy <ivy@acme.example>; bob@acme.example\n\n"Otto, Jr." <IVY@acme.example>,\n',
  )
  assert.deepEqual([emails, wrong], [['ivy@acme.example', 'bob@acme.example'], []])
})

test('a line that is wrong is told with its number, and leaves the others as they are', () => {
  const { emails, wrong } = addressesIn('ivy@acme.example\nnobody here\nzoe@acme')
  assert.deepEqual(emails, ['ivy@acme.example'])
  assert.deepEqual(wrong, [
    { line: 2, reason: 'there is no e-mail address.' },
    { line: 3, reason: 'zoe@acme is no e-mail address.' },
  ])
})
