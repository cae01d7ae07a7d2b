/** DPoP (RFC 9449) from end to end: tokens that are bound to a key, and are good nowhere without a proof of it. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { addApp, basic, giveApp, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { claimsOf, COMPATIBLE, exchange, generate, request } from '../../../testing/requests.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import { sha256 } from '../../crypto/digest.ts'

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
const TOKEN = '/oauth2/token'
const USER_INFO = '/oauth2/userinfo'

async function keyPair() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk: JWK = await exportJWK(publicKey)
  let made = 0
  const proof = (method: string, path: string, { accessToken, ...more }: Record<string, unknown> = {}) =>
    new SignJWT({
      ...{ htm: method, htu: `${PUBLIC_URL}${path}`, jti: `j-${++made}` },
      iat: Math.floor(acme.clock.now / 1000),
      ...(typeof accessToken === 'string' && { ath: sha256(accessToken, 'base64url') }),
      ...more,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey)
  return { jkt: await calculateJwkThumbprint(jwk), proof }
}
const own = await keyPair()
const other = await keyPair()

const machine = await addApp(acme)
await giveApp(acme, acme.organization.id, machine.app.id, {
  serviceId: acme.inventory.id,
  name: 'inventory:admin',
})
const strict = await addApp(acme, { requiresDpop: true })
const native = await addApp(acme, {
  ...{ kind: 'native', authentication: 'none', redirectUris: [CALLBACK] },
  ...{ allowedScopes: EVERY_SCOPE, hasRefreshTokens: true },
})
const asMachine = basic(machine.app.id, machine.secret)
const GRANT = { grant_type: 'client_credentials' }
const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
const client_id = native.app.id

const nativeTokens = async () => {
  const form = { ...(await codeFor(browser, client_id, { scope: 'openid profile email' })), client_id }
  const { status, body } = await postForm(acme, TOKEN, form, { dpop: await own.proof('POST', TOKEN) })
  assert.equal(status, 200)
  return body as { access_token: string; refresh_token: string; token_type: string }
}

suite('at the token endpoint', () => {
  test('a proof binds the access token to its key', async () => {
    const { body } = await postForm(acme, TOKEN, GRANT, {
      ...asMachine,
      dpop: await own.proof('POST', TOKEN),
    })
    assert.equal(body.token_type, 'DPoP')
    assert.deepEqual(claimsOf(body.access_token)['cnf'], { jkt: own.jkt })
    const alias = `${COMPATIBLE}/auth/token`
    const there = await postForm(acme, alias, GRANT, { ...asMachine, dpop: await own.proof('POST', alias) })
    assert.equal(there.body.token_type, 'dpop')
  })

  test('an app that has to send one gets nothing without', async () => {
    const as = basic(strict.app.id, strict.secret)
    const without = await postForm(acme, TOKEN, GRANT, as)
    assert.deepEqual([without.status, without.body.error], [400, 'invalid_dpop_proof'])
    assert.equal(
      (await postForm(acme, TOKEN, GRANT, { ...as, dpop: await own.proof('POST', TOKEN) })).status,
      200,
    )
  })

  test('a proof is good once, for this request, now', async () => {
    const used = await own.proof('POST', TOKEN)
    const ask = async (dpop: string) =>
      (await postForm(acme, TOKEN, GRANT, { ...asMachine, dpop })).body.error
    assert.equal(await ask(used), undefined)
    const wrong = [
      used,
      'x',
      await own.proof('GET', TOKEN),
      await own.proof('POST', USER_INFO),
      await own.proof('POST', TOKEN, { iat: Math.floor(acme.clock.now / 1000) - 3600 }),
      await own.proof('POST', TOKEN, { jti: '' }),
      `${await own.proof('POST', TOKEN)}, ${await own.proof('POST', TOKEN)}`,
    ]
    for (const proof of wrong) assert.equal(await ask(proof), 'invalid_dpop_proof')
    const same = await own.proof('POST', TOKEN)
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(same)))
    assert.equal(answers.filter((error) => error === undefined).length, 1)
  })

  test('the refresh token of an app that can keep no secret is bound too', async () => {
    const { refresh_token } = await nativeTokens()
    const form = { grant_type: 'refresh_token', refresh_token, client_id }
    assert.equal((await postForm(acme, TOKEN, form)).body.error, 'invalid_dpop_proof')
    const byOther = await postForm(acme, TOKEN, form, { dpop: await other.proof('POST', TOKEN) })
    assert.equal(byOther.body.error, 'invalid_dpop_proof')
    assert.equal((await postForm(acme, TOKEN, form, { dpop: await own.proof('POST', TOKEN) })).status, 200)
  })

  test('a code that was asked for with a key is redeemed with that key alone', async () => {
    const form = { ...(await codeFor(browser, client_id, { dpop_jkt: own.jkt })), client_id }
    const wrong: Record<string, string>[] = [{}, { dpop: await other.proof('POST', TOKEN) }]
    for (const headers of wrong)
      assert.equal((await postForm(acme, TOKEN, form, headers)).body.error, 'invalid_dpop_proof')
    assert.equal((await postForm(acme, TOKEN, form, { dpop: await own.proof('POST', TOKEN) })).status, 200)
  })
})

suite('at our own API', async () => {
  const { access_token: token } = await nativeTokens()
  const places = [
    USER_INFO,
    `/api/v1/organizations/${acme.organization.id}/api-tokens`,
    `${COMPATIBLE}/loggedin/user`,
  ]
  const ask = async (path: string, headers: Record<string, string>) => {
    const { status, headers: answered } = await request(acme, 'GET', path, { headers })
    return [status, String(answered['www-authenticate'] ?? '').split(' ')[0]]
  }

  for (const path of [...places, `${COMPATIBLE}/auth/token/expand-overflow-claims`]) {
    test(`a bound token is good at ${path} with a proof, and in no other way`, async () => {
      const authorization = `DPoP ${token}`
      const proof = () => own.proof('GET', path, { accessToken: token })
      assert.equal((await ask(path, { authorization, dpop: await proof() }))[0], 200)
      const used = await proof()
      await ask(path, { authorization, dpop: used })
      const refused: Record<string, string>[] = [
        { authorization: `Bearer ${token}` },
        { 'csp-auth-token': token },
        { authorization },
        { authorization, dpop: used },
        { authorization, dpop: await own.proof('GET', path) },
        { authorization, dpop: await own.proof('GET', '/elsewhere', { accessToken: token }) },
        { authorization, dpop: await other.proof('GET', path, { accessToken: token }) },
        { authorization: `Bearer ${token}`, dpop: await proof() },
        { 'csp-auth-token': token, dpop: await proof() },
      ]
      for (const headers of refused) assert.equal((await ask(path, headers))[0], 401, JSON.stringify(headers))
      assert.deepEqual(await ask(path, { authorization }), [401, 'DPoP'])
    })
  }

  test('a token that is not bound is not sent as if it were', async () => {
    const { value } = await generate(acme, await sessionOf(acme, acme.member))
    const plain = (await exchange(acme, value)).body.access_token
    const path = places[1]!
    const dpop = await own.proof('GET', path, { accessToken: plain })
    assert.deepEqual(await ask(path, { authorization: `DPoP ${plain}`, dpop }), [401, 'DPoP'])
    assert.equal((await ask(path, { authorization: `Bearer ${plain}` }))[0], 200)
  })

  test('says of itself which issuer and which proofs it takes', async () => {
    const { body } = await request(acme, 'GET', '/.well-known/oauth-protected-resource')
    assert.deepEqual([body.resource, body.authorization_servers], [PUBLIC_URL, [PUBLIC_URL]])
    assert.ok(body.dpop_signing_alg_values_supported.includes('ES256'))
  })
})
