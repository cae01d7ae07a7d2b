/** The value of a token is kept nowhere, wherever it is put: the form is refused, and what can't be refused is kept without it. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addMember } from '../actions/people/add-member.ts'
import { assignRole } from '../actions/roles/assign-role.ts'
import { registerService } from '../actions/services/register-service.ts'
import { flushUsage } from '../jobs/flush-usage.ts'
import { Refusal } from '../domain/refusal.ts'
import { BILLING, openAcme, PASSWORD } from '../../testing/acme.ts'
import { accessTokenFor, call, detailsOf, tokenOf } from '../../testing/compatible.ts'
import { accessTokenOf, sessionOf } from '../../testing/people.ts'
import { apiTokensPath, COMPATIBLE, exchange, generate, request } from '../../testing/requests.ts'

const UNSEEN = '\u200b\u3164'

suite('a name that nobody can see, and one with the value of a token in it,', async () => {
  const acme = await openAcme({ after })
  const { member, organization, inventory, app } = acme
  const headers = await sessionOf(acme, member)
  const { value, apiToken } = await generate(acme, headers)
  const wrongs = [UNSEEN, `keep ${value} safe`, value, value.slice(0, 59)]
  const path = apiTokensPath(acme)
  const administering = await accessTokenOf(acme, member, {
    scopes: { allRoles: true, administration: true },
  })
  const person = { username: 'eve', email: 'eve@acme.example', firstName: 'Eve', lastName: 'Example' }
  const definition = { ...BILLING, name: 'payroll', permissions: [], roles: [] }

  const OVER_HTTP: readonly [
    where: string,
    send: (wrong: string) => Promise<{ status: number; text: string }>,
  ][] = [
    [
      'the name of an API token',
      (name) => request(acme, 'POST', path, { headers, body: { name, scopes: {} } }),
    ],
    [
      'the same over the compatible API',
      (tokenName) =>
        call(
          acme,
          administering['csp-auth-token']!,
          'POST',
          `/loggedin/user/orgs/${organization.id}/api-tokens`,
          { tokenName },
        ),
    ],
    ['a new name', (name) => request(acme, 'PATCH', `${path}/${apiToken.id}`, { headers, body: { name } })],
    [
      'a resource in scopes',
      (resource) =>
        request(acme, 'POST', path, {
          headers,
          body: {
            name: 'CI',
            scopes: {
              services: [{ serviceId: inventory.id, roles: [{ name: 'inventory:viewer', resource }] }],
            },
          },
        }),
    ],
    [
      'a first name',
      (firstName) =>
        request(acme, 'PATCH', '/api/v1/account', { headers, body: { firstName, lastName: 'Example' } }),
    ],
    [
      'a last name',
      (lastName) =>
        request(acme, 'PATCH', '/api/v1/account', { headers, body: { firstName: 'Max', lastName } }),
    ],
  ]
  for (const [where, send] of OVER_HTTP) {
    test(`are refused as ${where}`, async () => {
      for (const wrong of wrongs.filter((each) => !where.includes('resource') || each !== UNSEEN)) {
        const { status, text } = await send(wrong)
        assert.ok(status === 400 || status === 403, `${status} ${text}`)
        assert.ok(!text.includes(value))
      }
    })
  }

  const AT_THE_MACHINE: readonly [where: string, act: (wrong: string) => Promise<unknown>][] = [
    ...(['username', 'email', 'firstName', 'lastName'] as const).map(
      (field): [string, (wrong: string) => Promise<unknown>] => [
        `the ${field} of a member`,
        (wrong) => addMember(app.needs, organization.id, { ...person, password: PASSWORD, [field]: wrong }),
      ],
    ),
    [
      'the name of a service',
      (displayName) => registerService(app.needs, organization.id, { ...definition, displayName }),
    ],
    [
      'what a permission is for',
      (description) =>
        registerService(app.needs, organization.id, {
          ...definition,
          permissions: [{ name: 'payroll:run', description }],
        }),
    ],
    [
      'the name of a role',
      (displayName) =>
        registerService(app.needs, organization.id, {
          ...definition,
          roles: [{ name: 'payroll:clerk', displayName, permissions: [] }],
        }),
    ],
    [
      'the resource of a role',
      (resource) =>
        assignRole(app.needs, {
          ...{ organizationId: organization.id, userId: member.id, serviceId: inventory.id },
          ...{ name: 'inventory:viewer', resource, endsAt: null },
        }),
    ],
  ]
  for (const [where, act] of AT_THE_MACHINE) {
    test(`are refused as ${where}, at the machine too`, async () => {
      for (const wrong of wrongs.filter((each) => !where.includes('resource') || each !== UNSEEN)) {
        await assert.rejects(
          act(wrong),
          (error) => error instanceof Refusal && error.code === 'request_invalid',
        )
      }
    })
  }

  test('are not kept as what a program calls itself', async () => {
    const session = await request(acme, 'POST', '/api/v1/session', {
      body: { username: 'max', password: PASSWORD },
      headers: { 'user-agent': `script ${value}` },
    })
    assert.equal(session.status, 201)
    const kept = await app.needs.store.sessions.listForUser(member.id)
    assert.ok(kept.some(({ userAgent }) => userAgent === 'script [token]'))
    assert.ok(!JSON.stringify(kept).includes(value))
    const cut = `${'x'.repeat(192)}${value}`
    await request(acme, 'POST', '/api/v1/session', {
      body: { username: 'max', password: PASSWORD },
      headers: { 'user-agent': cut },
    })
    const all = JSON.stringify(await app.needs.store.sessions.listForUser(member.id))
    assert.ok(!all.includes(value.slice(16, 40)), 'cut before it was recognised')
  })
})

suite('an API token in a URL', async () => {
  const acme = await openAcme({ after })
  const isMarked = async (id: string): Promise<boolean> => {
    // What is noted after the answer has been.
    await new Promise((resolve) => setTimeout(resolve, 20))
    await flushUsage(acme.app.needs)
    const owner = { organizationId: acme.organization.id, userId: acme.member.id }
    const token = await acme.app.needs.store.apiTokens.find(owner, id)
    return token!.seenInUrlAt !== null
  }
  const inUrl = (path: string, value: string): string => `${path}?refresh_token=${value}`
  const AUTHORIZE = `${COMPATIBLE}/auth/api-tokens/authorize`

  test('is marked when the exchange is refused', async () => {
    const { value, id } = await tokenOf(acme, 'max')
    const headers = await sessionOf(acme, acme.member)
    await request(acme, 'DELETE', `${apiTokensPath(acme)}/${id}`, { headers })
    assert.equal((await request(acme, 'POST', inUrl(AUTHORIZE, value))).status, 400)
    assert.equal(await isMarked(id), true)
  })

  test('is marked when the body has another', async () => {
    const leaked = await tokenOf(acme, 'max')
    const used = await tokenOf(acme, 'max')
    const body = { refresh_token: used.value }
    assert.equal((await request(acme, 'POST', inUrl(AUTHORIZE, leaked.value), { body })).status, 200)
    assert.deepEqual([await isMarked(leaked.id), await isMarked(used.id)], [true, false])
  })

  for (const path of [
    `${COMPATIBLE}/auth/api-tokens/details`,
    '/api/v1/session',
    '/somewhere',
    '/healthz',
    `${COMPATIBLE}/nothing`,
  ]) {
    test(`is marked at ${path} too`, async () => {
      const { value, id } = await tokenOf(acme, 'max')
      await request(acme, 'GET', inUrl(path, value)).catch(() => undefined)
      assert.equal(await isMarked(id), true)
      const { body } = await detailsOf(acme, value)
      assert.equal(body.lastUsedAt, undefined, 'it was seen and not used')
    })
  }

  test('is no other’s: one that was made up marks nothing, and the body alone does not either', async () => {
    const { value, id } = await tokenOf(acme, 'max')
    const forged = `${value.slice(0, 16)}${'x'.repeat(49)}`
    await request(acme, 'POST', inUrl(AUTHORIZE, forged))
    await exchange(acme, value)
    await accessTokenFor(acme, value)
    assert.equal(await isMarked(id), false)
  })
})
