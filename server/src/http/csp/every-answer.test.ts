/** Every answer, read as the strictest clients do: each member is there and of its one type, and each link can be followed. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { accessTokenFor, call, detailsOf, tokenOf } from '../../../testing/compatible.ts'
import { claimsOf, COMPATIBLE, exchange, request } from '../../../testing/requests.ts'

type Reader = (value: unknown, place: string) => void
type Shape = { readonly [member: string]: Reader }

const isA =
  (type: string, isRight: (value: unknown) => boolean): Reader =>
  (value, place) =>
    assert.ok(isRight(value), `${place} must be ${type} and is ${JSON.stringify(value)}`)
const text = isA('a string', (value) => typeof value === 'string')
const flag = isA('a boolean', (value) => typeof value === 'boolean')
const whole = isA('an integer', Number.isSafeInteger)
const nothing = isA('null', (value) => value === null)
const exactly = (one: unknown): Reader => isA(JSON.stringify(one), (value) => value === one)
const orNull =
  (reader: Reader): Reader =>
  (value, place) =>
    value === null || reader(value, place)
/** A member that may be left out, which is not null. */
const LEFT_OUT = new Set<Reader>()
const orLeftOut = (reader: Reader): Reader => {
  const own: Reader = (value, place) => reader(value, place)
  LEFT_OUT.add(own)
  return own
}
const list =
  (reader: Reader): Reader =>
  (value, place) => {
    if (!Array.isArray(value)) assert.fail(`${place} must be an array and is ${JSON.stringify(value)}`)
    for (const [at, each] of value.entries()) reader(each, `${place}[${at}]`)
  }
/** Exactly these members: one more is as wrong as one less. */
const shape =
  (members: Shape): Reader =>
  (value, place) => {
    assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${place} is no object`)
    const given = value as Record<string, unknown>
    for (const name of Object.keys(given)) assert.ok(name in members, `${place}.${name} is not expected`)
    for (const [name, reader] of Object.entries(members)) {
      if (name in given) reader(given[name], `${place}.${name}`)
      else assert.ok(LEFT_OUT.has(reader), `${place}.${name} is missing`)
    }
  }

const user = shape({
  userId: text,
  username: text,
  acct: text,
  email: text,
  emailVerified: flag,
  firstName: text,
  lastName: text,
  domain: text,
  idpId: text,
  refLink: text,
  userProfile: shape({ defaultOrgId: text }),
})
const organization = shape({ id: text, name: text, displayName: text, metadata: nothing, refLink: text })
const definition = shape({
  name: text,
  displayName: text,
  refLink: text,
  organizationLink: text,
  visible: flag,
})
const HELD = {
  name: text,
  membershipType: isA('DIRECT or GROUP', (value) => value === 'DIRECT' || value === 'GROUP'),
  resource: orNull(text),
  expiresAt: orNull(whole),
}
const member = shape({
  user,
  orgId: text,
  organizationRoles: list(shape({ ...HELD, displayName: text })),
  serviceRoles: list(shape({ serviceDefinitionId: text, serviceRoles: list(shape(HELD)) })),
})
const paged = (each: Reader): Reader =>
  shape({ totalResults: whole, results: list(each), nextLink: orNull(text), prevLink: orNull(text) })
const selection = {
  allRoles: flag,
  allPermissions: flag,
  roles: list(shape({ name: text, resource: orNull(text) })),
  permissions: list(shape({ permissionId: text, resources: list(text) })),
}
const allowedScopes = shape({
  generalScopes: list(text),
  organizationScopes: shape(selection),
  servicesScopes: list(shape({ serviceDefinitionId: text, ...selection })),
})
const details = shape({
  tokenId: text,
  tokenName: text,
  orgId: text,
  userId: text,
  username: text,
  acct: text,
  firstName: text,
  lastName: text,
  domain: text,
  idpId: text,
  createdAt: whole,
  lastUsedAt: orLeftOut(whole),
  expiresAt: orLeftOut(whole),
  deactivated: flag,
  scope: list(text),
  allowedScopes,
})
const exchanged = shape({
  access_token: text,
  id_token: orLeftOut(isA('a JWT', (value) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(String(value)))),
  token_type: exactly('bearer'),
  expires_in: whole,
  scope: text,
  refresh_token: text,
})
const audience = isA(
  'a string, or an array of several',
  (value) =>
    typeof value === 'string' ||
    (Array.isArray(value) && value.length > 1 && value.every((each) => typeof each === 'string')),
)
const claims = shape({
  ...Object.fromEntries(
    [
      'iss',
      'sub',
      'azp',
      'client_id',
      'domain',
      'context',
      'context_name',
      'scope',
      'username',
      'acct',
      'jti',
      'value_id',
    ].map((name) => [name, text]),
  ),
  aud: audience,
  status: shape({ status_list: shape({ idx: whole, uri: text }) }),
  as_of: whole,
  perms: list(text),
  iat: whole,
  nbf: whole,
  exp: whole,
})
/** Max is in the group, which holds roles of both kinds, and so does the invitation. */
async function aGroupAndAnInvitation(): Promise<string> {
  const scopes = { allRoles: true, administration: true }
  const accessToken = await accessTokenFor(acme, (await tokenOf(acme, 'olivia', { scopes })).value)
  const services = [{ serviceDefinitionId: acme.inventory.id, serviceRoles: ['inventory:viewer'] }]
  const organizationRoles = [{ name: 'developer' }]
  const post = (path: string, body: Record<string, unknown>) =>
    call(acme, accessToken, 'POST', `/orgs/${org}${path}`, body)
  const named = { displayName: 'Night shift', organizationRoles, serviceRoles: services }
  const { id } = (await post('/groups', named)).body as { id: string }
  await post(`/groups/${id}/users`, { usernamesToAdd: ['max'] })
  const invited = { usernames: ['ivy@acme.example'], organizationRoles, serviceRolesDtos: services }
  assert.equal((await post('/invitations', invited)).status, 202)
  return id
}
const error = shape({
  statusCode: whole,
  moduleCode: whole,
  cspErrorCode: text,
  message: text,
  traceId: text,
  requestId: text,
  metadata: nothing,
  error: text,
  error_description: text,
})
const service = shape({
  id: text,
  name: text,
  displayName: text,
  refLink: text,
  serviceRoles: list(shape({ name: text, displayName: text })),
})

const acme = await openAcme({ after })
const { id: org } = acme.organization
await acme.give(acme.member, 'inventory:admin', acme.inventory, {
  resource: 'north',
  endsAt: acme.clock.now + 1e9,
})
const ofOrganization = shape({ ...HELD, displayName: text })
const group = shape({
  id: text,
  displayName: text,
  description: text,
  groupType: text,
  usersCount: whole,
  organizationRoles: list(ofOrganization),
  serviceRoles: list(
    shape({ serviceDefinitionId: text, serviceRoleNames: list(text), serviceRoles: list(shape(HELD)) }),
  ),
})
const invitation = shape({
  id: text,
  refLink: text,
  username: text,
  status: text,
  organizationRoles: list(ofOrganization),
  orgRoleNames: list(text),
  serviceRolesDtos: list(
    shape({ serviceDefinitionLink: text, serviceRoleNames: list(text), serviceRoles: list(shape(HELD)) }),
  ),
  generatedAt: whole,
  generatedBy: orLeftOut(text),
  expirationTime: whole,
  redeemedAt: orLeftOut(whole),
  redeemedBy: orLeftOut(text),
  revokedAt: orLeftOut(whole),
})
const groupId = await aGroupAndAnInvitation()
const own = `/loggedin/user/orgs/${org}`

const ANSWERS: readonly [path: string, reader: Reader][] = [
  ['/loggedin/user', user],
  ['/loggedin/user/orgs', shape({ refLinks: list(text), items: nothing })],
  ['/loggedin/user/orgs?expand=1', shape({ refLinks: list(text), items: list(organization) })],
  ['/v2/loggedin/user/orgs?pageStart=2', paged(organization)],
  ['/loggedin/user/default-org', shape({ refLink: text })],
  [
    `${own}/info`,
    shape({
      user,
      userOrgInfo: list(
        shape({
          name: text,
          displayName: text,
          orgRoles: list(definition),
          servicesDef: list(
            shape({
              serviceDisplayName: text,
              serviceName: text,
              refLink: text,
              serviceRoles: list(text),
              roles: list(shape(HELD)),
            }),
          ),
        }),
      ),
    }),
  ],
  [`${own}/roles`, list(definition)],
  [
    `${own}/service-roles`,
    shape({
      serviceRoles: list(
        shape({ serviceDefinitionLink: text, serviceRoleNames: list(text), serviceRoles: list(shape(HELD)) }),
      ),
    }),
  ],
  [`${own}/groups`, shape({ groups: list(shape({ id: text, displayName: text })) })],
  [`/orgs/${org}`, organization],
  [
    '/userinfo',
    shape({
      ...Object.fromEntries(
        [
          'sub',
          'username',
          'acct',
          'context',
          'context_name',
          'domain',
          'email',
          'given_name',
          'family_name',
        ].map((name) => [name, text]),
      ),
      email_verified: flag,
      group_ids: list(text),
      group_names: list(text),
    }),
  ],
]

/** Only for those who belong to the organization. */
const ORGANIZATION: typeof ANSWERS = [
  [`/orgs/${org}/roles`, shape({ refLinks: list(text), orgRolesData: list(definition) })],
  [`/orgs/${org}/services?pageLimit=1`, paged(service)],
]

/** Only for those who may see the members. */
const MEMBERS: typeof ANSWERS = [
  [`/v2/orgs/${org}/users?pageLimit=1`, paged(member)],
  [`/v2/orgs/${org}/users?serviceDefinitionId=${acme.inventory.id}&pageStart=2&pageLimit=1`, paged(member)],
  [`/orgs/${org}/users/search?userSearchTerm=a`, shape({ totalResults: whole, results: list(member) })],
  [`/orgs/${org}/groups?pageLimit=1`, paged(group)],
  [`/orgs/${org}/groups/${groupId}`, group],
  [`/orgs/${org}/groups/${groupId}/users?pageLimit=1`, paged(user)],
  [`/orgs/${org}/groups-search?groupSearchTerm=night`, shape({ totalResults: whole, results: list(group) })],
  [`/orgs/${org}/invitations?pageLimit=1`, paged(invitation)],
]

const READERS: readonly [link: RegExp, reader: Reader][] = [
  [/\/v2\/orgs\/[^/]+\/users\?/, paged(member)],
  [/\/v2\/loggedin\/user\/orgs\?/, paged(organization)],
  [/\/orgs\/[^/]+\/services\?/, paged(service)],
  [/\/orgs\/[^/]+\/invitations\/[^/]+$/, invitation],
  [/\/users\/[^/]+$/, user],
  [/\/orgs\/[^/]+$/, organization],
  [/\/orgs\/[^/]+\/roles\/[^/]+$/, definition],
  [/\/services\/definitions\/external\/[^/]+$/, service],
]

/** Every link anywhere in an answer: what stands in a member whose name says that it is one. */
function linksIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return /links?$/i.test(name) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const isList = Array.isArray(value)
  return Object.entries(value).flatMap(([key, each]) => linksIn(each, isList ? name : key))
}

const TOKENS: readonly [
  who: string,
  username: string,
  scopes: Record<string, unknown>,
  answers: typeof ANSWERS,
][] = [
  ['an owner', 'olivia', { allRoles: true, openId: true }, [...ANSWERS, ...ORGANIZATION, ...MEMBERS]],
  ['a member', 'max', { allRoles: true }, [...ANSWERS, ...ORGANIZATION]],
  [
    'one service',
    'max',
    { services: [{ serviceId: acme.inventory.id, roles: [{ name: 'inventory:viewer' }] }] },
    ANSWERS,
  ],
  ['nothing', 'max', {}, ANSWERS],
]

for (const [who, username, scopes, answers] of TOKENS) {
  suite(`a strict client with a token for ${who}`, async () => {
    const { value } = await tokenOf(acme, username, {
      scopes,
      lifetime: who === 'nothing' ? null : undefined,
    })
    const accessToken = await accessTokenFor(acme, value)

    test('reads the exchange, the claims and the details', async () => {
      exchanged((await exchange(acme, value)).body, 'exchange')
      claims(claimsOf(accessToken), 'claims')
      details((await detailsOf(acme, value)).body, 'details')
    })

    test('reads every answer, follows every link in it, and every link in those', async () => {
      const followed = new Set<string>()
      const open: (readonly [string, Reader])[] = answers.map(([path, reader]) => [COMPATIBLE + path, reader])
      for (const [link, reader] of open) {
        const {
          status,
          text: body,
          body: answer,
        } = await call(acme, accessToken, 'GET', link.slice(COMPATIBLE.length))
        assert.equal(status, 200, `${link}: ${body}`)
        reader(answer, link)
        for (const next of linksIn(answer)) {
          if (followed.has(next)) continue
          followed.add(next)
          assert.ok(next.startsWith(`${COMPATIBLE}/`), next)
          open.push([
            next,
            READERS.find(([pattern]) => pattern.test(next))?.[1] ?? assert.fail(`${next}: what is it?`),
          ])
        }
      }
      assert.ok(followed.size >= 2)
    })
  })
}

suite('a strict client reads every refusal, and tells its kind from its numbers', async () => {
  const member = await accessTokenFor(acme, (await tokenOf(acme, 'max')).value)
  const REFUSALS: [kind: string, status: number, ask: () => ReturnType<typeof request>][] = [
    ['invalid_grant', 400, () => exchange(acme, 'x')],
    ['invalid_grant', 400, () => detailsOf(acme, 'x')],
    ['invalid_request', 400, () => request(acme, 'POST', `${COMPATIBLE}/auth/api-tokens/details`)],
    ['invalid_scope', 400, () => exchange(acme, 'x', { allowed_resource_scope: '{"generalScopes":1}' })],
    ['invalid_token', 401, () => request(acme, 'GET', `${COMPATIBLE}/loggedin/user`)],
    ['insufficient_scope', 403, () => call(acme, member, 'GET', `/v2/orgs/${org}/users`)],
    ['not_found', 404, () => call(acme, member, 'GET', '/orgs/x')],
    ['not_found', 404, () => request(acme, 'GET', `${COMPATIBLE}/nothing/here`)],
  ]
  const codes = new Map<string, Set<string>>()
  for (const [kind, status, ask] of REFUSALS) {
    test(`${kind} (${status})`, async () => {
      const answer = await ask()
      error(answer.body, kind)
      assert.deepEqual([answer.status, answer.body.statusCode, answer.body.error], [status, status, kind])
      assert.ok(!answer.body.error_description.startsWith(`${kind}:`))
      assert.equal(answer.body.cspErrorCode, `540.120-${answer.body.moduleCode}.800`)
      codes.set(kind, (codes.get(kind) ?? new Set()).add(answer.body.cspErrorCode))
    })
  }
  test('each kind has one number, and no two the same', () => {
    const all = [...codes.values()].flatMap((own) => [...own])
    assert.deepEqual([all.length, new Set(all).size], [codes.size, codes.size])
  })
})

test('the issuer of tokens, the key document and the discovery documents is the same to the byte', async () => {
  const { value } = await tokenOf(acme, 'max')
  const issuers = [claimsOf(await accessTokenFor(acme, value))['iss']]
  for (const path of [
    '/auth/token-public-key',
    '/.well-known/openid-configuration',
    '/auth/.well-known/openid-configuration',
  ])
    issuers.push((await request(acme, 'GET', COMPATIBLE + path)).body.issuer)
  assert.deepEqual(new Set(issuers), new Set([PUBLIC_URL]))
})
