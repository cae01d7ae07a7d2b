/** What is ticked in the tree of permissions is what the role has, and nothing that a service defines later. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Service } from '@countersign/api'
import { groupTicked } from '../api-tokens/scopes/choice.ts'
import { choiceOf, chosenOf, groupsOfPermissions, isNarrower, ticked } from './permission-tree.ts'

const service = (id: string, ...names: string[]): Service => ({
  ...{ id, name: id, displayName: id.toUpperCase(), description: null, isOwn: true, createdAt: '' },
  ...{ roles: [], provider: 'Acme' },
  permissions: names.map((name) => ({ name: `${id}:${name}`, description: '' })),
})

suite('the permissions of a custom role', () => {
  const groups = groupsOfPermissions([service('a', 'read', 'write'), service('b', 'pay'), service('empty')])
  const [a, b] = groups

  test('come out of the tree as they went into it', () => {
    const services = [
      { serviceId: 'a', permissions: ['a:write'] },
      { serviceId: 'b', permissions: ['b:pay'] },
    ]
    assert.deepEqual(chosenOf(choiceOf(services), groups), services)
    assert.equal(groups.length, 2)
  })

  test('are ticked by service, one by one, and never as they come and go', () => {
    const some = ticked(choiceOf([]), { group: a!, role: a!.roles[0]! })
    assert.equal(groupTicked(some, a!), 'some')
    const all = ticked(ticked(some, { group: a! }), { group: b! })
    assert.equal(all.wholeGroups.size, 0)
    assert.deepEqual(chosenOf(all, groups), [
      { serviceId: 'a', permissions: ['a:read', 'a:write'] },
      { serviceId: 'b', permissions: ['b:pay'] },
    ])
    assert.deepEqual(chosenOf(ticked(all, { group: a! }), groups), [
      { serviceId: 'b', permissions: ['b:pay'] },
    ])
  })

  test('are fewer when one is gone, whatever came', () => {
    const before = [{ serviceId: 'a', permissions: ['a:read'] }]
    assert.equal(isNarrower([{ serviceId: 'a', permissions: ['a:read', 'a:write'] }], before), false)
    assert.equal(isNarrower([{ serviceId: 'a', permissions: ['a:write'] }], before), true)
    assert.equal(isNarrower([{ serviceId: 'b', permissions: ['a:read'] }], before), true)
  })
})
