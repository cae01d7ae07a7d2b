/** The claims of access tokens and ID tokens: what they say, and that one is never good for the other's place. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  accessTokenClaims,
  accessTokenEnd,
  audienceOf,
  bearerKindOf,
  idTokenClaims,
  isAccessToken,
  type AccessTokenFacts,
} from './access-token.ts'
import type { Grant } from './scope.ts'

const NOW = Date.UTC(2027, 0, 1) + 999
const viewer: Grant = { kind: 'role', serviceId: 'inventory', name: 'inventory:viewer', resource: null }

const user = {
  id: 'u-1',
  domain: 'local',
  username: 'max',
  email: 'max@acme.example',
  isEmailVerified: false,
  firstName: 'Max',
  lastName: 'Example',
  deactivatedAt: null,
}
const apiTokenId = 'AbCdEfGhIjKl'
const secretId = 'LkJiHgFeDcBa'

const facts: AccessTokenFacts = {
  issuer: 'https://tokens.example.com',
  bearer: { kind: 'api_token', user, apiTokenId, secretId },
  organizationId: 'o-1',
  status: { list: 3, index: 77 },
  asOf: 1234,
  now: NOW,
  expiresAtSeconds: Math.floor(NOW / 1000) + 1800,
  scope: {
    openId: true,
    administration: false,
    grants: [viewer, { ...viewer, kind: 'permission', name: 'inventory:item.read' }],
  },
  roles: [],
  narrowing: {},
  contextId: 'c-1',
  tokenId: 'j-1',
}

test('its times are whole seconds that are never in the future, and it ends its lifetime later', () => {
  const { iat, nbf, exp } = accessTokenClaims(facts)
  assert.deepEqual({ iat, nbf, exp }, { iat: Math.floor(NOW / 1000), nbf: iat, exp: iat + 1800 })
  assert.ok(iat * 1000 <= NOW)
})

test('it says where it stands whether its API token still works, and what losses of rights it takes into account', () => {
  const { status, as_of } = accessTokenClaims(facts)
  assert.deepEqual(status, {
    status_list: { idx: 77, uri: 'https://tokens.example.com/status-lists/3' },
  })
  assert.equal(as_of, 1234)
})

test('its audience is the services it can do something in: one is a string, several are a list, each once', () => {
  assert.equal(accessTokenClaims(facts).aud, 'inventory')
  const grants = [viewer, { ...viewer, serviceId: 'billing' }, viewer]
  assert.deepEqual(audienceOf(facts.issuer, { administration: false, grants }), ['inventory', 'billing'])
})

test('without any service its audience is one that nobody accepts, never an empty one', () => {
  const elsewhere: Grant = { ...viewer, serviceId: null, name: 'org_member' }
  for (const grants of [[], [elsewhere]]) {
    assert.equal(
      audienceOf(facts.issuer, { administration: false, grants }),
      'https://tokens.example.com/none',
    )
  }
})

test('with administration it is for Countersign itself too, and without it never', () => {
  const { issuer } = facts
  assert.deepEqual(audienceOf(issuer, { administration: true, grants: [viewer] }), ['inventory', issuer])
  assert.equal(audienceOf(issuer, { administration: true, grants: [] }), issuer)
})

test('it ends when the first of its lifetime, its API token and the value ends, in whole seconds', () => {
  const from = Math.floor(NOW / 1000)
  const end = (...ends: (number | null)[]): number =>
    accessTokenEnd(
      NOW,
      1800,
      ends.map((expiresAt) => ({ expiresAt })),
    ) - from
  assert.equal(end(null, null), 1800)
  assert.equal(end(NOW + 7_200_000, null), 1800)
  assert.equal(end((from + 90) * 1000 + 999, null), 90)
  assert.equal(end((from + 90) * 1000, (from + 60) * 1000), 60)
})

test('a right that comes from two roles stands in perms once', () => {
  const twice = { openId: false, administration: false, grants: [viewer, viewer] }
  assert.deepEqual(accessTokenClaims({ ...facts, scope: twice }).perms, [
    'external/inventory/inventory:viewer',
  ])
})

test('it names the API token as its client and never as its subject, and the value it was exchanged for', () => {
  const { sub, client_id, azp, value_id } = accessTokenClaims(facts)
  assert.equal(sub, 'local:u-1')
  assert.deepEqual([client_id, azp, value_id], [apiTokenId, apiTokenId, secretId])
})

test('of a machine subject and client are one, and it tells of no person', () => {
  const claims = accessTokenClaims({
    ...facts,
    bearer: { kind: 'machine', appId: 'app-1', credentialId: 's-1' },
  })
  assert.deepEqual([claims.sub, claims.client_id, claims.value_id], ['app-1', 'app-1', 's-1'])
  for (const personal of ['username', 'acct', 'domain', 'grant_id'])
    assert.ok(!(personal in claims), personal)
})

test('of an app for a person the subject is the person, the client the app, and it names what was allowed', () => {
  const bearer = { kind: 'app', user, appId: 'app-1', grantId: 'g-1' } as const
  const claims = accessTokenClaims({ ...facts, bearer, dpopThumbprint: 'thumb' })
  assert.deepEqual([claims.sub, claims.client_id, claims.grant_id], ['local:u-1', 'app-1', 'g-1'])
  assert.ok(!('value_id' in claims))
  assert.deepEqual(claims.cnf, { jkt: 'thumb' })
})

test('the kinds are told apart, and an ID token is none of them', () => {
  const bearers: AccessTokenFacts['bearer'][] = [
    { kind: 'api_token', user, apiTokenId, secretId },
    { kind: 'app', user, appId: 'app-1', grantId: 'g-1' },
    { kind: 'machine', appId: 'app-1', credentialId: 's-1' },
  ]
  for (const bearer of bearers) {
    const claims = accessTokenClaims({ ...facts, bearer })
    assert.equal(bearerKindOf(claims), bearer.kind)
    assert.equal(isAccessToken(claims), true)
  }
  assert.equal(isAccessToken(idTokenClaims({ ...facts, user, apiTokenId }, [])), false)
})

test('only a narrowed one says that it is', () => {
  assert.ok(!('narrowed' in accessTokenClaims(facts)))
  assert.equal(accessTokenClaims({ ...facts, narrowing: { scope: 'openid' } }).narrowed, true)
})

test('the audience of an ID token is its client alone, and it carries no rights', () => {
  const claims = idTokenClaims({ ...facts, user, apiTokenId }, [])
  assert.equal(claims.aud, apiTokenId)
  for (const right of ['perms', 'scope', 'client_id', 'jti']) assert.ok(!(right in claims), right)
})
