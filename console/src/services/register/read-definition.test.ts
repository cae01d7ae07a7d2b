import assert from 'node:assert/strict'
import test from 'node:test'
import { definitionOf } from './draft.ts'
import { readDefinition } from './read-definition.ts'

const WIKI = {
  ...{ name: 'wiki', displayName: 'Wiki' },
  permissions: [{ name: 'wiki:read' }],
  roles: [{ name: 'wiki:reader', displayName: 'Reader', permissions: ['wiki:read'] }],
}
const read = (value: unknown) => readDefinition(JSON.stringify(value))

test('a definition as a file has it is read, with what may be left out', () => {
  for (const given of [WIKI, [WIKI], { ...WIKI, offers: { toAll: true, organizationIds: [] } }]) {
    const found = read(given)
    assert.ok('draft' in found)
    assert.equal(found.draft.name, 'wiki')
    assert.deepEqual(definitionOf(found.draft).roles, WIKI.roles)
    assert.deepEqual(definitionOf(found.draft).permissions, [{ name: 'wiki:read', description: '' }])
  }
})

for (const [what, given, says] of [
  ['two services', [WIKI, WIKI], /one service at a time/],
  ['a number', 7, /no service/],
  ['no name', { ...WIKI, name: undefined }, /name must be text/],
  ['no permissions', { ...WIKI, permissions: undefined }, /permissions must be a list/],
  ['null among the roles', { ...WIKI, roles: [null] }, /roles must be a list/],
  ['a role without permissions', { ...WIKI, roles: [{ name: 'wiki:x', displayName: 'X' }] }, /roles must/],
  [
    'a permission of another service',
    { ...WIKI, permissions: [{ name: 'x:read' }] },
    /must be written wiki:/,
  ],
] as const) {
  test(`${what} is told and not taken`, () => {
    const found = read(given)
    assert.ok('problem' in found)
    assert.match(found.problem, says)
  })
}

test('a permission that a role has and the service does not define is told', () => {
  const roles = [{ ...WIKI.roles[0]!, permissions: ['wiki:write'] }]
  const found = read({ ...WIKI, roles })
  assert.ok('problem' in found)
  assert.match(found.problem, /wiki:write/)
})
