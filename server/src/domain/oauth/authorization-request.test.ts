/** What may be asked of a person, as a table: each row is one parameter more, less or other than in a good request. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { NO_SCOPES } from '../allowed-scopes.ts'
import {
  judgeAuthorizationRequest,
  parametersIn,
  withQuery,
  type AuthorizationRequest,
} from './authorization-request.ts'
import type { OAuthApp } from './oauth-app.ts'

const CALLBACK = 'https://wiki.example/callback'
const APP: OAuthApp = {
  ...{ id: 'app-1', organizationId: 'acme', kind: 'web', name: 'Wiki', description: '' },
  ...{ redirectUris: [CALLBACK], postLogoutRedirectUris: [], authentication: 'secret', publicKeys: [] },
  ...{ accessTokenSeconds: 1800, hasRefreshTokens: false, hasDeviceFlow: false, refreshIdleSeconds: 60 },
  ...{ refreshLifetimeSeconds: 60, allowedScopes: NO_SCOPES, requiresDpop: false, isShared: false },
  ...{ createdAt: 0, createdBy: null, changedAt: 0, deactivatedAt: null, deactivatedBy: null },
}
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const GOOD: [string, string][] = [
  ...([['response_type', 'code'] as const, ['client_id', 'app-1'] as const] as [string, string][]),
  ['redirect_uri', CALLBACK],
  ['state', 's'],
  ['code_challenge', CHALLENGE],
  ['code_challenge_method', 'S256'],
]

/** `null` leaves it out, an array gives it several times. */
type Change = Readonly<Record<string, string | null | readonly string[]>>

const judge = (change: Change, app: OAuthApp | undefined = APP) =>
  judgeAuthorizationRequest(
    parametersIn([
      ...GOOD.filter(([name]) => !(name in change)),
      ...Object.entries(change).flatMap(([name, value]) =>
        value === null ? [] : [value].flat().map((each): [string, string] => [name, each]),
      ),
    ]),
    app,
  )

const REFUSED: readonly (readonly [string, Change, string])[] = [
  ['ResponseTypeMissing', { response_type: null }, 'invalid_request'],
  ['implicit', { response_type: 'token' }, 'unsupported_response_type'],
  ['hybrid', { response_type: 'code id_token' }, 'unsupported_response_type'],
  ['none', { response_type: 'none' }, 'unsupported_response_type'],
  ['RequestUriUnsigned', { request_uri: 'https://wiki.example/request' }, 'request_uri_not_supported'],
  ['UnsignedRequestObject', { request: 'e30.e30.' }, 'request_not_supported'],
  ['RequestObjectWithRedirectUri', { request: 'e30.e30.', state: null }, 'request_not_supported'],
  ['registration', { registration: '{}' }, 'registration_not_supported'],
  ['a fragment as response mode', { response_mode: 'fragment' }, 'invalid_request'],
  ['a signed response', { response_mode: 'jwt' }, 'invalid_request'],
  ['PKCE missing', { code_challenge: null, code_challenge_method: null }, 'invalid_request'],
  ['PKCE without a method, which is plain', { code_challenge_method: null }, 'invalid_request'],
  ['PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['a method in another case', { code_challenge_method: 's256' }, 'invalid_request'],
  ['a challenge that is padded', { code_challenge: `${CHALLENGE}=` }, 'invalid_request'],
  ['a challenge that is too short', { code_challenge: CHALLENGE.slice(1) }, 'invalid_request'],
  ['a state twice', { state: ['a', 'b'] }, 'invalid_request'],
  ['a scope twice', { scope: ['openid', 'email'] }, 'invalid_request'],
  ['a state that is too long', { state: 'x'.repeat(2049) }, 'invalid_request'],
  ['a nonce that is too long', { nonce: 'x'.repeat(1025) }, 'invalid_request'],
  ['a scope with a quote', { scope: 'open"id' }, 'invalid_scope'],
  ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
  ['prompt none with another', { prompt: 'none login' }, 'invalid_request'],
  ['a max_age that is none', { max_age: '-1' }, 'invalid_request'],
  ['a resource with a fragment', { resource: 'https://a.example/#b' }, 'invalid_target'],
  ['a resource that is no address', { resource: ['https://a.example/', 'inventory'] }, 'invalid_target'],
  ['two organizations', { orgId: 'a', org_id: 'b' }, 'invalid_request'],
  ['a link to no organization', { orgLink: '/elsewhere/a' }, 'invalid_request'],
  ['a thumbprint that is none', { dpop_jkt: 'short' }, 'invalid_request'],
]

const TAKEN: readonly (readonly [string, Change, Partial<AuthorizationRequest>])[] = [
  ['RequestWithoutNonceSucceeds', {}, { nonce: null, responseMode: 'query', scope: null }],
  [
    'a long state and nonce',
    { state: 'x'.repeat(2048), nonce: 'y'.repeat(1024) },
    { nonce: 'y'.repeat(1024) },
  ],
  ['form_post', { response_mode: 'form_post' }, { responseMode: 'form_post' }],
  ['UnknownParameter', { extra: ['1', '2'], display: 'popup', ui_locales: 'se', acr_values: '1 2' }, {}],
  ['ClaimsEssential', { claims: '{"userinfo":{"name":{"essential":true}}}' }, {}],
  ['a parameter without a value is left out', { nonce: '', prompt: '' }, { nonce: null, prompts: [] }],
  ['prompts', { prompt: 'consent login' }, { prompts: ['login', 'consent'] }],
  ['max_age', { max_age: '0' }, { maxAgeSeconds: 0 }],
  [
    'several resources',
    { resource: ['https://a.example/', 'urn:b'] },
    { resources: ['https://a.example/', 'urn:b'] },
  ],
  ['orgLink', { orgLink: '/csp/gateway/am/api/orgs/acme' }, { organizationId: 'acme' }],
  ['one organization said twice', { orgId: 'acme', orgLink: '/orgs/acme' }, { organizationId: 'acme' }],
  ['dpop_jkt', { dpop_jkt: CHALLENGE }, { dpopThumbprint: CHALLENGE }],
]

const UNRETURNABLE: readonly (readonly [string, Change, OAuthApp?])[] = [
  ['no client', { client_id: null }],
  ['a client twice', { client_id: ['app-1', 'app-1'] }],
  ['no redirect URI', { redirect_uri: null }],
  ['a redirect URI twice', { redirect_uri: [CALLBACK, CALLBACK] }],
  ['RegisteredRedirectUri: another', { redirect_uri: `${CALLBACK}/other` }],
  ['a deactivated app', {}, { ...APP, deactivatedAt: 1 }],
  ['a machine', {}, { ...APP, kind: 'machine' }],
]

suite('an authorization request', () => {
  for (const [what, change, error] of REFUSED)
    test(`is refused with ${error}: ${what}`, () => {
      const judged = judge(change)
      assert.equal(judged.outcome, 'refused')
      if (judged.outcome !== 'refused') return
      assert.equal(judged.error, error)
      assert.equal(judged.answerTo.redirectUri, CALLBACK)
      assert.match(judged.detail, /^[\x20-\x7e]+$/)
      assert.ok(!judged.detail.includes('%'))
    })

  for (const [what, change, read] of TAKEN)
    test(`is taken: ${what}`, () => {
      const judged = judge(change)
      assert.equal(judged.outcome, 'asked')
      if (judged.outcome === 'asked') assert.deepEqual({ ...judged.request, ...read }, judged.request)
    })

  for (const [what, change, app] of UNRETURNABLE)
    test(`is answered to nobody: ${what}`, () => assert.equal(judge(change, app).outcome, 'unreturnable'))

  test('an answer goes beside what the redirect URI has in its query', () => {
    assert.equal(withQuery('https://a.example/cb', { code: 'x y' }), 'https://a.example/cb?code=x+y')
    assert.equal(withQuery('https://a.example/cb?t=1', { code: 'x' }), 'https://a.example/cb?t=1&code=x')
  })
})
