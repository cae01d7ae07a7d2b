/** How much may be named in scopes, and that naming the same again says and costs nothing more. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { allowedScopes, heldRoles, isWithin, NOW } from '../../testing/scopes.ts'
import { NO_SCOPES, NO_SELECTION, refuseTooManyScopes, withoutRepetition } from './allowed-scopes.ts'
import type { AllowedScopes, Selection } from './allowed-scopes.ts'
import { Refusal } from './refusal.ts'
import { effectiveScope } from './scope.ts'

const inService = (more: Partial<Selection>, serviceId = 'inventory') => ({
  ...NO_SELECTION,
  ...more,
  serviceId,
})
const role = (name: string, resource: string | null = null) => ({ name, resource })

test('scopes without repetition are worth the same, and name no service twice', () => {
  let repeated = 0
  fc.assert(
    fc.property(heldRoles, allowedScopes, (held, allowed) => {
      const once = withoutRepetition(allowed)
      const [before, after] = [allowed, once].map((each) => effectiveScope(each, held, NOW))
      assert.ok(isWithin(before!, after!) && isWithin(after!, before!))
      const ids = once.services.map(({ serviceId }) => serviceId)
      assert.equal(new Set(ids).size, ids.length)
      if (ids.length < allowed.services.length) repeated++
    }),
    { numRuns: 1000 },
  )
  assert.ok(repeated > 50)
})

test('a service, a role, a permission or a resource that is named twice is there once', () => {
  const permission = (name: string, ...resources: string[]) => ({ name, resources })
  const twice: AllowedScopes = {
    ...NO_SCOPES,
    services: [
      inService({ roles: [role('a'), role('a'), role('a', 'r')], permissions: [permission('p', 'r', 'r')] }),
      inService({ allRoles: true }, 'billing'),
      inService({
        allPermissions: true,
        permissions: [permission('p', 's'), permission('q', 's'), permission('q')],
      }),
    ],
  }
  assert.deepEqual(withoutRepetition(twice).services, [
    inService({
      allPermissions: true,
      roles: [role('a'), role('a', 'r')],
      permissions: [permission('p', 'r', 's'), permission('q')],
    }),
    inService({ allRoles: true }, 'billing'),
  ])
})

suite('scopes are refused, saying the limit, that', () => {
  const many = (count: number) => Array.from({ length: count })
  const TOO_LARGE: [string, AllowedScopes, RegExp][] = [
    [
      'name more than 1000 roles',
      { ...NO_SCOPES, services: [inService({ roles: many(1001).map(() => role('a')) })] },
      /At most 1000 .* these are 1001/,
    ],
    [
      'name more than 1000 services, be it nothing of each',
      { ...NO_SCOPES, services: many(1001).map((_, at) => inService({}, `s${at}`)) },
      /At most 1000/,
    ],
    [
      'name one service 1001 times',
      { ...NO_SCOPES, services: many(1001).map(() => inService({ allRoles: true })) },
      /At most 1000/,
    ],
    [
      'take more than 32 KiB, counted in bytes',
      {
        ...NO_SCOPES,
        services: [inService({ roles: many(64).map((_, at) => role('a', `${at}${'ü'.repeat(256)}`)) })],
      },
      /32768 bytes .* these take 3\d{4}/,
    ],
  ]
  for (const [what, scopes, sentence] of TOO_LARGE) {
    test(what, () => {
      assert.throws(
        () => refuseTooManyScopes(scopes),
        (error) =>
          error instanceof Refusal && error.code === 'scope_invalid' && sentence.test(error.detail ?? ''),
      )
    })
  }
})

test('scopes that are worth more than 10,000 rights are refused, not computed', () => {
  const permissions = Array.from({ length: 100 }, (_, at) => `p${at}`)
  const always = { startsAt: null, endsAt: null, group: null }
  const held = [{ serviceId: 'inventory', name: 'a', resource: null, permissions, ...always }]
  const scopes = (count: number): AllowedScopes => ({
    ...NO_SCOPES,
    services: [inService({ roles: Array.from({ length: count }, (_, at) => role('a', `r${at}`)) })],
  })
  assert.equal(effectiveScope(scopes(99), held, NOW).grants.length, 9_999)
  assert.throws(() => effectiveScope(scopes(1000), held, NOW), /scope_invalid/)
})
