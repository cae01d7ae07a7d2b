/**
 * Libraries of Node that many applications sign people in with, as they are published: passport-oauth2 and simple-oauth2.
 * They are told addresses and credentials, and know nothing else of us.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { OAuth2 } from 'oauth'
import { AuthorizationCode, ClientCredentials } from 'simple-oauth2'
import { addApp } from '../../server/testing/oauth.ts'
import { claimsOf } from '../../server/testing/requests.ts'
import { openCookieBrowser } from '../oauth/cookie-browser.ts'
import { pkce } from '../oauth/requests.ts'
import { CALLBACK, openService } from '../oauth/sides.ts'
import { openApplication } from './passport.ts'

const { acme, issuer, machine, web, browser } = await openService({ after })
const asking = { hasRefreshTokens: true } as const
const OURS = { authorizationURL: `${issuer}/oauth2/authorize`, tokenURL: `${issuer}/oauth2/token` }

const isActive = async (token: string): Promise<boolean> => {
  const { status } = await fetch(`${issuer}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return status === 200
}

suite('passport-oauth2', () => {
  test('signs in a web application with its secret and PKCE, and tells who said no', async () => {
    const application = await openApplication({ after }, async (callback) => {
      const { app, secret } = await addApp(acme, { ...asking, kind: 'web', redirectUris: [callback] })
      return {
        ...{ ...OURS, clientID: app.id, clientSecret: secret, pkce: true, state: true },
        scope: ['openid', 'email'],
      }
    })
    const { error, user } = await application.signIn(browser.agree)
    assert.equal(error, undefined)
    assert.equal(claimsOf(user!.accessToken)['username'], 'max')
    assert.equal(claimsOf(String(user!.params['id_token']))['email'], 'max@acme.example')
    assert.match(String(user!.refreshToken), /^csnr/)

    const denying = openCookieBrowser(issuer, () => ({ step: 'deny' }))
    const denied = await application.signIn(denying.agree)
    assert.deepEqual([denied.error, denied.user], [undefined, false])
    assert.deepEqual(denied.info, { message: 'The person did not allow it.' })
  })

  test('signs in a public application at the addresses of the platform, and refreshes', async () => {
    const PLATFORM = {
      authorizationURL: `${issuer}/csp/gateway/discovery`,
      tokenURL: `${issuer}/csp/gateway/am/api/auth/token`,
    }
    let id = ''
    // Basic with an empty secret, beside the id and the empty secret that the library puts into the body.
    const customHeaders = () => ({ Authorization: `Basic ${Buffer.from(`${id}:`).toString('base64')}` })
    const application = await openApplication({ after }, async (callback) => {
      const made = await addApp(acme, {
        ...{ ...asking, kind: 'native', authentication: 'none', redirectUris: [callback] },
      })
      id = made.app.id
      return {
        ...{ ...PLATFORM, clientID: id, clientSecret: '', pkce: true, state: true },
        ...{ customHeaders: customHeaders(), scope: 'openid offline_access' },
      }
    })
    const { error, user } = await application.signIn(browser.agree)
    assert.equal(error, undefined)
    const who = ({ params }: { params: Readonly<Record<string, unknown>> }) => {
      const { email, given_name, family_name } = claimsOf(String(params['id_token']))
      return [email, given_name, family_name]
    }
    const person = ['max@acme.example', acme.member.firstName, acme.member.lastName]
    assert.deepEqual(who(user!), person)

    const client = new OAuth2(id, '', '', PLATFORM.authorizationURL, PLATFORM.tokenURL, customHeaders())
    const refreshed = await new Promise<{ next: string; params: Readonly<Record<string, unknown>> }>(
      (resolve, reject) => {
        const asked = { scope: 'openid', grant_type: 'refresh_token' }
        client.getOAuthAccessToken(user!.refreshToken!, asked, (failure, _access, next, params) =>
          failure ? reject(new Error(JSON.stringify(failure))) : resolve({ next: next ?? '', params }),
        )
      },
    )
    assert.deepEqual(who(refreshed), person)
    assert.match(refreshed.next, /^csnr/)
    assert.notEqual(refreshed.next, user!.refreshToken)
  })
})

suite('simple-oauth2', () => {
  const auth = {
    ...{ tokenHost: issuer, tokenPath: '/oauth2/token', authorizePath: '/oauth2/authorize' },
    revokePath: '/oauth2/revoke',
  }
  const { authorizePath: _, ...authOfMachine } = auth

  for (const authorizationMethod of ['header', 'body'] as const) {
    test(`gets a machine’s token, by ${authorizationMethod}, and is told what is wrong`, async () => {
      const options = { authorizationMethod }
      const client = { id: machine.app.id, secret: machine.secret }
      const { token } = await new ClientCredentials({ client, auth: authOfMachine, options }).getToken({})
      assert.equal(claimsOf(String(token['access_token']))['sub'], machine.app.id)
      assert.ok(token['expires_at'] instanceof Date)
      const wrong = new ClientCredentials({
        ...{ client: { ...client, secret: `${machine.secret}x` }, auth: authOfMachine, options },
      })
      await assert.rejects(wrong.getToken({}), ({ data, output }) => {
        assert.deepEqual([output.statusCode, data.payload.error], [401, 'invalid_client'])
        return true
      })
    })

    test(`signs in, refreshes and revokes, by ${authorizationMethod}`, async () => {
      const client = new AuthorizationCode({
        ...{ client: { id: web.app.id, secret: web.secret }, auth, options: { authorizationMethod } },
      })
      const { verifier, challenge } = pkce()
      const asked = { redirect_uri: CALLBACK, scope: ['openid', 'email'], state: 'a state' }
      const { url } = await browser.agree(
        client.authorizeURL({
          ...asked,
          ...{ code_challenge: challenge, code_challenge_method: 'S256' },
        } as Parameters<typeof client.authorizeURL>[0]),
      )
      const answer = new URL(url).searchParams
      assert.equal(answer.get('state'), 'a state')
      const redeemed = await client.getToken({
        ...{ code: answer.get('code')!, redirect_uri: CALLBACK, code_verifier: verifier },
      } as Parameters<typeof client.getToken>[0])
      assert.equal(redeemed.expired(), false)
      const refreshed = await redeemed.refresh({ scope: 'openid' })
      const { access_token, refresh_token } = refreshed.token as Record<string, string>
      assert.equal(refresh_token, redeemed.token['refresh_token'])
      assert.equal(await isActive(access_token!), true)
      await refreshed.revokeAll()
      assert.equal(await isActive(access_token!), false)
      await assert.rejects(refreshed.refresh(), ({ data }) => data.payload.error === 'invalid_grant')
    })
  }
})
