import assert from 'node:assert/strict'
import test from 'node:test'
import { foundInWords, foundRoles } from './found-roles.ts'
import { treeRows } from './tree-rows.ts'

const role = (name: string, displayName: string, ...permissions: [string, string][]) => ({
  name,
  displayName,
  description: '',
  resource: null,
  startsAt: null,
  endsAt: null,
  group: null,
  permissions: permissions.map(([permission, description]) => ({ name: permission, description })),
})
const GROUPS = [
  { serviceId: null, displayName: 'Organization roles', roles: [role('developer', 'Developer')] },
  {
    serviceId: 'i',
    displayName: 'Inventory',
    roles: [
      role('inventory:viewer', 'Viewer', ['inventory:item.read', 'Read items']),
      role('inventory:admin', 'Administrator', ['inventory:item.write', 'Change items']),
    ],
  },
]
const rows = (expanded: string[], search = '') =>
  treeRows(foundRoles(GROUPS, search), (key) => search !== '' || expanded.includes(key))
const names = (expanded: string[], search = ''): string[] =>
  rows(expanded, search).map(({ group, role: held }) => held?.name ?? group.displayName)

test('a service shows its roles once it is expanded', () => {
  assert.deepEqual(names([]), ['Organization roles', 'Inventory'])
  assert.deepEqual(names(['i']), ['Organization roles', 'Inventory', 'inventory:viewer', 'inventory:admin'])
})

test('a search opens what it finds, by role or by what the role permits', () => {
  assert.deepEqual(names([], 'view'), ['Inventory', 'inventory:viewer'])
  assert.deepEqual(names([], 'change items'), ['Inventory', 'inventory:admin'])
  assert.deepEqual(names([], 'inventory'), ['Inventory', 'inventory:viewer', 'inventory:admin'])
  assert.deepEqual(names([], 'nothing'), [])
  assert.deepEqual(rows([], 'item.write').at(-1)?.foundPermissions, ['inventory:item.write'])
})

test('every row knows its place among its siblings', () => {
  assert.deepEqual(
    rows(['i']).map(({ position, setSize }) => `${position}/${setSize}`),
    ['1/2', '2/2', '1/2', '2/2'],
  )
})

test('a search says how many roles it finds, folded away or not', () => {
  assert.equal(foundInWords(foundRoles(GROUPS, 'inventory')), '2 roles fit.')
  assert.equal(foundInWords(foundRoles(GROUPS, 'DEVELOPÉR')), '1 role fits.')
})
