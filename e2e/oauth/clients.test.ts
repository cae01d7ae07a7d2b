/** Strict client libraries, unmodified, over a real socket: they discover, ask, and judge each answer by the RFCs themselves. */
import assert from 'node:assert/strict'
import test from 'node:test'
import * as oauth from 'oauth4webapi'
import * as client from 'openid-client'
import { openService } from './sides.ts'

const insecure = { [oauth.allowInsecureRequests]: true }

test('oauth4webapi discovers the service, gets a machine’s token, and finds it as RFC 9068 says', async (t) => {
  const { acme, issuer, machine } = await openService(t)
  const at = new URL(issuer)
  for (const algorithm of ['oidc', 'oauth2'] as const) {
    const found = await oauth.discoveryRequest(at, { algorithm, ...insecure })
    const server = await oauth.processDiscoveryResponse(at, found)
    const client = { client_id: machine.app.id }
    for (const proof of [oauth.ClientSecretBasic(machine.secret), oauth.ClientSecretPost(machine.secret)]) {
      const answer = await oauth.clientCredentialsGrantRequest(server, client, proof, {}, insecure)
      const { access_token } = await oauth.processClientCredentialsResponse(server, client, answer)
      const request = new Request('https://inventory.example/items', {
        headers: { authorization: `Bearer ${access_token}` },
      })
      const claims = await oauth.validateJwtAccessToken(server, request, acme.inventory.id, insecure)
      assert.deepEqual([claims.sub, claims.client_id], [machine.app.id, machine.app.id])
      const elsewhere = oauth.validateJwtAccessToken(server, request, acme.billing.id, insecure)
      await assert.rejects(elsewhere, /"aud"/)
    }
    const wrong = oauth.ClientSecretBasic(`${machine.secret}x`)
    const refused = await oauth.clientCredentialsGrantRequest(server, client, wrong, {}, insecure)
    await assert.rejects(
      oauth.processClientCredentialsResponse(server, client, refused),
      oauth.WWWAuthenticateChallengeError,
    )
  }
})

test('oauth4webapi is let in from another device, and takes each answer while it waits for what it is', async (t) => {
  const { issuer, native, browser } = await openService(t)
  const found = await oauth.discoveryRequest(new URL(issuer), insecure)
  const server = await oauth.processDiscoveryResponse(new URL(issuer), found)
  const asking = { client_id: native.app.id }
  const none = oauth.None()
  const answer = await oauth.deviceAuthorizationRequest(server, asking, none, { scope: 'openid' }, insecure)
  const device = await oauth.processDeviceAuthorizationResponse(server, asking, answer)
  assert.deepEqual([device.expires_in, device.interval], [600, 5])
  const poll = async () => {
    const response = await oauth.deviceCodeGrantRequest(server, asking, none, device.device_code, insecure)
    return oauth.processDeviceCodeResponse(server, asking, response)
  }
  for (const error of ['authorization_pending', 'slow_down'])
    await assert.rejects(
      poll(),
      (thrown) => thrown instanceof oauth.ResponseBodyError && thrown.error === error,
    )
  await browser.agree(device.verification_uri_complete ?? '')
  const tokens = await poll()
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.aud, native.app.id)
  await assert.rejects(
    poll(),
    (thrown) => thrown instanceof oauth.ResponseBodyError && thrown.error === 'invalid_grant',
  )
})

test('openid-client is let in from another device by one call that waits, and finds out who it was', async (t) => {
  const { acme, issuer, native, browser } = await openService(t)
  const options = { execute: [client.allowInsecureRequests] }
  const config = await client.discovery(new URL(issuer), native.app.id, undefined, client.None(), options)
  const device = await client.initiateDeviceAuthorization(config, { scope: 'openid email' })
  const waiting = client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.5 })
  await browser.agree(device.verification_uri_complete ?? '')
  const tokens = await waiting
  const { sub = '' } = tokens.claims() ?? {}
  assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).email, acme.member.email)
})
