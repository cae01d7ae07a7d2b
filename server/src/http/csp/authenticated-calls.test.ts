/** What an access token is told about its user and its organization: exactly the members of the contract. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { HOUR_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, call, tokenOf } from '../../../testing/compatible.ts'
import { claimsOf, COMPATIBLE, exchange, request } from '../../../testing/requests.ts'

const acme = await openAcme({ after })
const { owner, member, organization, inventory, billing, give } = acme
const endsAt = acme.clock.now + HOUR_MS
await give(member, 'inventory:admin', inventory, { resource: 'north', endsAt })
await give(member, 'support_user')
await give(member, 'developer', null, { endsAt: acme.clock.now })

const { value } = await tokenOf(acme, 'max', { scopes: { allRoles: true, openId: true } })
const accessToken = await accessTokenFor(acme, value)
const owners = await accessTokenFor(acme, (await tokenOf(acme, 'olivia')).value)

const get = async (path: string, as = accessToken) => {
  const { status, headers, body, text } = await call(acme, as, 'GET', path)
  assert.equal(status, 200, text)
  assert.equal(headers['cache-control'], 'no-store')
  return body
}

const ORGANIZATION_LINK = `/csp/gateway/am/api/orgs/${organization.id}`
const serviceLink = (id: string) => `/csp/gateway/am/api/services/definitions/external/${id}`

const userOf = (id: string, username: string, firstName: string) => ({
  userId: id,
  username,
  acct: `${username}@local`,
  email: `${username}@acme.example`,
  emailVerified: false,
  firstName,
  lastName: 'Example',
  domain: 'local',
  idpId: 'local',
  refLink: `/csp/gateway/am/api/users/${id}`,
  userProfile: { defaultOrgId: organization.id },
})
const MAX = userOf(member.id, 'max', 'Max')

const ORGANIZATION = {
  id: organization.id,
  name: 'acme',
  displayName: 'Acme',
  metadata: null,
  refLink: ORGANIZATION_LINK,
}

const roleDefinition = (name: string, displayName: string) => ({
  name,
  displayName,
  refLink: `${ORGANIZATION_LINK}/roles/${name}`,
  organizationLink: ORGANIZATION_LINK,
  visible: true,
})
const ORGANIZATION_ROLES = [
  roleDefinition('org_member', 'Organization member'),
  roleDefinition('support_user', 'Support user'),
]

const held = (name: string, more: { resource?: string; expiresAt?: number } = {}) => ({
  name,
  membershipType: 'DIRECT',
  resource: null,
  expiresAt: null,
  ...more,
})
const INVENTORY_ROLES = [
  held('inventory:admin', { resource: 'north', expiresAt: endsAt }),
  held('inventory:viewer'),
]

const MAX_AS_MEMBER = {
  user: MAX,
  orgId: organization.id,
  organizationRoles: [
    { ...held('org_member'), displayName: 'Organization member' },
    { ...held('support_user'), displayName: 'Support user' },
  ],
  serviceRoles: [{ serviceDefinitionId: inventory.id, serviceRoles: INVENTORY_ROLES }],
}

const own = `/loggedin/user/orgs/${organization.id}`

suite('an access token is told', () => {
  test('who its user is', async () => {
    assert.deepEqual(await get('/loggedin/user'), MAX)
  })

  test('its organization, by link and with its facts', async () => {
    const refLinks = [ORGANIZATION_LINK]
    assert.deepEqual(await get('/loggedin/user/orgs'), { refLinks, items: null })
    assert.deepEqual(await get('/loggedin/user/orgs?expand=1'), { refLinks, items: [ORGANIZATION] })
    assert.deepEqual(await get('/loggedin/user/default-org'), { refLink: ORGANIZATION_LINK })
    assert.deepEqual(await get(`/orgs/${organization.id}`), ORGANIZATION)
    assert.deepEqual(await get(ORGANIZATION_LINK.slice(COMPATIBLE.length)), ORGANIZATION)
  })

  test('the organization roles of its user, those that have ended not', async () => {
    assert.deepEqual(await get(`${own}/roles`), ORGANIZATION_ROLES)
  })

  test('the service roles of its user, all or those of one service', async () => {
    const inInventory = {
      serviceDefinitionLink: serviceLink(inventory.id),
      serviceRoleNames: ['inventory:admin', 'inventory:viewer'],
      serviceRoles: INVENTORY_ROLES,
    }
    assert.deepEqual(await get(`${own}/service-roles`), { serviceRoles: [inInventory] })
    const filtered = (id: string) => get(`${own}/service-roles?serviceDefinitionLink=${serviceLink(id)}`)
    assert.deepEqual(await filtered(inventory.id), { serviceRoles: [inInventory] })
    assert.deepEqual(await filtered(billing.id), { serviceRoles: [] })
    for (const { before, id, after: behind, isFound } of [
      { before: '/csp/gateway/slc/api/definitions/external/', id: inventory.id, isFound: true },
      {
        before: 'https://host:1/csp/gateway/slc/api/definitions/external/',
        id: inventory.id,
        after: '/',
        isFound: true,
      },
      { before: 'https://host/prefix', id: serviceLink(inventory.id), isFound: true },
      { before: '/csp/gateway/slc/api/definitions/external/', id: billing.id, isFound: false },
      { before: '/csp/gateway/slc/api/definitions/', id: inventory.id, isFound: false },
      { before: '', id: '', isFound: false },
    ]) {
      const link = encodeURIComponent(`${before}${id}${behind ?? ''}`)
      const answer = await get(`${own}/service-roles?serviceDefinitionLink=${link}`)
      assert.deepEqual(answer, { serviceRoles: isFound ? [inInventory] : [] }, link)
    }
  })

  test('only those roles that it covers, when its API token has not all of them', async () => {
    const { value: narrow } = await tokenOf(acme, 'max', {
      scopes: {
        services: [{ serviceId: inventory.id, roles: [{ name: 'inventory:viewer', resource: 'south' }] }],
      },
    })
    const as = await accessTokenFor(acme, narrow)
    const covered = held('inventory:viewer', { resource: 'south' })
    assert.deepEqual(await get(`${own}/roles`, as), [])
    assert.deepEqual((await get(`${own}/service-roles`, as)).serviceRoles[0].serviceRoles, [covered])
    const [{ orgRoles, servicesDef }] = (await get(`${own}/info`, as)).userOrgInfo
    assert.deepEqual([orgRoles, servicesDef[0].roles], [[], [covered]])
    const nothing = await accessTokenFor(acme, (await tokenOf(acme, 'max', { scopes: {} })).value)
    assert.deepEqual(await get(`${own}/service-roles`, nothing), { serviceRoles: [] })
    const { status, body } = await request(acme, 'GET', `/api/v1/organizations/${organization.id}/my-roles`, {
      headers: { 'csp-auth-token': as },
    })
    assert.equal(status, 200)
    assert.deepEqual(body.organizationRoles, [])
  })

  test('the groups of its user, of which there are none yet, and its organizations page by page', async () => {
    assert.deepEqual(await get(`${own}/groups`), { groups: [] })
    const page = (query: string) => get(`/v2/loggedin/user/orgs${query}`)
    const whole = { totalResults: 1, results: [ORGANIZATION], nextLink: null, prevLink: null }
    assert.deepEqual(await page(''), whole)
    assert.deepEqual(await page('?pageStart=1&pageLimit=1&expand=true'), whole)
    const prevLink = '/csp/gateway/am/api/v2/loggedin/user/orgs?pageStart=1&pageLimit=20'
    assert.deepEqual(await page('?pageStart=2'), { ...whole, results: [], prevLink })
  })

  test('everything of its user in the organization at once', async () => {
    assert.deepEqual(await get(`${own}/info`), {
      user: MAX,
      userOrgInfo: [
        {
          name: 'acme',
          displayName: 'Acme',
          orgRoles: ORGANIZATION_ROLES,
          servicesDef: [
            {
              serviceDisplayName: 'Inventory',
              serviceName: 'inventory',
              refLink: serviceLink(inventory.id),
              serviceRoles: ['inventory:admin', 'inventory:viewer'],
              roles: INVENTORY_ROLES,
            },
          ],
        },
      ],
    })
  })

  test('the claims of its user, the same as in the ID token', async () => {
    const { body } = await exchange(acme, value)
    const { iss, aud, azp, iat, exp, ...claims } = claimsOf(body.id_token)
    assert.equal(claims['sub'], `local:${member.id}`)
    assert.deepEqual(await get('/userinfo'), {
      ...claims,
      context: claimsOf(accessToken)['context'],
      group_ids: [],
      group_names: [],
    })
  })

  test('the members of the organization, when its user may see them', async () => {
    const first = await get(`/v2/orgs/${organization.id}/users?pageStart=1&pageLimit=1`, owners)
    assert.deepEqual(first, {
      totalResults: 2,
      results: [MAX_AS_MEMBER],
      nextLink: `/csp/gateway/am/api/v2/orgs/${organization.id}/users?pageStart=2&pageLimit=1`,
      prevLink: null,
    })
    const found = await get(`/orgs/${organization.id}/users/search?userSearchTerm=max`, owners)
    assert.deepEqual(found, { totalResults: 1, results: [MAX_AS_MEMBER] })
    const inService = (id: string) =>
      get(`/v2/orgs/${organization.id}/users?serviceDefinitionId=${id}`, owners)
    const namesOf = async (id: string) => {
      const { totalResults, results } = await inService(id)
      assert.equal(totalResults, results.length)
      return results.map((each: { user: { username: string } }) => each.user.username)
    }
    assert.deepEqual(await namesOf(inventory.id), ['max', 'olivia'])
    assert.deepEqual([await namesOf(billing.id), await namesOf('unknown')], [['olivia'], []])
    const all = await get(`/v2/orgs/${organization.id}/users`, owners)
    assert.deepEqual(
      all.results.map(({ user }: { user: object }) => user),
      [MAX, userOf(owner.id, 'olivia', 'Olivia')],
    )
  })
})

suite('logging out', () => {
  for (const payload of ['', '{}', '{"idToken":"x"}', '{"broken', 'null', '\u0000', 'a=b']) {
    test(`is answered 200 with the body ${JSON.stringify(payload)}`, async () => {
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
        const response = await acme.app.server.inject({
          method: 'POST',
          url: `${COMPATIBLE}/auth/logout`,
          headers: { 'csp-auth-token': accessToken, 'content-type': type },
          payload,
        })
        assert.deepEqual([response.statusCode, response.json()], [200, {}])
      }
    })
  }
})

suite("revoking all of one's own API tokens", () => {
  test('ends those and no others, the one behind the access token included', async () => {
    const olivias = await tokenOf(acme, 'olivia')
    const scopes = { administration: true, allRoles: true }
    const maxs = [await tokenOf(acme, 'max', { scopes }), await tokenOf(acme, 'max')]
    const subject = `local:${member.id}`
    const as = await accessTokenFor(acme, maxs[0]!.value)
    const answer = await call(acme, as, 'DELETE', `/users/${subject}/orgs/${organization.id}/api-tokens`)
    assert.deepEqual([answer.status, answer.body], [200, { revoked: 5 }])
    for (const each of maxs) assert.equal((await exchange(acme, each.value)).status, 400)
    assert.equal((await exchange(acme, olivias.value)).status, 200)
    const again = await call(acme, as, 'GET', '/loggedin/user')
    assert.equal(again.status, 401)
  })
})

test('no answer of the compatible API sets a cookie', async () => {
  const { headers } = await request(acme, 'GET', `${COMPATIBLE}/loggedin/user`, {
    headers: { authorization: `Bearer ${owners}` },
  })
  assert.equal(headers['set-cookie'], undefined)
})
