import assert from 'node:assert/strict'
import test from 'node:test'
import { idsIn } from './pasted-ids.ts'

const ONE = '0beaef7b-d73e-45d7-84c3-9c4aea975b4e'
const OTHER = '1beaef7b-d73e-45d7-84c3-9c4aea975b4e'

test('ids are found whatever stands between them, each once', () => {
  const pasted = `["${ONE}", "${OTHER.toUpperCase()}"];\n\t${ONE}`
  assert.deepEqual(idsIn(pasted), { ids: [ONE, OTHER], problem: undefined })
  assert.deepEqual(idsIn(' \n'), { ids: [], problem: undefined })
})

test('what is no id is named, and more than 200 are too many', () => {
  assert.match(idsIn(`${ONE} acme`).problem ?? '', /“acme”/)
  const many = Array.from({ length: 201 }, (_, at) => ONE.slice(0, -3) + String(at).padStart(3, '0'))
  assert.match(idsIn(many.join(' ')).problem ?? '', /201/)
})
