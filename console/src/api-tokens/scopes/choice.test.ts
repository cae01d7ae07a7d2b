import assert from 'node:assert/strict'
import test from 'node:test'
import type { MyRoles } from '@countersign/api'
import { scopesOf } from './choice-to-scopes.ts'
import { choiceInWords, groupInWords } from './group-in-words.ts'
import {
  groupsOf,
  groupTicked,
  isWholeGroup,
  NOTHING_CHOSEN,
  permissionTicked,
  roleTicked,
  toggleGroup,
  toggleLaterRoles,
  togglePermission,
  toggleRole,
} from './choice.ts'

const permission = (name: string) => ({ name, description: '' })
const role = (name: string, resource: string | null, ...permissions: string[]) => ({
  name,
  displayName: name,
  description: '',
  resource,
  startsAt: null,
  endsAt: null,
  group: null,
  permissions: permissions.map(permission),
})
const INVENTORY = '00000000-0000-4000-8000-000000000001'
const MY_ROLES: MyRoles = {
  organizationRoles: [role('developer', null, 'organization.read', 'services.read')],
  services: [
    {
      id: INVENTORY,
      name: 'inventory',
      displayName: 'Inventory',
      roles: [
        role('inventory:viewer', 'berlin', 'item.read', 'item.list'),
        role('inventory:viewer', 'oslo', 'item.read', 'item.list'),
        role('inventory:admin', null, 'item.read', 'item.write'),
      ],
    },
  ],
}
const groups = groupsOf(MY_ROLES)
const [organization, inventory] = groups as [(typeof groups)[0], (typeof groups)[0]]
const [inBerlin, inOslo, admin] = inventory.roles as [
  (typeof inventory.roles)[0],
  (typeof inventory.roles)[0],
  (typeof inventory.roles)[0],
]

test('nothing ticked is nothing, never everything', () => {
  assert.deepEqual(scopesOf(NOTHING_CHOSEN, groups), {
    openId: false,
    administration: false,
    allRoles: false,
    organization: { allRoles: false, allPermissions: false, roles: [], permissions: [] },
    services: [],
  })
})

test('a role held on one resource is chosen on that resource only', () => {
  const choice = toggleRole(NOTHING_CHOSEN, inventory, inOslo)
  assert.deepEqual(scopesOf(choice, groups).services, [
    {
      serviceId: INVENTORY,
      allRoles: false,
      allPermissions: false,
      roles: [{ name: 'inventory:viewer', resource: 'oslo' }],
      permissions: [],
    },
  ])
  assert.equal(roleTicked(choice, inventory, inBerlin), 'none')
  assert.equal(groupTicked(choice, inventory), 'some')
})

test('a whole service follows its roles; unticking one of them names the others', () => {
  const whole = toggleGroup(NOTHING_CHOSEN, inventory)
  assert.equal(scopesOf(whole, groups).services[0]?.allRoles, true)
  const less = toggleRole(whole, inventory, admin)
  assert.equal(scopesOf(less, groups).services[0]?.allRoles, false)
  assert.deepEqual(
    scopesOf(less, groups).services[0]?.roles.map(({ resource }) => resource),
    ['berlin', 'oslo'],
  )
})

test('taking one permission out of a role leaves the others without the role itself', () => {
  const choice = togglePermission(
    toggleRole(NOTHING_CHOSEN, inventory, admin),
    inventory,
    admin,
    'item.write',
  )
  assert.deepEqual(scopesOf(choice, groups).services[0]?.roles, [])
  assert.deepEqual(scopesOf(choice, groups).services[0]?.permissions, [{ name: 'item.read', resources: [] }])
  assert.equal(roleTicked(choice, inventory, admin), 'some')
  assert.equal(permissionTicked(choice, inventory, admin, 'item.write'), false)
})

test('a permission picked on two resources names both; picked everywhere it names none', () => {
  let choice = togglePermission(NOTHING_CHOSEN, inventory, inBerlin, 'item.read')
  choice = togglePermission(choice, inventory, inOslo, 'item.read')
  assert.deepEqual(scopesOf(choice, groups).services[0]?.permissions, [
    { name: 'item.read', resources: ['berlin', 'oslo'] },
  ])
  choice = togglePermission(choice, inventory, admin, 'item.read')
  assert.deepEqual(scopesOf(choice, groups).services[0]?.permissions, [{ name: 'item.read', resources: [] }])
})

test('unticking what was ticked gives back what there was', () => {
  for (const toggle of [
    (choice: typeof NOTHING_CHOSEN) => toggleGroup(choice, organization),
    (choice: typeof NOTHING_CHOSEN) => toggleRole(choice, inventory, admin),
    (choice: typeof NOTHING_CHOSEN) => togglePermission(choice, inventory, inBerlin, 'item.list'),
  ]) {
    assert.deepEqual(toggle(toggle(NOTHING_CHOSEN)), NOTHING_CHOSEN)
  }
})

const eachOf = (group: typeof inventory) =>
  group.roles.reduce((choice, role) => toggleRole(choice, group, role), NOTHING_CHOSEN)

test('a service of which every present role is ticked looks ticked, and says that later ones are not meant', () => {
  const each = eachOf(inventory)
  assert.equal(groupTicked(each, inventory), 'all')
  assert.equal(isWholeGroup(each, inventory), false)
  assert.equal(groupInWords(each, inventory), '3 of 3 roles, not later ones')
  assert.equal(scopesOf(each, groups).services[0]?.allRoles, false)
  assert.deepEqual(toggleGroup(each, inventory), NOTHING_CHOSEN)
})

test('whether later roles are meant can be switched, and the roles of today stay chosen', () => {
  const whole = toggleLaterRoles(eachOf(inventory), inventory)
  assert.deepEqual(whole, toggleGroup(NOTHING_CHOSEN, inventory))
  assert.equal(groupInWords(whole, inventory), '3 roles and later ones')
  assert.deepEqual(toggleLaterRoles(whole, inventory), eachOf(inventory))
})

test('how much is chosen is said of each service, and of all of them', () => {
  assert.equal(groupInWords(NOTHING_CHOSEN, organization), '1 role')
  assert.equal(choiceInWords(NOTHING_CHOSEN, groups), 'Nothing chosen yet.')
  const two = toggleRole(toggleRole(NOTHING_CHOSEN, inventory, inBerlin), inventory, inOslo)
  assert.equal(groupInWords(two, inventory), '2 of 3 roles')
  const more = togglePermission(two, inventory, admin, 'item.write')
  assert.equal(groupInWords(more, inventory), '3 of 3 roles, in part')
  assert.equal(groupTicked(more, inventory), 'some')
  assert.equal(
    choiceInWords(toggleGroup(more, organization), groups),
    'Chosen: 3 roles and 1 single permission, in 2 places.',
  )
})
