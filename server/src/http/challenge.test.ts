/** The challenge in `WWW-Authenticate` on our own API: bare without an access token, with its error with one. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../testing/acme.ts'
import { accessTokenFor, tokenOf } from '../../testing/compatible.ts'
import { apiTokensPath, request, signIn } from '../../testing/requests.ts'

suite('our own API tells who may not', async () => {
  const acme = await openAcme({ after })
  const narrow = await accessTokenFor(acme, (await tokenOf(acme, 'max', { scopes: {} })).value)
  const session = await signIn(acme, 'max')
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  const REALM = 'Bearer realm="countersign"'
  const create = { name: 'CI', scopes: { allRoles: true } }
  const challengeOf = async (headers: Record<string, string>, body?: Record<string, unknown>) => {
    const answer = await request(acme, body ? 'POST' : 'GET', apiTokensPath(acme), {
      headers,
      ...(body && { body }),
    })
    return [answer.status, answer.headers['www-authenticate']]
  }

  test('nobody: which scheme there is', async () => {
    assert.deepEqual(await challengeOf({}), [401, REALM])
  })

  test('whose access token is not good: that it is invalid', async () => {
    const told = `${REALM}, error="invalid_token", error_description="The access token is not valid"`
    for (const headers of [bearer('x'), { 'csp-auth-token': 'x' }, { 'csp-auth-token': '' }]) {
      assert.deepEqual(await challengeOf(headers), [401, told])
    }
  })

  test('whose access token is not enough: that its scope is insufficient', async () => {
    const [status, told] = await challengeOf(bearer(narrow), create)
    assert.equal(status, 403)
    assert.match(
      String(told),
      /^Bearer realm="countersign", error="insufficient_scope", error_description="[^"]+"$/,
    )
  })

  test('with a session that is not enough: nothing about access tokens', async () => {
    acme.clock.now += 3_600_000
    assert.deepEqual(await challengeOf(session, create), [403, undefined])
  })
})
