/**
 * What public clients of the platform send to sign in, byte for byte as their sources write it, and what each of them reads
 * of the answer. Written in Go, Python, Java and TypeScript, they are not run here; where they come from stands with each.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, suite, test } from 'node:test'
import { addApp } from '../../server/testing/oauth.ts'
import { claimsOf, generate } from '../../server/testing/requests.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { pkce } from '../oauth/requests.ts'
import { openService } from '../oauth/sides.ts'

const { acme, issuer, machine, browser } = await openService({ after })
const API = `${issuer}/csp/gateway/am/api`
const DISCOVERY = `${issuer}/csp/gateway/discovery`
const FORM = 'application/x-www-form-urlencoded'

/** As it stands in RFC 7617: the id, a colon, and the secret, which may be none. */
const basicOf = (id: string, secret = ''): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

async function post(url: string, headers: Readonly<Record<string, string>>, body?: string) {
  const response = await fetch(url, { method: 'POST', headers, ...(body !== undefined && { body }) })
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
}

/** Where the person comes back to. */
async function comesBack(url: string): Promise<URLSearchParams> {
  const { url: at, text } = await browser.agree(url)
  const { searchParams } = new URL(at)
  assert.ok(searchParams.has('code'), `${at} ${text.slice(0, 400)}`)
  return searchParams
}

/**
 * vmware-tanzu/tanzu-cli, pkg/auth/common/login_handler.go and pkg/auth/csp/tanzu.go, over golang.org/x/oauth2: parameters in
 * the order of their names, no scope, Basic with an empty secret first and then the id in the body.
 */
suite('tanzu login', async () => {
  const id = 'tanzu-cli-client-id'
  await addApp(acme, {
    ...{ id, kind: 'native', authentication: 'none', hasRefreshTokens: true },
    redirectUris: ['http://127.0.0.1/callback'],
  })
  const headers = { 'content-type': FORM, authorization: basicOf(id), 'user-agent': 'Go-http-client/1.1' }

  for (const [path, orgId] of [
    ['/auth/token', undefined],
    ['/auth/authorize', acme.organization.id],
  ] as const)
    test(`signs in and refreshes at ${path}, ${orgId === undefined ? 'without' : 'with'} an organization`, async () => {
      const state = randomBytes(16).toString('hex')
      const { verifier, challenge } = pkce()
      const redirect = encodeURIComponent(`http://127.0.0.1:${orgId === undefined ? 49_311 : 5400}/callback`)
      const organization = orgId === undefined ? '' : `&orgId=${orgId}`
      const back = await comesBack(
        `${DISCOVERY}?client_id=${id}&code_challenge=${challenge}&code_challenge_method=S256${organization}&redirect_uri=${redirect}&response_type=code&state=${state}`,
      )
      assert.equal(back.get('state'), state)
      const body = `code=${back.get('code')}&code_verifier=${verifier}&grant_type=authorization_code&redirect_uri=${redirect}`
      const { status, answer } = await post(API + path, headers, body)
      assert.equal(status, 200, JSON.stringify(answer))
      readsTokens(answer)

      const shown = await fetch(`${API}/orgs/${acme.organization.id}`, {
        headers: { accept: 'application/json', authorization: `Bearer ${String(answer['access_token'])}` },
      })
      const { displayName } = (await shown.json()) as { displayName: string }
      assert.equal(displayName, acme.organization.displayName)

      const again = `grant_type=refresh_token&refresh_token=${String(answer['refresh_token'])}`
      const refreshed = await post(API + path, headers, again)
      assert.equal(refreshed.status, 200, JSON.stringify(refreshed.answer))
      readsTokens(refreshed.answer)
    })

  /** All that it reads, as the types of Go want it. */
  function readsTokens(answer: Readonly<Record<string, unknown>>): void {
    const { access_token, refresh_token, id_token, expires_in, token_type } = answer
    const types = [access_token, refresh_token, id_token, token_type].map((each) => typeof each)
    assert.deepEqual(types, ['string', 'string', 'string', 'string'])
    assert.ok(Number.isSafeInteger(expires_in))
    assert.notEqual(id_token, '', 'it takes no answer without an ID token')
    const { username, context_name, perms } = claimsOf(String(access_token))
    assert.deepEqual([username, context_name], ['max', acme.organization.id])
    assert.ok(Array.isArray(perms) && perms.every((each) => typeof each === 'string'))
  }

  test('a refresh token that is over is refused by Basic and by the body, so that it signs in anew', async () => {
    const body = `grant_type=refresh_token&refresh_token=csnr${'0'.repeat(61)}`
    const byBasic = await post(`${API}/auth/token`, headers, body)
    const byBody = await post(`${API}/auth/token`, { 'content-type': FORM }, `client_id=${id}&${body}`)
    for (const { status, answer } of [byBasic, byBody])
      assert.deepEqual([status, answer['error']], [400, 'invalid_grant'])
  })
})

/** The command line of Horizon Cloud, hcs-cli, over Authlib with httpx. */
test('a command line over Authlib signs in with Basic and an empty secret', async () => {
  const redirect = 'http://127.0.0.1:10762/hcs-cli/oauth/callback'
  const { app } = await addApp(acme, {
    ...{ kind: 'native', authentication: 'none', redirectUris: [redirect] },
  })
  const { verifier, challenge } = pkce()
  const query = new URLSearchParams([
    ...Object.entries({ response_type: 'code', client_id: app.id, redirect_uri: redirect, state: 'S1' }),
    ...Object.entries({
      orgId: acme.organization.id,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }),
  ])
  const back = await comesBack(`${DISCOVERY}?${query.toString()}`)
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', redirect_uri: redirect, code: back.get('code')! },
    code_verifier: verifier,
  })
  const headers = { accept: 'application/json', 'content-type': `${FORM};charset=UTF-8` }
  const { status, answer } = await post(
    `${API}/auth/token`,
    { ...headers, authorization: basicOf(app.id) },
    body.toString(),
  )
  assert.equal(status, 200, JSON.stringify(answer))
  // Without refresh tokens the member is absent: Authlib keeps what it gets.
  assert.ok(!('refresh_token' in answer))
})

/** A script of the platform's own makers: everything in the query, Basic beside it, and no body. */
test('a code is redeemed by the query alone', async () => {
  const redirect = 'https://portal.example/csp/gateway/portal'
  const { app } = await addApp(acme, {
    ...{ kind: 'native', authentication: 'none', redirectUris: [redirect] },
  })
  const { verifier, challenge } = pkce()
  const asked = `client_id=${app.id}&redirect_uri=${encodeURIComponent(redirect)}`
  const back = await comesBack(
    `${DISCOVERY}?response_type=code&${asked}&code_challenge=${challenge}&code_challenge_method=S256`,
  )
  const { status, answer } = await post(
    `${API}/auth/authorize?grant_type=authorization_code&${asked}&code=${back.get('code')}&code_verifier=${verifier}`,
    { 'content-type': FORM, authorization: basicOf(app.id) },
  )
  assert.equal(status, 200, JSON.stringify(answer))
})

/** wavefrontHQ/wavefront-sdk-python, wavefront_sdk/auth/csp, and -java, CSPServerTokenURLConnectionFactory. */
suite('the Wavefront SDKs, for a machine', () => {
  const requests: Readonly<
    Record<string, readonly [body: string, headers: Readonly<Record<string, string>>]>
  > = {
    python: [
      `grant_type=client_credentials&orgId=${acme.organization.id}`,
      { accept: '*/*', 'user-agent': 'python-requests/2.32.3' },
    ],
    'python without an organization': ['grant_type=client_credentials', { accept: '*/*' }],
    java: [`grant_type=client_credentials&orgId=${acme.organization.id}`, { accept: 'application/json' }],
  }
  for (const [name, [body, more]] of Object.entries(requests))
    test(name, async () => {
      const authorization = basicOf(machine.app.id, machine.secret)
      const { status, answer } = await post(
        `${API}/auth/authorize`,
        { 'content-type': FORM, authorization, ...more },
        body,
      )
      assert.equal(status, 200, JSON.stringify(answer))
      const { access_token, expires_in, scope } = answer
      assert.deepEqual([typeof access_token, typeof expires_in, typeof scope], ['string', 'number', 'string'])
      assert.equal(claimsOf(String(access_token))['sub'], machine.app.id)
    })

  test('a wrong secret is a 401 with a body that is JSON', async () => {
    const headers = { 'content-type': FORM, authorization: basicOf(machine.app.id, 'wrong') }
    const { status, answer } = await post(`${API}/auth/authorize`, headers, 'grant_type=client_credentials')
    assert.equal(status, 401)
    assert.equal(typeof answer['message'], 'string')
  })
})

/** vmware/vrealize-developer-tools, packages/node/vrdt-common/src/rest/VraNgRestClient.ts: an empty object of JSON beside the query. */
test('an API token is exchanged at the token endpoint by the query, with an empty JSON body', async () => {
  const { value } = await generate(acme, await sessionOf(acme, acme.member))
  const { status, answer } = await post(
    `${API}/auth/authorize?grant_type=refresh_token&refresh_token=${value}`,
    { accept: 'application/json', 'content-type': 'application/json' },
    '{}',
  )
  assert.deepEqual([status, answer['refresh_token']], [200, value])
  assert.equal(claimsOf(String(answer['access_token']))['username'], 'max')
})
