/** The access token, claim by claim, with every way of signing it: checked as a service would, offline, by two libraries. */
import assert from 'node:assert/strict'
import { after, suite, test, type TestContext } from 'node:test'
import { createVerifier } from '@countersign/verify'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { SIGNING_ALGORITHMS } from '../../domain/signing-key.ts'
import { openAcme, PUBLIC_URL, type Acme } from '../../testing/acme.ts'
import { accessTokenFor, tokenOf } from '../../testing/compatible.ts'
import { claimsOf, COMPATIBLE, request } from '../../testing/requests.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A clock that stands just before the next second: what is rounded up is in the future. */
const LATE_IN_A_SECOND = Math.floor(Date.now() / 1000) * 1000 - 1

async function issued(t: TestContext, env: Readonly<Record<string, string>>) {
  const acme = await openAcme(t, { env, now: LATE_IN_A_SECOND })
  const { value, id } = await tokenOf(acme, 'max')
  const jwks = await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key?format=jwks`)
  return { acme, id, jwks: jwks.body, accessToken: await accessTokenFor(acme, value) }
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

suite('an access token', async () => {
  const acme = await openAcme({ after })
  const own = (await tokenOf(acme, 'max')).value
  const owners = (await tokenOf(acme, 'olivia')).value
  const billing = [{ serviceId: acme.billing.id, permissions: [{ name: 'billing:invoice.read' }] }]
  const readsInvoices = (await tokenOf(acme, 'olivia', { scopes: { services: billing } })).value
  const claims = async (value: string) => claimsOf(await accessTokenFor(acme, value))

  test('differs from every other in jti and context', async () => {
    const all = []
    for (let exchanges = 0; exchanges < 50; exchanges++) all.push(await claims(own))
    assert.equal(new Set(all.map(({ jti }) => jti)).size, 50)
    assert.equal(new Set(all.map(({ context }) => context)).size, 50)
  })

  test('names a client that is nobody: never the subject of a token', async () => {
    const all = [await claims(own), await claims(owners)]
    const clients = all.flatMap(({ azp, client_id }) => [azp, client_id])
    const subjects = new Set(all.map(({ sub }) => sub))
    assert.deepEqual([new Set(clients).size, subjects.size], [2, 2])
    assert.ok(clients.every((client) => typeof client === 'string' && !subjects.has(client)))
  })

  test('names every service it can do something in, and no other', async () => {
    const { aud } = await claims(owners)
    assert.deepEqual((aud as string[]).toSorted(), [acme.inventory.id, acme.billing.id].toSorted())
    const narrow = await claims(readsInvoices)
    assert.deepEqual(narrow['aud'], [acme.billing.id])
    assert.deepEqual(narrow['perms'], [`external/${acme.billing.id}/billing:invoice.read`])
    assert.equal(narrow['scope'], 'billing:invoice.read')
  })
})
