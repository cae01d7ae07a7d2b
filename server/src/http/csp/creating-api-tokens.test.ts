/** An API token creates another over the compatible API: its value is answered once, and what it was told is what it is. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { DAY_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, call, detailsOf, tokenOf } from '../../../testing/compatible.ts'
import { apiTokensPath, exchange, request, signIn } from '../../../testing/requests.ts'

const NEVER = 2_147_483_647

const acme = await openAcme({ after })
const { inventory, organization } = acme
const forEver = await tokenOf(acme, 'max', {
  lifetime: null,
  scopes: { administration: true, allRoles: true, openId: true },
})
const accessToken = await accessTokenFor(acme, forEver.value)

const create = (body: Record<string, unknown>, as = accessToken) =>
  call(acme, as, 'POST', `/loggedin/user/orgs/${organization.id}/api-tokens`, body)

const CHOSEN = {
  generalScopes: ['openid'],
  organizationScopes: {
    allRoles: false,
    allPermissions: false,
    roles: [{ name: 'org_member', resource: null }],
    permissions: [{ permissionId: 'services.read', resources: [] }],
  },
  servicesScopes: [
    {
      serviceDefinitionId: inventory.id,
      allRoles: false,
      allPermissions: true,
      roles: [{ name: 'inventory:viewer', resource: 'north' }],
      permissions: [{ permissionId: 'inventory:item.read', resources: ['north', 'süd/1'] }],
    },
  ],
}

suite('a created API token', () => {
  test('is answered once, with the facts, and works', async () => {
    const { status, headers, body } = await create({
      tokenName: 'Nightly report',
      refreshTokenTTL: 86_400,
      notifyBeforeExpiry: 3,
      allowedScopes: CHOSEN,
    })
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.deepEqual(body, {
      token: body.token,
      tokenId: body.tokenId,
      tokenName: 'Nightly report',
      orgId: organization.id,
      createdAt: acme.clock.now,
      expiresAt: acme.clock.now + DAY_MS,
      refreshTokenTTL: 86_400,
      notifyBeforeExpiry: 3,
      allowedScopes: CHOSEN,
    })
    assert.match(body.token, /^csnt[0-9A-Za-z]{61}$/)
    assert.equal((await exchange(acme, body.token)).body.scope, 'openid org_member inventory:viewer')

    const headersOfMax = await signIn(acme, 'max')
    const listed = await request(acme, 'GET', apiTokensPath(acme), { headers: headersOfMax })
    const shown = listed.body.items.find(({ id }: { id: string }) => id === body.tokenId)
    assert.deepEqual([shown.name, shown.reminderDays], ['Nightly report', 3])
    assert.ok(!listed.text.includes(body.token))
  })

  test('has the scopes it was created with, in the same shape', async () => {
    const { body } = await create({ tokenName: 'CI', refreshTokenTTL: 600, allowedScopes: CHOSEN })
    assert.deepEqual((await detailsOf(acme, body.token)).body.allowedScopes, CHOSEN)
  })

  test('can be created again from the scopes that its details show, "all roles" too', async () => {
    const { allowedScopes } = (await detailsOf(acme, forEver.value)).body
    const { body } = await create({ tokenName: 'Copy', refreshTokenTTL: NEVER, allowedScopes })
    assert.deepEqual((await detailsOf(acme, body.token)).body.allowedScopes, allowedScopes)
    const [one, other] = [await exchange(acme, forEver.value), await exchange(acme, body.token)]
    assert.equal(other.body.scope, one.body.scope)
  })

  for (const allowedScopes of [undefined, null, {}, { generalScopes: [], servicesScopes: null }]) {
    test(`with ${JSON.stringify(allowedScopes) ?? 'no'} allowed scopes may do nothing`, async () => {
      const { status, body } = await create({ tokenName: 'Nothing', refreshTokenTTL: 600, allowedScopes })
      assert.equal(status, 200)
      const exchanged = await exchange(acme, body.token)
      assert.deepEqual([exchanged.status, exchanged.body.scope], [200, ''])
    })
  }

  const LIFETIMES: [string, unknown, number | null][] = [
    ['never', NEVER, null],
    ['one minute', 60, 60_000],
    ['90 seconds', 90, 90_000],
    ['a second more than a minute', 61, 61_000],
    ['68 years, less a second', NEVER - 1, (NEVER - 1) * 1000],
  ]
  for (const [what, refreshTokenTTL, lasts] of LIFETIMES) {
    test(`lives for ${what}`, async () => {
      const { body } = await create({ tokenName: 'CI', refreshTokenTTL })
      assert.equal(body.expiresAt, lasts === null ? undefined : acme.clock.now + lasts)
      assert.equal(body.refreshTokenTTL, refreshTokenTTL)
      assert.equal((await detailsOf(acme, body.token)).body.expiresAt, body.expiresAt)
    })
  }

  test('lives for six months when nothing is said', async () => {
    const { body } = await create({ tokenName: 'CI' })
    const months = new Date(acme.clock.now)
    months.setUTCDate(1)
    months.setUTCMonth(months.getUTCMonth() + 6)
    assert.equal(new Date(body.expiresAt).toISOString().slice(0, 7), months.toISOString().slice(0, 7))
    assert.equal(body.refreshTokenTTL, (body.expiresAt - body.createdAt) / 1000)
  })

  const NAMES = [
    'x',
    'n'.repeat(100),
    'Größe 📦 → 日本語',
    'شهادة المصنع',
    '"quoted" <b>&amp;</b> \\',
    '${}; --',
    '__proto__',
  ]
  for (const tokenName of NAMES) {
    test(`may be called ${tokenName.slice(0, 30)}`, async () => {
      const { status, body } = await create({ tokenName, refreshTokenTTL: 600 })
      assert.deepEqual([status, body.tokenName], [200, tokenName])
      assert.equal((await detailsOf(acme, body.token)).body.tokenName, tokenName)
    })
  }
})

suite('no API token is created when', () => {
  const REFUSED: [string, Record<string, unknown>][] = [
    ['there is no name', { tokenName: undefined }],
    ...[null, '', '   ', 7, true, ['CI'], { name: 'CI' }].map(
      (tokenName): [string, Record<string, unknown>] => [
        `the name is ${JSON.stringify(tokenName)}`,
        { tokenName },
      ],
    ),
    ['the name has 101 characters', { tokenName: 'n'.repeat(101) }],
    ['the name has 10,000 characters', { tokenName: 'n'.repeat(10_000) }],
    ['the name has a line break', { tokenName: 'one\ntwo' }],
    ['the name has a null character', { tokenName: 'one\u0000two' }],
    ['the name reverses the direction of what follows', { tokenName: 'one\u202Etwo' }],
    ['the name has half of a character', { tokenName: 'one\ud83d' }],
    ...['3600', '', true, [3600], {}, 0, 59, -60, -1e300, 90.5, 2_147_483_648, 1e300].map(
      (refreshTokenTTL): [string, Record<string, unknown>] => [
        `refreshTokenTTL is ${JSON.stringify(refreshTokenTTL)}`,
        { refreshTokenTTL },
      ],
    ),
    ...['3', true, [3], {}, -1, 1.5, 366, 1e300].map((days): [string, Record<string, unknown>] => [
      `notifyBeforeExpiry is ${JSON.stringify(days)}`,
      { notifyBeforeExpiry: days },
    ]),
    ...['openid', '{}', 7, true, [], { generalScopes: {} }, { servicesScopes: [{}] }].map(
      (allowedScopes): [string, Record<string, unknown>] => [
        `allowedScopes is ${JSON.stringify(allowedScopes)}`,
        { allowedScopes },
      ],
    ),
  ]
  for (const [what, wrong] of REFUSED) {
    test(what, async () => {
      const { status, body } = await create({ tokenName: 'CI', refreshTokenTTL: 600, ...wrong })
      assert.equal(status, 400)
      assert.equal(body.statusCode, 400)
      const named = Object.keys(wrong)[0] ?? ''
      assert.match(body.message, named === 'allowedScopes' ? /must be/ : new RegExp(`^${named} must be`))
      assert.equal(body.token, undefined)
    })
  }
})
