import assert from 'node:assert/strict'
import test from 'node:test'
import { choiceOfNames } from '../scopes/names-to-choice.ts'
import { lifetimeOf, prefillOf } from './prefill.ts'

test('a lifetime is a number and a unit, or never', () => {
  assert.deepEqual(lifetimeOf('90d'), { amount: 90, unit: 'days' })
  assert.deepEqual(lifetimeOf('6mo'), { amount: 6, unit: 'months' })
  assert.deepEqual(lifetimeOf('12h'), { amount: 12, unit: 'hours' })
  assert.deepEqual(lifetimeOf('30m'), { amount: 30, unit: 'minutes' })
  assert.deepEqual(lifetimeOf('2w'), { amount: 2, unit: 'weeks' })
  assert.equal(lifetimeOf('never'), null)
})

test('a lifetime that cannot be understood never becomes one that was not asked for', () => {
  const odd = ['', '0d', '-1d', '1.5h', '90', 'd', '90 d', '6M', '6months', 'Never', '999999999d', '1d1h']
  for (const ttl of odd) assert.equal(lifetimeOf(ttl), undefined, ttl)
  assert.deepEqual(prefillOf({ ttl: '6M' }).notUnderstood, ['the lifetime “6M”'])
})

test('a link without parameters fills in nothing', () => {
  assert.deepEqual(prefillOf({}), { name: undefined, lifetime: undefined, scopeNames: [], notUnderstood: [] })
})

test('names of what is not held are told, not ticked', () => {
  const group = {
    serviceId: null,
    displayName: 'Organization roles',
    roles: [
      {
        name: 'developer',
        displayName: 'Developer',
        description: '',
        resource: null,
        startsAt: null,
        endsAt: null,
        group: null,
        permissions: [{ name: 'services.read', description: '' }],
      },
    ],
  }
  const { choice, unknown } = choiceOfNames(['developer', 'services.read', 'org_owner', 'openid'], [group])
  assert.deepEqual([...choice.roles], ['[null,"developer",null]'])
  assert.deepEqual([...choice.permissions], ['[null,"services.read",null]'])
  assert.equal(choice.openId, true)
  assert.equal(choice.allRoles, false)
  assert.deepEqual(unknown, ['org_owner'])
})
