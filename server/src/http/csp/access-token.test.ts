/** The access token, claim by claim, with every way of signing it: checked as a service would, offline, by two libraries. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createVerifier } from '@countersign/verify'
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  decodeProtectedHeader,
  exportJWK,
  importSPKI,
  jwtVerify,
} from 'jose'
import { openAcme, PUBLIC_URL, type Acme } from '../../../testing/acme.ts'
import { accessTokenFor, call, tokenOf } from '../../../testing/compatible.ts'
import { claimsOf, COMPATIBLE, exchange, request } from '../../../testing/requests.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A clock that stands just before the next second: what is rounded up is in the future. */
const LATE_IN_A_SECOND = Math.floor(Date.now() / 1000) * 1000 - 1

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

/** Each with another lifetime: the default, the shortest and the longest. */
const WAYS = [
  { algorithm: 'RS256', seconds: 1800, env: {} },
  { algorithm: 'ES256', seconds: 60 },
  { algorithm: 'Ed25519', seconds: 18_000 },
].map(({ algorithm, seconds, env }) => ({
  algorithm,
  seconds,
  env: env ?? {
    COUNTERSIGN_SIGNING_ALGORITHM: algorithm,
    COUNTERSIGN_ACCESS_TOKEN_SECONDS: String(seconds),
  },
}))

for (const { algorithm, seconds, env } of WAYS) {
  suite(`signed with ${algorithm}, for ${seconds} seconds`, async () => {
    const acme = await openAcme({ after }, { env, now: LATE_IN_A_SECOND })
    const { value, id } = await tokenOf(acme, 'max')
    const { access_token: accessToken, expires_in: expiresIn } = (await exchange(acme, value)).body
    const { body: document } = await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key`)
    const { body: jwks } = await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key?format=jwks`)
    const currentDate = new Date(acme.clock.now)

    test('an access token has the header and the claims of the contract', async () => {
      const header = { alg: algorithm, kid: jwks.keys[0].kid, typ: 'at+jwt' }
      assert.deepEqual(decodeProtectedHeader(accessToken), header)
      const { payload } = await jwtVerify(accessToken, createLocalJWKSet(jwks), {
        issuer: PUBLIC_URL,
        audience: acme.inventory.id,
        typ: 'at+jwt',
        algorithms: [algorithm],
        currentDate,
      })
      const { context, jti, status } = payload
      const issuedAt = Math.floor(acme.clock.now / 1000)
      assert.deepEqual(payload, {
        iss: PUBLIC_URL,
        sub: `local:${acme.member.id}`,
        aud: acme.inventory.id,
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
        exp: issuedAt + seconds,
        jti,
        // Ours: which value of the API token it came from, so that a regenerated one takes its access tokens with it.
        value_id: value.slice(4, 16),
        status,
        as_of: await acme.app.needs.store.revocation.position(),
      })
      assert.match(String(context), UUID)
      assert.match(String(jti), UUID)
      assert.match(JSON.stringify(status), /"idx":\d+,"uri":"[^"]+\/status-lists\/1"/)
      assert.equal(expiresIn, seconds - 1)
    })

    test('an access token is good in its service, by our own library, and in no other', async () => {
      const verifierFor = (audience: string) =>
        createVerifier({
          issuer: PUBLIC_URL,
          audience,
          now: () => acme.clock.now,
          fetch: fetchFrom(acme),
        })
      const verified = await verifierFor(acme.inventory.id).verify(accessToken)
      assert.equal(verified.subject, `local:${acme.member.id}`)
      assert.equal(verified.organizationId, acme.organization.id)
      assert.equal(verified.clientId, id)
      assert.ok(verified.hasPermission('inventory:item.read') && verified.hasRole('inventory:viewer'))
      assert.ok(!verified.hasPermission('inventory:item.write') && !verified.hasOrganizationRole('org_owner'))
      await assert.rejects(verifierFor(acme.billing.id).verify(accessToken), { code: 'audience_mismatch' })
    })

    test('the key document has the key in use as a PEM, and every key with alg, use and its thumbprint', async () => {
      assert.deepEqual(Object.keys(document).toSorted(), ['alg', 'issuer', 'keys', 'value'])
      assert.deepEqual([document.alg, document.issuer], [algorithm, PUBLIC_URL])
      assert.match(document.value, /^-----BEGIN PUBLIC KEY-----\n/)
      assert.deepEqual(jwks, { keys: document.keys })
      assert.equal(document.keys.length, 2)
      for (const key of document.keys) {
        assert.deepEqual([key.alg, key.use, key.kid], [algorithm, 'sig', await calculateJwkThumbprint(key)])
        for (const secret of ['d', 'p', 'q', 'k']) assert.ok(!(secret in key), secret)
      }
      const pem = await importSPKI(document.value, algorithm, { extractable: true })
      const { kid, alg, use, ...inUse } = document.keys[0]
      assert.deepEqual(await exportJWK(pem), inUse)
      await jwtVerify(accessToken, pem, { currentDate })
    })

    test('an access token is taken until its last second, and not in the next', async () => {
      const statusAt = async (at: number) => {
        acme.clock.now = at
        return (await call(acme, accessToken, 'GET', '/loggedin/user')).status
      }
      const endsAt = (claimsOf(accessToken)['exp'] as number) * 1000
      assert.deepEqual([await statusAt(endsAt - 1), await statusAt(endsAt)], [200, 401])
    })
  })
}

suite('where access tokens are of the type JWT', async () => {
  const acme = await openAcme({ after }, { env: { COUNTERSIGN_ACCESS_TOKEN_TYPE: 'JWT' } })
  const { value } = await tokenOf(acme, 'max', { scopes: { allRoles: true, openId: true } })
  const { access_token: accessToken, id_token: idToken } = (await exchange(acme, value)).body

  test('one says so, and is taken by our own API', async () => {
    assert.equal(decodeProtectedHeader(accessToken).typ, 'JWT')
    assert.equal((await call(acme, accessToken, 'GET', '/loggedin/user')).status, 200)
  })

  test('an ID token is still none, on either face', async () => {
    assert.equal(decodeProtectedHeader(idToken).typ, 'JWT')
    const { status, body } = await call(acme, idToken, 'GET', '/loggedin/user')
    assert.deepEqual([status, body.error], [401, 'invalid_token'])
    const headers = { authorization: `Bearer ${idToken}` }
    const own = `/api/v1/organizations/${acme.organization.id}/my-roles`
    assert.equal((await request(acme, 'GET', own, { headers })).status, 401)
  })
})

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
    assert.equal(narrow['aud'], acme.billing.id)
    assert.deepEqual(narrow['perms'], [`external/${acme.billing.id}/billing:invoice.read`])
    assert.equal(narrow['scope'], 'billing:invoice.read')
  })
})
