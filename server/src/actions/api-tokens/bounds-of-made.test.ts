/** What an API token makes never outgrows it, whatever roles come and go, and whatever they carry, later on. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { NO_SCOPES, type AllowedScopes } from '../../domain/allowed-scopes.ts'
import { exceedingScopes, type Authority } from '../../domain/authority.ts'
import type { HeldRole } from '../../domain/held-role.ts'
import { effectiveScope } from '../../domain/scope.ts'
import { allowedScopes, choiceOf, heldRoles, isWithin, partOf } from '../../../testing/scopes.ts'
import { boundedBy, boundsOfMade } from './bounds-of-made.ts'

const NOW = Date.parse('2026-11-01T10:00:00Z')

type Made = { readonly allowed: AllowedScopes; readonly bounds: readonly AllowedScopes[] }

const worth = ({ allowed, bounds }: Made, held: readonly HeldRole[]) =>
  effectiveScope(allowed, held, NOW, bounds)

const authorityOf = (
  { allowed, bounds }: Made,
  held: readonly HeldRole[],
  narrowing: readonly AllowedScopes[],
): Authority => ({
  allowed,
  bounds,
  isNarrowed: narrowing.length > 0,
  ...effectiveScope(allowed, held, NOW, [...bounds, ...narrowing]),
  expiresAt: null,
})

const scenes = fc
  .record({
    held: heldRoles,
    later: fc.array(heldRoles, { minLength: 1, maxLength: 3 }),
    allowed: allowedScopes,
    narrowing: fc.oneof(fc.constant([]), fc.tuple(allowedScopes)),
  })
  .chain((scene) => {
    const authority = authorityOf({ allowed: scene.allowed, bounds: [] }, scene.held, scene.narrowing)
    const wanted = fc.oneof(
      partOf(scene.allowed),
      fc.subarray([...authority.grants]).map((some) => choiceOf(some)),
      allowedScopes,
    )
    return fc.tuple(fc.constant({ ...scene, authority }), wanted, wanted)
  })

test('a child, and its child, can do no more than their maker in every later world', () => {
  const seen = { made: 0, worthSomething: 0, wouldHaveOutgrown: 0 }
  fc.assert(
    fc.property(scenes, ([{ held, later, allowed, authority }, wanted, wantedNext]) => {
      if (exceedingScopes(wanted, authority).length > 0) return
      const child: Made = { allowed: wanted, bounds: boundsOfMade({ apiTokenId: 'maker', authority }) }
      const next = authorityOf(child, held, [])
      const grandchild: Made = {
        allowed: wantedNext,
        bounds: boundsOfMade({ apiTokenId: 'child', authority: next }),
      }
      const mayMake = exceedingScopes(wantedNext, next).length === 0
      seen.made += 1
      for (const world of [held, ...later]) {
        const most = worth({ allowed, bounds: [] }, world)
        const its = worth(child, world)
        assert.ok(isWithin(its, most))
        if (mayMake) assert.ok(isWithin(worth(grandchild, world), its))
        if (its.grants.length > 0) seen.worthSomething += 1
        if (!isWithin(worth({ allowed: wanted, bounds: [] }, world), most)) seen.wouldHaveOutgrown += 1
      }
    }),
    { numRuns: 4_000 },
  )
  // Else it would show nothing: without the bounds some of these worlds are wrong.
  assert.ok(Math.min(...Object.values(seen)) > 0, JSON.stringify(seen))
})

test('what a person generates is bounded by nothing but its own scopes', () => {
  const authority = authorityOf({ allowed: NO_SCOPES, bounds: [] }, [], [])
  assert.deepEqual(boundsOfMade({ apiTokenId: null, authority }), [])
})

test('who renews the same token again and again does not run out of room', () => {
  const authority = authorityOf({ allowed: NO_SCOPES, bounds: [] }, [], [])
  let bounds = boundsOfMade({ apiTokenId: 'maker', authority })
  for (let time = 0; time < 40; time += 1) bounds = boundedBy(bounds, { apiTokenId: 'maker', authority })
  assert.deepEqual(bounds, [NO_SCOPES])
})

test('a line of makers ends before it costs everyone’s time', () => {
  const authority = authorityOf(
    {
      allowed: NO_SCOPES,
      bounds: Array.from({ length: 17 }, (_, at) => choiceOf([], { wider: at > 0 })).map((scopes, at) => ({
        ...scopes,
        organization: { ...scopes.organization, roles: [{ name: `role ${at}`, resource: null }] },
      })),
    },
    [],
    [],
  )
  assert.throws(() => boundsOfMade({ apiTokenId: 'last', authority }), { code: 'lineage_limit' })
})
