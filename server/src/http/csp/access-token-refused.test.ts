/** Who is not let in, on every authenticated call: 401 without a good access token, 403 without the role, 404 for what is others'. */
import { cookieName } from '../../../testing/people.ts'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, suite, test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { removeRole } from '../../actions/roles/assign-role.ts'
import { randomUuid } from '../../crypto/random.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, call, tokenOf } from '../../../testing/compatible.ts'
import { apiTokensPath, claimsOf, COMPATIBLE, exchange, request, signIn } from '../../../testing/requests.ts'

const acme = await openAcme({ after })
const { app, organization, other, owner, member, stranger } = acme
const session = await signIn(acme, 'max')
const usual = await tokenOf(acme, 'max', { scopes: { allRoles: true, openId: true } })
const { access_token: good, id_token: idToken } = (await exchange(acme, usual.value)).body as Record<
  string,
  string
>
assert.ok(good && idToken)

type Method = NonNullable<InjectOptions['method']>

/** A group or an invitation. */
const thing = randomUuid()

/** Every authenticated call of the contract, for an organization and a user. */
const calls = (org: string, user: string): [Method, string][] => [
  ['POST', '/auth/logout'],
  ['GET', '/loggedin/user'],
  ['GET', '/loggedin/user/orgs'],
  ['GET', '/v2/loggedin/user/orgs'],
  ['GET', '/loggedin/user/default-org'],
  ['GET', `/loggedin/user/orgs/${org}/info`],
  ['GET', `/loggedin/user/orgs/${org}/roles`],
  ['GET', `/loggedin/user/orgs/${org}/service-roles`],
  ['GET', `/loggedin/user/orgs/${org}/groups`],
  ['POST', `/loggedin/user/orgs/${org}/api-tokens`],
  ['DELETE', `/users/${user}/orgs/${org}/api-tokens`],
  ['GET', `/orgs/${org}`],
  ['GET', `/v2/orgs/${org}/users`],
  ['GET', `/orgs/${org}/users/search?userSearchTerm=a`],
  ['PATCH', `/v2/orgs/${org}/users/${member.id}/roles`],
  ['DELETE', `/v2/orgs/${org}/users`],
  ['GET', `/orgs/${org}/invitations`],
  ['POST', `/orgs/${org}/invitations`],
  ['GET', `/orgs/${org}/invitations/${thing}`],
  ['DELETE', `/orgs/${org}/invitations/${thing}`],
  ['GET', `/orgs/${org}/groups`],
  ['POST', `/orgs/${org}/groups`],
  ['GET', `/orgs/${org}/groups-search?groupSearchTerm=a`],
  ['GET', `/orgs/${org}/groups/${thing}`],
  ['PATCH', `/orgs/${org}/groups/${thing}`],
  ['DELETE', `/orgs/${org}/groups/${thing}`],
  ['GET', `/orgs/${org}/groups/${thing}/users`],
  ['POST', `/orgs/${org}/groups/${thing}/users`],
  ['DELETE', `/orgs/${org}/groups/${thing}/users`],
  ['GET', `/orgs/${org}/roles`],
  ['GET', `/orgs/${org}/roles/org_member`],
  ['GET', `/orgs/${org}/services`],
  ['GET', `/users/${user}`],
  ['GET', '/userinfo'],
]
const CALLS = calls(organization.id, member.id)
const template = (path: string): string =>
  path.replace(organization.id, '{org}').replace(member.id, '{user}').split('?')[0]!

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const [, payload, signature] = good.split('.') as [string, string, string]
const { body: document } = await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key`)
const signedWithPublicKey = (header: string): string =>
  `${header}.${payload}.${createHmac('sha256', document.value).update(`${header}.${payload}`).digest('base64url')}`
const kid: string = document.keys[0].kid

const expired = await (async () => {
  acme.clock.now -= 1_800_000
  const token = await accessTokenFor(acme, usual.value)
  acme.clock.now += 1_800_000
  return token
})()
const ofRevoked = await (async () => {
  const { value, id } = await tokenOf(acme, 'max')
  const token = await accessTokenFor(acme, value)
  await request(acme, 'DELETE', `${apiTokensPath(acme)}/${id}`, { headers: session })
  return token
})()

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

const REFUSED: [string, Record<string, string>][] = [
  ['nothing', {}],
  ['an empty csp-auth-token', { 'csp-auth-token': '' }],
  ['a scheme without a token', { authorization: 'Bearer' }],
  ['garbage', { 'csp-auth-token': 'garbage' }],
  ['garbage as bearer', bearer('a.b.c')],
  ['Basic', { authorization: `Basic ${good}` }],
  ['no scheme', { authorization: good }],
  ['a session', session],
  ['an API token', { 'csp-auth-token': usual.value }],
  ['an API token as bearer', bearer(usual.value)],
  ['an expired one', bearer(expired)],
  ['one of a revoked API token', bearer(ofRevoked)],
  ['an ID token', bearer(idToken)],
  ['alg none', bearer(`${part({ alg: 'none', kid, typ: 'at+jwt' })}.${payload}.`)],
  ['no signature', bearer(`${good.slice(0, good.lastIndexOf('.'))}.`)],
  ['the public key as a secret', bearer(signedWithPublicKey(part({ alg: 'HS256', kid, typ: 'at+jwt' })))],
  [
    'other claims under the same signature',
    bearer([good.split('.')[0], part({ ...claimsOf(good), perms: ['csp:org_owner'] }), signature].join('.')),
  ],
  ['two that differ', { 'csp-auth-token': good, authorization: 'Bearer other' }],
  ['two that differ, either way', { 'csp-auth-token': ofRevoked, ...bearer(good) }],
]

/** What is no access token at all: the challenge then names no error (RFC 6750, section 3.1). */
const ANONYMOUS = new Set(['nothing', 'a scheme without a token', 'Basic', 'no scheme', 'a session'])
const INVALID = /^Bearer realm="countersign", error="invalid_token", error_description="[^"]+"$/

suite('every authenticated call is a 401 with', () => {
  for (const [what, headers] of REFUSED) {
    test(what, async () => {
      for (const [method, path] of CALLS) {
        const answer = await request(acme, method, COMPATIBLE + path, { headers })
        assert.equal(answer.status, 401, `${method} ${template(path)}`)
        const challenge = String(answer.headers['www-authenticate'])
        assert.match(challenge, ANONYMOUS.has(what) ? /^Bearer realm="countersign"$/ : INVALID, path)
        assert.deepEqual([answer.body.statusCode, answer.body.error], [401, 'invalid_token'])
        assert.notEqual(answer.body.message, '')
      }
    })
  }
})

suite('an access token is taken', () => {
  const TAKEN: [string, Record<string, string>][] = [
    ['in csp-auth-token', { 'csp-auth-token': good }],
    ['as bearer', bearer(good)],
    ['as bearer, the scheme in any case', { authorization: `bEARER  ${good}` }],
    ['in both headers, when it is the same', { 'csp-auth-token': good, ...bearer(good) }],
    ['beside another scheme', { 'csp-auth-token': good, authorization: 'Basic bm9ib2R5Og==' }],
  ]
  for (const [how, headers] of TAKEN) {
    test(how, async () => {
      let answered = 0
      for (const [method, path] of CALLS) {
        if (method === 'DELETE') continue
        const { status } = await request(acme, method, COMPATIBLE + path, { headers })
        assert.ok([200, 400, 403].includes(status), `${status} ${method} ${template(path)}`)
        if (status === 200) answered += 1
      }
      assert.equal(answered, 15)
    })
  }
})

suite('what needs members.read', () => {
  const paths = [
    `/v2/orgs/${organization.id}/users`,
    `/orgs/${organization.id}/users/search?userSearchTerm=a`,
    `/orgs/${organization.id}/groups`,
    `/orgs/${organization.id}/groups-search?groupSearchTerm=a`,
    `/orgs/${organization.id}/invitations`,
  ]
  const FORBIDDEN: [string, string, string][] = [
    ['a member', 'max', ''],
    ["an owner's access token that was narrowed", 'olivia', 'org_member'],
    ["an owner's access token that was narrowed to nothing", 'olivia', 'nothing'],
  ]
  for (const [who, username, scope] of FORBIDDEN) {
    test(`is a 403 for ${who}`, async () => {
      const accessToken = await accessTokenFor(acme, (await tokenOf(acme, username)).value, { scope })
      for (const path of paths) {
        const { status, headers, body } = await call(acme, accessToken, 'GET', path)
        assert.deepEqual([status, body.statusCode, body.error], [403, 403, 'insufficient_scope'])
        const challenge =
          'Bearer realm="countersign", error="insufficient_scope", error_description="Not allowed"'
        assert.equal(headers['www-authenticate'], challenge)
        assert.match(body.message, /^This needs the permission members\.read\. Ask /)
      }
    })
  }

  test('is open with that permission alone, and closed as soon as the role is lost', async () => {
    const scopes = { organization: { permissions: [{ name: 'members.read' }] } }
    const accessToken = await accessTokenFor(acme, (await tokenOf(acme, 'olivia', { scopes })).value)
    const statuses = async () =>
      Promise.all(paths.map(async (path) => (await call(acme, accessToken, 'GET', path)).status))
    assert.deepEqual(new Set(await statuses()), new Set([200]))
    const role = { serviceId: null, name: 'org_owner', resource: null }
    // An organization keeps an owner.
    await acme.give(acme.member, 'org_owner')
    await removeRole(app.needs, { organizationId: organization.id, userId: owner.id, ...role })
    assert.deepEqual(new Set(await statuses()), new Set([403]))
    await acme.give(owner, 'org_owner')
    await removeRole(app.needs, { organizationId: organization.id, userId: acme.member.id, ...role })
    assert.deepEqual(new Set(await statuses()), new Set([200]))
  })
})

suite("another organization's or another user's id is answered as one that does not exist:", () => {
  const unknown = randomUuid()
  const OTHERS: [string, string, string][] = [
    ['another organization', other.id, member.id],
    ["another organization and its user's id", other.id, stranger.id],
    ['another user of the same organization', organization.id, owner.id],
    ['a user of another organization', organization.id, stranger.id],
    ['another user, as a subject', organization.id, `local:${owner.id}`],
    ['oneself in another domain', organization.id, `elsewhere:${member.id}`],
    ['the name of the own organization', organization.name, member.id],
    ['the own organization in capitals', organization.id.toUpperCase(), member.id],
    ['no id at all', 'x', 'x'],
    ['something dangerous', '..%2f..%2f', '%00'],
  ]
  for (const [what, org, user] of OTHERS) {
    test(what, async () => {
      let compared = 0
      for (const [index, [method, path]] of calls(org, user).entries()) {
        if (path === CALLS[index]![1]) continue
        const answer = await call(acme, good, method, path)
        const same = await call(acme, good, ...calls(unknown, unknown)[index]!)
        assert.deepEqual([answer.status, same.status], [404, 404], `${method} ${path}`)
        const { requestId } = answer.body
        assert.equal(answer.text.replaceAll(requestId, same.body.requestId), same.text)
        compared += 1
      }
      assert.ok(compared > 0)
    })
  }

  test('and nothing was changed by asking', async () => {
    assert.equal((await exchange(acme, usual.value)).status, 200)
  })
})

test('nothing turns an API token or an access token into a console session', async () => {
  for (const token of [usual.value, good]) {
    const ways: Record<string, string>[] = [
      { 'csp-auth-token': token },
      bearer(token),
      { cookie: `${cookieName(acme)}=${token}` },
    ]
    for (const headers of ways) {
      assert.equal((await request(acme, 'GET', '/api/v1/session', { headers })).status, 401)
    }
  }
})
