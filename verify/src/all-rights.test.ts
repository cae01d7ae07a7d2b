/** What is remembered of tokens that overflow is bounded, whatever the issuer answers. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { createAllRights } from './all-rights.ts'
import type { AccessTokenClaims } from './claims.ts'
import type { FetchRights, RightsAnswer } from './fetch-rights.ts'
import { heldMb } from './held-memory.ts'

const claims = { exp: 1_800_000_000 } as AccessTokenClaims
const answering = (fetchRights: FetchRights) =>
  createAllRights({ fetchRights, timeoutSeconds: 5, now: () => 0 })

test('a flood of tokens with many rights is remembered in a bounded memory', async () => {
  const allRights = answering(async () => {
    const text = JSON.stringify(
      Array.from({ length: 600 }, (_, at) => `external/7f1c7f0e-58a5-4c34/${Math.random()}/inventory:${at}`),
    )
    return { rights: { perms: JSON.parse(text), scope: '' }, characters: text.length }
  })
  const before = heldMb()
  for (let token = 0; token < 2_000; token++) await allRights('x'.repeat(10_000) + token, claims)
  const growth = heldMb() - before
  assert.ok(growth < 25, `${growth} MB`)
})

test('a flood of tokens that the issuer refuses, or fails to answer for, leaves next to nothing', async () => {
  for (const answer of [{ isRevoked: true }, { failure: new Error('500'), isAway: false }] as const) {
    const allRights = answering(async () => answer)
    const before = heldMb()
    for (let token = 0; token < 20_000; token++) {
      await assert.rejects(allRights('x'.repeat(10_000) + token, claims))
    }
    const growth = heldMb() - before
    assert.ok(growth < 20, `${growth} MB`)
  }
})

test('an answer that never comes is waited for by nobody for ever, and hundreds of them by nobody else', async () => {
  let asked = 0
  const allRights = createAllRights({
    fetchRights: () => {
      asked++
      return new Promise(() => {})
    },
    timeoutSeconds: 0.1,
    now: () => 0,
  })
  const refusals = await Promise.allSettled(
    Array.from({ length: 500 }, (_, token) => allRights(`token ${token}`, claims)),
  )
  for (const refusal of refusals) {
    assert.ok(refusal.status === 'rejected')
    assert.equal(refusal.reason.code, 'rights_unavailable')
  }
  assert.equal(asked, 200)
})

test('calls that never settle are forgotten, and what comes later is asked for all the same', async () => {
  let answer: RightsAnswer | undefined
  const allRights = createAllRights({
    fetchRights: () => (answer ? Promise.resolve(answer) : new Promise(() => {})),
    timeoutSeconds: 0.1,
    now: () => 0,
  })
  const stuck = Array.from({ length: 250 }, (_, token) => allRights(`token ${token}`, claims))
  await Promise.allSettled(stuck)
  answer = { rights: { perms: ['csp:org_member'], scope: '' }, characters: 20 }
  for (const token of ['token 0', 'token 249', 'another']) {
    assert.deepEqual((await allRights(token, claims)).perms, ['csp:org_member'])
  }
})
