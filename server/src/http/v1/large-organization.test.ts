/** Someone with many roles and many API tokens sees all of them, and beforehand what no access token can carry. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { registerService } from '../../actions/services/register-service.ts'
import { openAcme } from '../../../testing/acme.ts'
import { fillLargeOrganization } from '../../../testing/large-organization.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, claimsOf, exchange, generate, request } from '../../../testing/requests.ts'

test('someone with 150 roles in 30 services sees every role, and each of their 200 API tokens', async (t) => {
  const acme = await openAcme(t)
  const { holder } = await fillLargeOrganization(acme, { apiTokens: 200 })
  const headers = await sessionOf(acme, holder)
  const roles = await request(acme, 'GET', `/api/v1/organizations/${acme.organization.id}/my-roles`, {
    headers,
  })
  assert.equal(roles.body.services.length, 30)
  assert.ok(roles.body.services.every((service: { roles: unknown[] }) => service.roles.length === 5))
  const tokens = await request(acme, 'GET', `${apiTokensPath(acme)}?limit=200`, { headers })
  assert.equal(tokens.body.total, 200)
  assert.equal(tokens.body.items.length, 200, tokens.text.slice(0, 300))
})

suite('too many rights for an access token are told beforehand', async () => {
  const acme = await openAcme({ after })
  const { holder, services } = await fillLargeOrganization(acme)
  const headers = await sessionOf(acme, holder)
  const preview = async (scopes: object) =>
    request(acme, 'POST', `${apiTokensPath(acme)}/preview`, { headers, body: { scopes } })
  const whole = (count: number) => ({
    services: services.slice(0, count).map(({ id }) => ({ serviceId: id, allRoles: true })),
  })
  const foretold = async (scopes: object) => {
    const { apiToken, value } = await generate(acme, headers, { scopes })
    const { body: shown } = await preview(scopes)
    const ofToken = await request(acme, 'GET', `${apiTokensPath(acme)}/${apiToken.id}/effective-scope`, {
      headers,
    })
    assert.deepEqual(ofToken.body, shown)
    return { shown, exchanged: await exchange(acme, value) }
  }

  for (const [what, scopes, overflow] of [
    ['one service is carried whole', whole(1), null],
    ['of fifteen services the names of the roles are', whole(15), 'role_names'],
    ['of everything in thirty services no names are', { allRoles: true }, 'no_names'],
  ] as const) {
    test(`${what}, and so the exchange answers`, async () => {
      const { shown, exchanged } = await foretold(scopes)
      assert.equal(shown.overflow, overflow)
      assert.equal(shown.scope, exchanged.body.scope)
      const { ovl, perms } = claimsOf(exchanged.body.access_token)
      assert.equal(ovl, overflow === null ? undefined : true)
      assert.deepEqual(perms ?? [], shown.perms)
      assert.equal(perms === undefined, overflow === 'no_names')
    })
  }

  test('an answer of 10,000 rights is short, begins with the roles, and tells how many there are', async () => {
    const many = await manyRights()
    const roles = Array.from({ length: 100 }, (_, at) => ({ name: 'many:all', resource: `${at}` }))
    const { body, text } = await preview({ services: [{ serviceId: many.id, roles }] })
    assert.equal(body.grantCount, 9_100)
    assert.ok(body.grants.length > 500 && body.grants.length < 2_000, String(body.grants.length))
    assert.ok(body.grants.slice(0, 100).every(({ kind }: { kind: string }) => kind === 'role'))
    assert.ok(Buffer.byteLength(text) < 160 * 1024, String(Buffer.byteLength(text)))
  })

  test('rights in more services than an access token can name are said to be refused, and are', async () => {
    for (let at = 0; at <= 120; at++) {
      const name = `small-${at}`
      const permissions: [] = []
      const roles = [{ name: `${name}:user`, displayName: 'User', permissions }]
      const small = await registerService(acme.app.needs, acme.organization.id, {
        name,
        displayName: name,
        permissions,
        roles,
      })
      await acme.give(holder, `${name}:user`, small)
    }
    const { shown, exchanged } = await foretold({ allRoles: true })
    assert.deepEqual([shown.overflow, shown.perms], ['refused', []])
    assert.equal(exchanged.status, 400)
  })

  async function manyRights() {
    const permissions = Array.from({ length: 90 }, (_, at) => ({ name: `many:thing-${at}`, description: '' }))
    const all = { name: 'many:all', displayName: 'All', permissions: permissions.map(({ name }) => name) }
    const definition = { name: 'many', displayName: 'Many', permissions, roles: [all] }
    const many = await registerService(acme.app.needs, acme.organization.id, definition)
    await acme.give(holder, 'many:all', many)
    return many
  }
})
