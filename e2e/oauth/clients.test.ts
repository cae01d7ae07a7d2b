/** A strict client library, unmodified, over a real socket: it discovers, asks, and judges each answer by the RFCs itself. */
import assert from 'node:assert/strict'
import test from 'node:test'
import * as oauth from 'oauth4webapi'
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
