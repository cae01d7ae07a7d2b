/** The effective scope for any roles and any choice: never more than is held now, and narrowing only takes away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allowedScopes, heldRoles, isWithin, NOW } from '../../testing/scopes.ts'
import { EVERY_SCOPE, NO_SCOPES, NO_SELECTION } from './allowed-scopes.ts'
import { heldAt } from './held-role.ts'
import { effectiveScope, narrowingOf, permOf, scopeString, type EffectiveScope } from './scope.ts'

const sorted = ({ openId, grants }: EffectiveScope) => ({
  openId,
  grants: grants.map((grant) => JSON.stringify(grant)).toSorted(),
})
const narrowings = fc.array(allowedScopes, { maxLength: 3 })

test('nothing is given that is not held now, whatever was chosen', () => {
  let given = 0
  fc.assert(
    fc.property(heldRoles, allowedScopes, (held, allowed) => {
      const all = effectiveScope({ ...EVERY_SCOPE, administration: true }, heldAt(held, NOW), NOW)
      const scope = effectiveScope(allowed, held, NOW)
      assert.ok(isWithin(scope, all))
      given += scope.grants.length
    }),
    { numRuns: 1000 },
  )
  assert.ok(given > 500)
})

test('narrowing only takes away', () => {
  let taken = 0
  fc.assert(
    fc.property(heldRoles, allowedScopes, narrowings, allowedScopes, (held, allowed, some, more) => {
      const wide = effectiveScope(allowed, held, NOW, some)
      const narrow = effectiveScope(allowed, held, NOW, [...some, more])
      assert.ok(isWithin(narrow, wide))
      assert.ok(isWithin(narrow, effectiveScope(more, held, NOW)))
      if (narrow.grants.length < wide.grants.length) taken++
    }),
    { numRuns: 1000 },
  )
  assert.ok(taken > 50)
})

test('narrowing twice by the same, or in another order, makes no difference', () => {
  fc.assert(
    fc.property(heldRoles, allowedScopes, narrowings, (held, allowed, some) => {
      const once = sorted(effectiveScope(allowed, held, NOW, some))
      assert.deepEqual(sorted(effectiveScope(allowed, held, NOW, [...some, ...some])), once)
      assert.deepEqual(sorted(effectiveScope(allowed, held, NOW, some.toReversed())), once)
    }),
    { numRuns: 1000 },
  )
})

test('a role always comes with its permissions, however it is bound or narrowed', () => {
  let roles = 0
  fc.assert(
    fc.property(heldRoles, allowedScopes, narrowings, (held, allowed, some) => {
      const scope = effectiveScope(allowed, held, NOW, some)
      for (const role of scope.grants.filter(({ kind }) => kind === 'role')) {
        const own = held.find(({ serviceId, name }) => serviceId === role.serviceId && name === role.name)
        const permissions = own!.permissions.map((name) => ({ ...role, kind: 'permission' as const, name }))
        assert.ok(isWithin({ openId: false, administration: false, grants: permissions }, scope))
        roles++
      }
    }),
    { numRuns: 1000 },
  )
  assert.ok(roles > 100)
})

test('all roles follows the account: what is held now, all of it and nothing else', () => {
  fc.assert(
    fc.property(heldRoles, (held) => {
      const roles = effectiveScope(EVERY_SCOPE, held, NOW).grants.filter(({ kind }) => kind === 'role')
      assert.deepEqual(
        roles.map(({ serviceId, name, resource }) => ({ serviceId, name, resource })),
        heldAt(held, NOW).map(({ serviceId, name, resource }) => ({ serviceId, name, resource })),
      )
    }),
  )
})

test('an empty choice is worth nothing', () => {
  fc.assert(
    fc.property(heldRoles, (held) => {
      const empty = { ...NO_SCOPES, services: [{ ...NO_SELECTION, serviceId: 'inventory' }] }
      for (const nothing of [NO_SCOPES, empty]) {
        assert.deepEqual(effectiveScope(nothing, held, NOW), {
          openId: false,
          administration: false,
          grants: [],
        })
        assert.deepEqual(effectiveScope(EVERY_SCOPE, held, NOW, [nothing]), {
          openId: false,
          administration: false,
          grants: [],
        })
      }
    }),
  )
})

test('what an exchange answered as its scope narrows to exactly that, when it is asked for again', () => {
  let asked = 0
  fc.assert(
    fc.property(heldRoles, allowedScopes, (held, allowed) => {
      // Names tell no resources; with roles that hold everywhere they tell all.
      const unbound = held.map((role) => ({ ...role, resource: null }))
      const scope = effectiveScope({ ...allowed, organization: NO_SELECTION }, unbound, NOW)
      if (scope.grants.some(({ resource }) => resource !== null)) return
      const again = narrowingOf(scopeString(scope, unbound), unbound)
      assert.deepEqual(sorted(effectiveScope(allowed, unbound, NOW, [again])), sorted(scope))
      asked++
    }),
  )
  assert.ok(asked > 10)
})

test('what an access token carries as perms narrows to exactly that, resources included', () => {
  let bound = 0
  fc.assert(
    fc.property(heldRoles, allowedScopes, narrowings, (held, allowed, some) => {
      const scope = effectiveScope(allowed, held, NOW, some)
      const isSound = scope.grants.every(({ resource }) => resource?.isWellFormed() ?? true)
      fc.pre(isSound)
      const asked = [
        ...(scope.openId ? ['openid'] : []),
        ...(scope.administration ? ['administration'] : []),
        ...scope.grants.map(permOf),
      ].join(' ')
      const again = effectiveScope(allowed, held, NOW, [...some, narrowingOf(asked, held)])
      assert.ok(isWithin(again, scope) && isWithin(scope, again))
      bound += scope.grants.filter(({ resource }) => resource !== null).length
    }),
    { numRuns: 500 },
  )
  assert.ok(bound > 100)
})

test('any scope string can only narrow', () => {
  const words = fc.constantFrom(
    'openid',
    'org_owner',
    'inventory:viewer',
    'inventory:item.read',
    'csp:org_member',
    '*',
  )
  const scopeStrings = fc.array(fc.oneof(words, fc.string()), { maxLength: 6 }).map((some) => some.join(' '))
  fc.assert(
    fc.property(heldRoles, allowedScopes, scopeStrings, (held, allowed, scope) => {
      const wide = effectiveScope(allowed, held, NOW)
      assert.ok(isWithin(effectiveScope(allowed, held, NOW, [narrowingOf(scope, held)]), wide))
    }),
  )
})

test('a resource never changes the number of parts of a perm, and two resources never make the same one', () => {
  const grant = { kind: 'role', serviceId: 'inventory', name: 'inventory:viewer' } as const
  const unit = fc.constantFrom('/', '%', '.', ' ', 'a', '2F', 'ü', '✓', '😀', '\0')
  const resources = fc.string({ unit, minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(resources, resources, (one, other) => {
      const perms = [one, other].map((resource) => permOf({ ...grant, resource }))
      for (const perm of perms) {
        assert.match(perm, /^external\/inventory\/[!-~]+\/inventory:viewer$/)
        assert.equal(perm.split('/').length, 4)
      }
      assert.equal(perms[0] === perms[1], one === other)
    }),
  )
  assert.equal(permOf({ ...grant, resource: '\ud800' }), 'external/inventory/%EF%BF%BD/inventory:viewer')
})
