/**
 * What an access token may do at Countersign itself: nothing but read, unless its API token may administer, the
 * organization lets API tokens do so, and the exchange left it. On both APIs, and looked up at each call.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PUBLIC_URL } from '../../testing/acme.ts'
import { eventsNamed } from '../../testing/audit-trail.ts'
import { accessTokenFor, call, detailsOf, tokenOf } from '../../testing/compatible.ts'
import { sessionOf } from '../../testing/people.ts'
import { apiTokensPath, claimsOf, exchange, request } from '../../testing/requests.ts'

const ADMINISTERS = { administration: true, allRoles: true }

suite('administration', async () => {
  const acme = await openAcme({ after })
  const { organization, owner, member, inventory } = acme
  const policies = `/api/v1/organizations/${organization.id}/policies`
  const own = `/loggedin/user/orgs/${organization.id}`
  const CHANGES = [
    ['POST', `${own}/api-tokens`, { tokenName: 'CI' }],
    ['DELETE', `/users/${owner.id}/orgs/${organization.id}/api-tokens`, undefined],
  ] as const
  const switchTo = async (tokensMayAdminister: boolean) =>
    request(acme, 'PATCH', policies, {
      headers: await sessionOf(acme, owner),
      body: { tokensMayAdminister },
    })
  const create = (accessToken: string, more: Readonly<Record<string, unknown>> = {}) =>
    call(acme, accessToken, 'POST', `${own}/api-tokens`, { tokenName: 'CI', refreshTokenTTL: 600, ...more })

  test('is asked for by every change of the compatible API, and by no reading', async () => {
    const scopes = { services: [{ serviceId: inventory.id, allRoles: true }] }
    for (const given of [scopes, { allRoles: true }, {}]) {
      const accessToken = await accessTokenFor(acme, (await tokenOf(acme, 'olivia', { scopes: given })).value)
      for (const [method, path, body] of CHANGES) {
        const answer = await call(acme, accessToken, method, path, body)
        assert.equal(answer.status, 403, path)
        assert.match(answer.body.cspErrorCode, /^540\.120-\d+\.800$/)
        assert.match(answer.body.message, /“May administer Countersign” ticked/)
      }
      for (const path of ['/loggedin/user', '/userinfo', `/orgs/${organization.id}`])
        assert.equal((await call(acme, accessToken, 'GET', path)).status, 200)
      assert.equal((await call(acme, accessToken, 'POST', '/auth/logout')).status, 200)
    }
  })

  test('puts the issuer into the audience, and a narrowing takes it out', async () => {
    const { value } = await tokenOf(acme, 'max', { scopes: ADMINISTERS })
    assert.deepEqual(claimsOf(await accessTokenFor(acme, value))['aud'], [inventory.id, PUBLIC_URL])
    const only = await tokenOf(acme, 'max', { scopes: { administration: true } })
    assert.equal(claimsOf(await accessTokenFor(acme, only.value))['aud'], PUBLIC_URL)
    const narrowed = await accessTokenFor(acme, value, { scope: 'inventory:viewer' })
    assert.equal(claimsOf(narrowed)['aud'], inventory.id)
    assert.equal((await create(narrowed)).status, 403)
    const byJson = await accessTokenFor(acme, value, {
      allowed_resource_scope: JSON.stringify({ generalScopes: ['all_roles'] }),
    })
    assert.equal((await create(byJson)).status, 403)
    const kept = await accessTokenFor(acme, value, { scope: 'administration' })
    assert.equal((await create(kept, { allowedScopes: {} })).status, 200)
  })

  test('is created through the compatible API by those who have it, and shown in details', async () => {
    const { value } = await tokenOf(acme, 'max', { scopes: { ...ADMINISTERS, openId: true } })
    const accessToken = await accessTokenFor(acme, value)
    const { status, body } = await create(accessToken, {
      allowedScopes: { generalScopes: ['administration'] },
    })
    assert.equal(status, 200)
    assert.deepEqual((await detailsOf(acme, body.token)).body.allowedScopes.generalScopes, ['administration'])
  })

  test('is never part of all roles', async () => {
    const { value } = await tokenOf(acme, 'olivia', { scopes: { allRoles: true } })
    const { body } = await exchange(acme, value)
    assert.ok(!body.scope.split(' ').includes('administration'))
  })

  test('does not let an API token regenerate itself, nor touch a wider one', async () => {
    const path = apiTokensPath(acme)
    const scopes = { ...ADMINISTERS, allRoles: false, organization: { allRoles: true } }
    const self = await tokenOf(acme, 'max', { scopes })
    const wide = await tokenOf(acme, 'max', { scopes: ADMINISTERS })
    const headers = { 'csp-auth-token': await accessTokenFor(acme, self.value) }
    const again = await request(acme, 'POST', `${path}/${self.id}/value`, { headers, body: {} })
    assert.deepEqual([again.status, again.body.code], [403, 'regeneration_of_itself'])
    for (const [method, below, body] of [
      ['POST', '/value', {}],
      ['PATCH', '', { name: 'renamed' }],
      ['DELETE', '', undefined],
    ] as const) {
      const answer = await request(acme, method, `${path}/${wide.id}${below}`, {
        headers,
        ...(body && { body }),
      })
      assert.deepEqual([answer.status, answer.body.code], [403, 'scope_exceeds_caller'], method)
    }
    assert.equal((await request(acme, 'DELETE', `${path}/${self.id}`, { headers })).status, 200)
  })

  test('counts nothing from the moment that the policy is on, for tokens that have it too', async () => {
    const { value } = await tokenOf(acme, 'max', { scopes: ADMINISTERS })
    const before = await accessTokenFor(acme, value)
    assert.equal((await switchTo(false)).status, 200)
    const refused = await create(before)
    assert.equal(refused.status, 403)
    assert.match(refused.body.message, /API tokens cannot administer/)
    const { body } = await exchange(acme, value)
    assert.equal(claimsOf(body.access_token)['aud'], inventory.id)
    const generated = await request(acme, 'POST', apiTokensPath(acme), {
      headers: await sessionOf(acme, member),
      body: { name: 'CI', scopes: ADMINISTERS },
    })
    assert.deepEqual([generated.status, generated.body.code], [403, 'administration_off'])
    assert.equal((await switchTo(true)).status, 200)
    assert.equal((await create(before, { allowedScopes: {} })).status, 200)
    const [first] = eventsNamed(acme, 'csp__edit_policies')
    assert.deepEqual(first!.details, { before: true, tokensMayAdminister: false })
  })

  test('is switched by owners alone', async () => {
    const headers = await sessionOf(acme, member)
    const body = { tokensMayAdminister: false }
    const answer = await request(acme, 'PATCH', policies, { headers, body })
    assert.deepEqual([answer.status, answer.body.code], [403, 'forbidden'])
    assert.deepEqual((await request(acme, 'GET', policies, { headers })).body, { tokensMayAdminister: true })
  })

  test('is not needed to revoke an API token whose value is presented, and nobody learns whether it was', async () => {
    const revoke = (value: string) =>
      request(acme, 'POST', '/api/v1/api-tokens/revocation', { body: { value } })
    const { value } = await tokenOf(acme, 'max')
    const unknown = `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`
    for (const presented of [unknown, 'x', value, value]) {
      const { status, text } = await revoke(presented)
      assert.deepEqual([status, text], [204, ''])
      if (presented !== value) assert.equal((await exchange(acme, value)).status, 200)
    }
    assert.equal((await exchange(acme, value)).status, 400)
    for (let at = 0; at < 60; at++) await revoke('x')
    assert.equal((await revoke('x')).status, 429)
    const genuine = await tokenOf(acme, 'max')
    assert.equal((await revoke(genuine.value)).status, 204)
    assert.equal((await exchange(acme, genuine.value)).status, 400)
  })
})
