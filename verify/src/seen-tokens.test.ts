/** What is remembered is bounded, and useful. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { claimsOf, headerOf, makeKey, signToken } from './forge-token.ts'
import { heldMb } from './held-memory.ts'
import { createVerifier } from './index.ts'
import { createSeenTokens } from './seen-tokens.ts'

test('never more tokens are remembered than there is room for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.array(fc.nat(60)), (capacity, numbers) => {
      const seen = createSeenTokens<number>(capacity)
      for (const number of numbers) {
        if (!seen.get(`${number}`)) seen.add(`${number}`, number + 1)
      }
      const kept = Array.from({ length: 61 }, (_, number) => seen.get(`${number}`)).filter(Boolean)
      assert.ok(kept.length <= capacity, `${kept.length} of ${capacity}`)
    }),
  )
})

test('a token in use outlives those that came after it and were not used again', () => {
  const seen = createSeenTokens<string>(10)
  seen.add('in use', 'value')
  for (let number = 0; number < 100; number++) {
    seen.add(`used once ${number}`, 'value')
    assert.equal(seen.get('in use'), 'value')
  }
  assert.equal(seen.get('used once 0'), undefined)
  assert.equal(seen.get('used once 99'), 'value')
})

test('a token is never taken for another that ends alike', () => {
  const seen = createSeenTokens<string>(10)
  const token = `${'a'.repeat(1000)}.${'b'.repeat(342)}`
  seen.add(token, 'value')
  for (const other of [
    token.slice(1),
    `x${token}`,
    token.replace('a', 'c'),
    token.slice(-60),
    token.slice(-12),
    '',
  ])
    assert.equal(seen.get(other), undefined)
  assert.equal(seen.get(token), 'value')
  seen.add(`x${token}`, 'another')
  assert.deepEqual([seen.get(`x${token}`), seen.get(token)], ['another', undefined])
})

test('a flood of tokens, long ones cut out of longer texts, is remembered in a bounded memory', () => {
  const seen = createSeenTokens<object>(10_000)
  const before = heldMb()
  for (let number = 0; number < 4_000; number++) {
    const body = `${number}`.padStart(16_000, 'x') + 'y'.repeat(200_000)
    seen.add(body.slice(0, 16_000), {})
  }
  const growth = heldMb() - before
  assert.ok(growth < 16, `${growth} MB`)
})

test('what real tokens leave behind stays below what the readme says, be they short or long', async () => {
  const key = makeKey('Ed25519')
  const issuer = 'https://tokens.example.com'
  const nowSeconds = 1_800_000_000
  for (const roles of [1, 80]) {
    const verifier = createVerifier({
      issuer,
      audience: 'inventory',
      now: () => nowSeconds * 1000,
      fetch: async () => Response.json({ keys: [key.jwk] }),
    })
    const perms = Array.from(
      { length: roles },
      (_, at) => `external/inventory/resource%20${at}/inventory:admin`,
    )
    const next = () => signToken(key, headerOf(key), claimsOf(issuer, 'inventory', nowSeconds, { perms }))
    await verifier.verify(next())
    const before = heldMb()
    for (let number = 0; number < 10_100; number++) await verifier.verify(next())
    const growth = heldMb() - before
    assert.ok(growth < 50, `${growth} MB with ${roles} roles`)
    await verifier.verify(next())
  }
})
