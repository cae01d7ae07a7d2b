/** Whoever holds an API token's value may ask what it is: exactly these facts, and nothing of one that is not valid. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, suite, test } from 'node:test'
import { makeTokenString } from '../../crypto/token-string.ts'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { openAcme } from '../../../testing/acme.ts'
import { detailsOf, tokenOf } from '../../../testing/compatible.ts'
import { apiTokensPath, COMPATIBLE, exchange, request, signIn } from '../../../testing/requests.ts'

const acme = await openAcme({ after })
const { member, organization, inventory } = acme
const session = await signIn(acme, 'max')

const ALL_ROLES = {
  generalScopes: ['all_roles'],
  organizationScopes: { allRoles: true, allPermissions: true, roles: [], permissions: [] },
  servicesScopes: [],
}

suite('the details of an API token', () => {
  test('have the members of the contract, no others, instants in milliseconds', async () => {
    const generatedAt = acme.clock.now
    const { value, id } = await tokenOf(acme, 'max', {
      name: 'Nightly report',
      lifetime: { amount: 3, unit: 'hours' },
    })
    const { status, headers, body } = await detailsOf(acme, value)
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    const expected = {
      tokenId: id,
      tokenName: 'Nightly report',
      orgId: organization.id,
      userId: member.id,
      username: 'max',
      acct: 'max@local',
      firstName: 'Max',
      lastName: 'Example',
      domain: 'local',
      idpId: 'local',
      createdAt: generatedAt,
      expiresAt: generatedAt + 3 * 3_600_000,
      deactivated: false,
      scope: ['org_member', 'inventory:viewer'],
      allowedScopes: ALL_ROLES,
    }
    assert.deepEqual(body, expected)

    acme.clock.now += 1234
    await exchange(acme, value)
    await flushUsage(acme.app.needs)
    assert.deepEqual((await detailsOf(acme, value)).body, { ...expected, lastUsedAt: generatedAt + 1234 })
  })

  test('leave out the end of a token that never expires, and the use of one that was never used', async () => {
    const { value } = await tokenOf(acme, 'max', { lifetime: null })
    const { body } = await detailsOf(acme, value)
    assert.deepEqual(['expiresAt' in body, 'lastUsedAt' in body], [false, false])
  })

  test('show the chosen scopes in the shape of the platform, and what they are worth now', async () => {
    const { value } = await tokenOf(acme, 'max', {
      scopes: {
        openId: true,
        organization: { roles: [{ name: 'org_member' }] },
        services: [
          {
            serviceId: inventory.id,
            roles: [{ name: 'inventory:viewer', resource: 'north' }],
            permissions: [{ name: 'inventory:item.read', resources: ['south'] }],
          },
        ],
      },
    })
    const { body } = await detailsOf(acme, value)
    assert.deepEqual(body.allowedScopes, {
      generalScopes: ['openid'],
      organizationScopes: {
        allRoles: false,
        allPermissions: false,
        roles: [{ name: 'org_member', resource: null }],
        permissions: [],
      },
      servicesScopes: [
        {
          serviceDefinitionId: inventory.id,
          allRoles: false,
          allPermissions: false,
          roles: [{ name: 'inventory:viewer', resource: 'north' }],
          permissions: [{ permissionId: 'inventory:item.read', resources: ['south'] }],
        },
      ],
    })
    assert.deepEqual(body.scope, ['openid', 'org_member', 'inventory:viewer'])
  })

  test('are an empty list of scopes, not missing, of a token that may do nothing', async () => {
    const { value } = await tokenOf(acme, 'max', { scopes: {} })
    assert.deepEqual((await detailsOf(acme, value)).body.scope, [])
  })

  test('tell that a token is deactivated', async () => {
    const { value, id } = await tokenOf(acme, 'max')
    // There is no action for it yet.
    const database = new DatabaseSync(join(acme.dataDir, 'countersign.db'))
    database.prepare('update api_tokens set deactivated_at = 1 where id = ?').run(id)
    database.close()
    const { status, body } = await detailsOf(acme, value)
    assert.deepEqual([status, body.deactivated, body.tokenId], [200, true, id])
    assert.equal((await exchange(acme, value)).status, 400)
  })

  test('are no use of the token', async () => {
    const { value } = await tokenOf(acme, 'max')
    await detailsOf(acme, value)
    await flushUsage(acme.app.needs)
    assert.equal((await detailsOf(acme, value)).body.lastUsedAt, undefined)
  })
})

suite('asking for the details', () => {
  test('of a token that is unknown, mistyped, revoked or expired is answered as its exchange is', async () => {
    const revoked = await tokenOf(acme, 'max')
    await request(acme, 'DELETE', `${apiTokensPath(acme)}/${revoked.id}`, { headers: session })
    const expired = await tokenOf(acme, 'max', { lifetime: { amount: 1, unit: 'minutes' } })
    acme.clock.now += 60_000
    const unknown = makeTokenString('t').value.reveal()
    for (const value of [unknown, `${unknown}x`, 'nonsense', revoked.value, expired.value]) {
      const [details, exchanged] = [await detailsOf(acme, value), await exchange(acme, value)]
      assert.deepEqual([details.status, exchanged.status], [400, 400])
      const { requestId } = details.body
      assert.equal(details.text.replaceAll(requestId, exchanged.body.requestId), exchanged.text)
      assert.ok(!details.text.includes(value))
    }
  })

  test('without a value, or with it anywhere but in the body, is refused', async () => {
    const { value } = await tokenOf(acme, 'max')
    const path = `${COMPATIBLE}/auth/api-tokens/details`
    const answers = [
      await request(acme, 'POST', path),
      await request(acme, 'POST', path, { body: { tokenValue: '' } }),
      await request(acme, 'POST', path, { body: { tokenValue: [value] } }),
      await request(acme, 'POST', path, { body: { refresh_token: value } }),
      await request(acme, 'POST', `${path}?tokenValue=${value}`),
    ]
    for (const { status, body } of answers) {
      assert.equal(status, 400)
      assert.equal(body.message, 'Send the API token as tokenValue.')
    }
  })
})
