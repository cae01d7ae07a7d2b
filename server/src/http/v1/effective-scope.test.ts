/** What an API token is worth at this moment, shown beforehand and afterwards, with what it has lost and why. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { HOUR_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, claimsOf, exchange, generate, request } from '../../../testing/requests.ts'

suite('what an API token can do right now', async () => {
  const acme = await openAcme({ after })
  const path = apiTokensPath(acme)
  const session = () => sessionOf(acme, acme.member)
  const S = acme.inventory.id
  const preview = async (scopes: object) =>
    (await request(acme, 'POST', `${path}/preview`, { headers: await session(), body: { scopes } })).body

  test('is shown before it is generated, as the exchange will answer it', async () => {
    const choices: readonly object[] = [
      {},
      { allRoles: true, openId: true },
      { organization: { roles: [{ name: 'org_member' }] } },
      { services: [{ serviceId: S, permissions: [{ name: 'inventory:item.read', resources: ['r 1'] }] }] },
    ]
    for (const scopes of choices) {
      const shown = await preview(scopes)
      const { body } = await exchange(acme, (await generate(acme, await session(), { scopes })).value)
      assert.equal(shown.scope, body.scope)
      assert.deepEqual(shown.perms, claimsOf(body.access_token)['perms'])
      assert.equal(shown.openId, 'id_token' in body)
      assert.deepEqual(shown.lost, [])
    }
  })

  test('leaves out what is not held and what has ended, and says which', async () => {
    await acme.give(acme.member, 'inventory:admin', acme.inventory, {
      resource: 'r1',
      endsAt: acme.clock.now + HOUR_MS,
    })
    await acme.give(acme.member, 'billing:clerk', acme.billing, { endsAt: acme.clock.now + HOUR_MS })
    const scopes = {
      organization: { roles: [{ name: 'org_member' }] },
      services: [
        { serviceId: S, roles: [{ name: 'inventory:admin', resource: 'r1' }] },
        { serviceId: acme.billing.id, permissions: [{ name: 'billing:invoice.pay' }] },
      ],
    }
    const { apiToken } = await generate(acme, await session(), { scopes })
    const effective = async () =>
      (await request(acme, 'GET', `${path}/${apiToken.id}/effective-scope`, { headers: await session() }))
        .body
    assert.deepEqual((await effective()).lost, [])
    acme.clock.now += HOUR_MS
    const { lost, scope } = await effective()
    assert.equal(scope, 'org_member')
    assert.deepEqual(lost, [
      { kind: 'role', serviceId: S, name: 'inventory:admin', resource: 'r1', reason: 'ended' },
      {
        kind: 'permission',
        serviceId: acme.billing.id,
        name: 'billing:invoice.pay',
        resource: null,
        reason: 'ended',
      },
    ])
    const never = await preview({
      organization: { roles: [{ name: 'org_owner' }] },
      services: [
        { serviceId: S, roles: [{ name: 'inventory:admin', resource: 'r2' }] },
        { serviceId: acme.organization.id, roles: [{ name: 'inventory:viewer' }] },
      ],
    })
    assert.deepEqual(
      never.lost.map(({ name, reason }: Record<string, string>) => [name, reason]),
      [
        ['org_owner', 'not_held'],
        ['inventory:admin', 'not_held'],
        ['inventory:viewer', 'not_held'],
      ],
    )
  })

  test('is asked for with a sensible number of names', async () => {
    const resources = Array.from({ length: 100 }, (_, at) => `r${at}`)
    const many = (count: number) => ({
      services: [
        { serviceId: S, permissions: Array(count).fill({ name: 'inventory:item.read', resources }) },
      ],
    })
    assert.equal((await preview(many(10))).grants.length, 100)
    const { value } = await generate(acme, await session(), { scopes: many(10) })
    const narrowing = {
      servicesScopes: [
        {
          serviceDefinitionId: S,
          permissions: Array(400).fill({
            permissionId: 'inventory:item.read',
            resources: ['r1', 'r2', 'r3'],
          }),
        },
      ],
    }
    const narrowed = await exchange(acme, value, { allowed_resource_scope: JSON.stringify(narrowing) })
    assert.deepEqual([narrowed.status, /at most 1000/i.test(narrowed.body.message)], [400, true])
    for (const url of ['', '/preview']) {
      const { status, body } = await request(acme, 'POST', path + url, {
        headers: await session(),
        body: { scopes: many(11), ...(url === '' && { name: 'CI' }) },
      })
      assert.deepEqual([status, body.code], [400, 'scope_invalid'])
      assert.match(body.detail, /at most 1000/i)
    }
  })

  test('comes from the roles one sees under one’s own roles, with their ends', async () => {
    const { body } = await request(acme, 'GET', `/api/v1/organizations/${acme.organization.id}/my-roles`, {
      headers: await sessionOf(acme, acme.owner),
    })
    assert.deepEqual(
      body.organizationRoles.map(({ name }: { name: string }) => name),
      ['org_member', 'org_owner'],
    )
    const services = body.services.map(({ name, roles }: { name: string; roles: { name: string }[] }) => [
      name,
      roles.map((role) => role.name),
    ])
    assert.deepEqual(services, [
      ['billing', ['billing:clerk']],
      ['inventory', ['inventory:admin']],
    ])
    assert.ok(
      body.organizationRoles.every(
        ({ description, endsAt }: Record<string, unknown>) => description && endsAt === null,
      ),
    )
  })
})
