import assert from 'node:assert/strict'
import test from 'node:test'
import { differencesOf } from './differences.ts'

test('what is alike is not told, whatever its order', () => {
  const before = { Name: 'Clerk', Permissions: ['a', 'b'] }
  assert.deepEqual(differencesOf(before, { Name: 'Clerk', Permissions: ['b', 'a'] }), [])
})

test('a text is told as it is now, names as what came and what went', () => {
  assert.deepEqual(
    differencesOf({ Name: 'Clerk', Permissions: ['a', 'b'] }, { Name: '', Permissions: ['b', 'c'] }),
    [
      { part: 'Name', now: '' },
      { part: 'Permissions', added: ['c'], removed: ['a'] },
    ],
  )
})

test('of a part that is new only its name is told, by the part that lists names', () => {
  const now = { Roles: ['x'], 'Permissions of x': ['a'] }
  assert.deepEqual(differencesOf({ Roles: [] }, now), [{ part: 'Roles', added: ['x'], removed: [] }])
})
