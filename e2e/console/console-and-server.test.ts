/** What the console works out beforehand is what the service does afterwards, whatever is chosen. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { MyRoles } from '@countersign/api'
import { expiryOf as shownExpiry } from '../../console/src/api-tokens/lifetimes/lifetime.ts'
import {
  groupsOf,
  NOTHING_CHOSEN,
  type ScopeChoice,
  toggleGroup,
  togglePermission,
  toggleRole,
} from '../../console/src/api-tokens/scopes/choice.ts'
import { scopesOf } from '../../console/src/api-tokens/scopes/choice-to-scopes.ts'
import { folded, searchWords as shownWords } from '../../console/src/search/folded.ts'
import { expiryOf, LIFETIME_UNITS } from '../../server/src/domain/api-tokens/lifetime.ts'
import { Refusal } from '../../server/src/domain/refusal.ts'
import { effectiveScope } from '../../server/src/domain/scope.ts'
import { foldedForSearch, searchWords } from '../../server/src/domain/search.ts'

test('the date shown while choosing a lifetime is the date the service sets, to the millisecond', () => {
  const lifetimes = fc.record({
    amount: fc.oneof(fc.integer({ min: -1, max: 2000 }), fc.integer(), fc.double()),
    unit: fc.constantFrom(...LIFETIME_UNITS),
  })
  const instants = fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2100-01-01'),
    noInvalidDate: true,
  })
  const property = fc.property(lifetimes, instants, (lifetime, now) => {
    const set = (): number | undefined => {
      try {
        return expiryOf(lifetime, now.getTime()) ?? undefined
      } catch (error) {
        assert.ok(error instanceof Refusal)
        return undefined
      }
    }
    assert.equal(shownExpiry(lifetime, now.getTime()), set())
  })
  fc.assert(property, { numRuns: 2000 })
})

test('what the console finds in a list is what the service finds, in any script', () => {
  const texts = fc.oneof(
    fc.constantFrom(
      'José',
      'Müller',
      'Straße',
      'İSTANBUL',
      'ısparta',
      'ΟΔΟΣ',
      'ＢＡＣＫＵＰ',
      'Юлия Ёж',
      'ﬁn',
    ),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
  )
  const property = fc.property(texts, (text) => {
    assert.equal(foldedForSearch(text), folded(text))
    assert.deepEqual(searchWords(text), shownWords(text))
  })
  fc.assert(property, { numRuns: 5000 })
  assert.deepEqual(searchWords('José  MÜLLER Straße'), ['jose', 'muller', 'strasse'])
})

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
const ROLES: MyRoles = {
  organizationRoles: [role('org_member', null, 'read'), role('developer', null, 'read', 'build')],
  services: ['a', 'b'].map((id) => ({
    id,
    name: id,
    displayName: id,
    roles: [
      role('viewer', 'oslo', 'item.read'),
      role('viewer', 'bergen', 'item.read'),
      role('admin', null, 'item.read', 'item.write'),
    ],
  })),
}
const GROUPS = groupsOf(ROLES)
const HELD = GROUPS.flatMap(({ serviceId, roles }) =>
  roles.map(({ name, resource, permissions }) => ({
    serviceId,
    name,
    resource,
    permissions: permissions.map((each) => each.name),
    startsAt: null,
    endsAt: null,
    group: null,
  })),
)

/** Ticks at random: of a group, a role or a permission. */
const toggles = fc.array(
  fc.tuple(fc.nat(), fc.nat(), fc.option(fc.nat()), fc.constantFrom('group', 'role', 'permission')),
)

test('whatever is ticked, the service grants exactly that', () => {
  const property = fc.property(toggles, (steps) => {
    let choice: ScopeChoice = NOTHING_CHOSEN
    for (const [groupAt, roleAt, permissionAt, kind] of steps) {
      const group = GROUPS[groupAt % GROUPS.length]!
      const held = group.roles[roleAt % group.roles.length]!
      const name = held.permissions[(permissionAt ?? 0) % held.permissions.length]!.name
      if (kind === 'group') choice = toggleGroup(choice, group)
      else if (kind === 'role') choice = toggleRole(choice, group, held)
      else choice = togglePermission(choice, group, held, name)
    }
    const expected = new Set<string>()
    for (const group of GROUPS) {
      const where = group.serviceId ?? 'organization'
      for (const held of group.roles) {
        const key = (name: string): string => JSON.stringify([group.serviceId, name, held.resource])
        const isWhole = choice.wholeGroups.has(where) || choice.roles.has(key(held.name))
        const says = (kind: string, name: string): string => `${kind} ${where} ${name} ${held.resource}`
        if (isWhole) expected.add(says('role', held.name))
        for (const { name } of held.permissions) {
          if (isWhole || choice.permissions.has(key(name))) expected.add(says('permission', name))
        }
      }
    }
    const { grants } = effectiveScope(scopesOf(choice, GROUPS), HELD, 0)
    const granted = grants.map((grant) => {
      const says = `${grant.kind} ${grant.serviceId ?? 'organization'} ${grant.name}`
      return { narrow: `${says} ${grant.resource}`, wide: `${says} null` }
    })
    // What is ticked on every resource is also granted on each: that adds nothing.
    const unasked = granted.filter(({ narrow, wide }) => !expected.has(narrow) && !expected.has(wide))
    assert.deepEqual(unasked, [], 'granted without a tick')
    const missing = [...expected].filter((each) => !granted.some(({ narrow }) => narrow === each))
    assert.deepEqual(missing, [], 'ticked and not granted')
  })
  fc.assert(property, { numRuns: 2000 })
})
