/** The access token, claim by claim, with every way of signing it: checked as a service would, offline, by two libraries. */
import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { createVerifier } from '@countersign/verify'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { SIGNING_ALGORITHMS } from '../../domain/signing-key.ts'
import { openAcme, PUBLIC_URL, type Acme } from '../../testing/acme.ts'
import { accessTokenFor, tokenOf } from '../../testing/compatible.ts'
import { claimsOf, COMPATIBLE, request } from '../../testing/requests.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A clock that stands just before the next second: what is rounded up is in the future. */
const LATE_IN_A_SECOND = Math.floor(Date.now() / 1000) * 1000 - 1

async function issued(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const acme = await openAcme(t, { env, now: LATE_IN_A_SECOND })
  const { value, id } = await tokenOf(acme, 'max')
  const jwks = await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key?format=jwks`)
  return { acme, value, id, jwks: jwks.body, accessToken: await accessTokenFor(acme, value) }
}

/** Answers the verifier's request for the keys without a socket. */
const fetchFrom =
  ({ app }: Acme): typeof fetch =>
  async (input) => {
    const { pathname, search } = new URL(String(input))
    const { statusCode, headers, body } = await app.server.inject(pathname + search)
    return new Response(body, {
      status: statusCode,
      headers: { 'content-type': String(headers['content-type']) },
    })
  }

for (const algorithm of SIGNING_ALGORITHMS) {
  suite(`an access token signed with ${algorithm}`, () => {
    test('has the header and the claims of the contract, and both libraries take it', async (t) => {
      const { acme, id, jwks, accessToken } = await issued(t, { COUNTERSIGN_SIGNING_ALGORITHM: algorithm })
      assert.deepEqual(decodeProtectedHeader(accessToken), {
        alg: algorithm,
        kid: jwks.keys[0].kid,
        typ: 'at+jwt',
      })
      const currentDate = new Date(acme.clock.now)
      const { payload } = await jwtVerify(accessToken, createLocalJWKSet(jwks), {
        issuer: PUBLIC_URL,
        audience: acme.inventory.id,
        typ: 'at+jwt',
        algorithms: [algorithm],
        currentDate,
      })
      const { context, jti } = payload
      const issuedAt = Math.floor(acme.clock.now / 1000)
      assert.deepEqual(payload, {
        iss: PUBLIC_URL,
        sub: `local:${acme.member.id}`,
        aud: [acme.inventory.id],
        azp: id,
        client_id: id,
        domain: 'local',
        context,
        context_name: acme.organization.id,
        perms: [
          'csp:org_member',
          'csp:organization.read',
          'csp:services.read',
          `external/${acme.inventory.id}/inventory:viewer`,
          `external/${acme.inventory.id}/inventory:item.read`,
        ],
        scope: 'org_member inventory:viewer',
        username: 'max',
        acct: 'max@local',
        iat: issuedAt,
        nbf: issuedAt,
        exp: issuedAt + 1800,
        jti,
      })
      assert.match(String(context), UUID)
      assert.match(String(jti), UUID)

      const verifier = createVerifier({
        issuer: PUBLIC_URL,
        audience: acme.inventory.id,
        now: () => acme.clock.now,
        fetch: fetchFrom(acme),
      })
      const verified = await verifier.verify(accessToken)
      assert.equal(verified.subject, payload.sub)
      assert.equal(verified.organizationId, acme.organization.id)
      assert.ok(verified.hasPermission('inventory:item.read'))
      assert.ok(!verified.hasPermission('inventory:item.write'))
      assert.ok(verified.hasOrganizationRole('org_member'))
      const forBilling = createVerifier({
        issuer: PUBLIC_URL,
        audience: acme.billing.id,
        now: () => acme.clock.now,
        fetch: fetchFrom(acme),
      })
      await assert.rejects(forBilling.verify(accessToken), { code: 'audience_mismatch' })
    })
  })
}

suite('an access token', () => {
  test('differs from every other in jti and context', async (t) => {
    const { acme, value, accessToken } = await issued(t)
    const tokens = [accessToken]
    for (let more = 0; more < 50; more++) tokens.push(await accessTokenFor(acme, value))
    for (const claim of ['jti', 'context']) {
      assert.equal(new Set(tokens.map((token) => claimsOf(token)[claim])).size, tokens.length)
    }
  })

  test('names a client that is nobody: never the subject of a token', async (t) => {
    const { acme, accessToken } = await issued(t)
    const tokens = [accessToken, await accessTokenFor(acme, (await tokenOf(acme, 'olivia')).value)]
    const clients = tokens.flatMap((token) => [claimsOf(token)['azp'], claimsOf(token)['client_id']])
    const subjects = new Set(tokens.map((token) => claimsOf(token)['sub']))
    assert.equal(new Set(clients).size, 2)
    assert.ok(clients.every((client) => typeof client === 'string' && !subjects.has(client)))
    for (const subject of subjects)
      assert.match(String(subject), new RegExp(`^local:${UUID.source.slice(1)}`))
  })

  test('names every service it can do something in, and no other', async (t) => {
    const { acme } = await issued(t)
    const all = claimsOf(await accessTokenFor(acme, (await tokenOf(acme, 'olivia')).value))
    assert.deepEqual((all['aud'] as string[]).toSorted(), [acme.inventory.id, acme.billing.id].toSorted())
    const permissions = [{ name: 'billing:invoice.read' }]
    const one = await tokenOf(acme, 'olivia', {
      scopes: { services: [{ serviceId: acme.billing.id, permissions }] },
    })
    const { aud, perms, scope } = claimsOf(await accessTokenFor(acme, one.value))
    assert.deepEqual(aud, [acme.billing.id])
    assert.deepEqual(perms, [`external/${acme.billing.id}/billing:invoice.read`])
    assert.equal(scope, 'billing:invoice.read')
  })
})
