/** Which events a subject silences: all that have every one of its members, however it was written, and no others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { membersOf, silencingKeys, subjectKey, type Subject } from './subject.ts'

const USER = { format: 'iss_sub', iss: 'https://issuer.example', sub: 'local:1' } as const
const TENANT = { format: 'opaque', id: 't-1' } as const
const SESSION = { format: 'opaque', id: 's-1' } as const

const isSilenced = (event: Subject, subject: unknown): boolean =>
  silencingKeys(event).includes(subjectKey(membersOf(subject)))

test('a person is silenced in every event that is about them, and nobody else is', () => {
  const events: readonly Subject[] = [
    USER,
    { format: 'complex', user: USER, tenant: TENANT },
    { format: 'complex', user: USER, session: SESSION },
  ]
  const written = { sub: 'local:1', more: 'ignored', iss: 'https://issuer.example', format: 'iss_sub' }
  for (const event of events)
    for (const subject of [USER, written, { format: 'complex', user: USER }])
      assert.ok(isSilenced(event, subject))
  for (const subject of [
    { ...USER, sub: 'local:2' },
    { ...USER, iss: 'https://other.example' },
    { format: 'opaque', id: 'local:1' },
    { format: 'complex', session: USER },
  ])
    for (const event of events) assert.equal(isSilenced(event, subject), false)
})

test('what has more members silences less', () => {
  const both = { format: 'complex', user: USER, tenant: TENANT } as const
  assert.ok(isSilenced(both, { tenant: TENANT, user: USER, format: 'complex' }))
  assert.ok(isSilenced(both, { format: 'complex', tenant: TENANT }))
  assert.equal(isSilenced(USER, both), false)
  assert.equal(isSilenced({ format: 'complex', tenant: TENANT }, both), false)
})
