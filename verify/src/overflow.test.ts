/** Tokens too large to carry their rights: the issuer is asked when a check needs it, never more than that, and nobody else. */
import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import test, { suite } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { type FakeIssuer, NOW_SECONDS, SERVICE, startIssuer } from './fake-issuer.ts'
import { claimsOf, headerOf, makeKey, signToken } from './forge-token.ts'
import { fetchGuards } from './fetch.ts'
import { accessTokenOf, createVerifier, type VerifierOptions } from './index.ts'

const READ = 'inventory:item.read'
const ADMIN = 'inventory:admin'
const grant = (name: string) => `external/${SERVICE}/${name}`
const key = makeKey('ES256')

async function setUp(options: Partial<VerifierOptions> = {}) {
  const issuer = await startIssuer(key)
  issuer.perms = ['csp:org_member', grant(ADMIN), grant(READ)]
  const clock = { seconds: NOW_SECONDS }
  const verifier = createVerifier({
    issuer: issuer.url,
    audience: SERVICE,
    now: () => clock.seconds * 1000,
    ...options,
  })
  const { requireToken, requirePermission, requireRole, requireOrganizationRole } = fetchGuards(verifier)
  const guards = {
    token: requireToken({ organization: 'any' }),
    read: requirePermission(READ, { organization: 'any' }),
    write: requirePermission('inventory:item.write', { organization: 'any' }),
    admin: requireRole(ADMIN, { organization: 'any' }),
    clerk: requireRole('inventory:clerk', { organization: 'any' }),
    owner: requireOrganizationRole('org_owner', { organization: 'any' }),
  }
  return {
    issuer,
    clock,
    verifier,
    /** With the names of the roles, as most tokens that overflow. */
    token: (more: object = {}) =>
      issuer.token(key, { ovl: true, ovl_of: { at: 1 }, perms: ['csp:org_member', grant(ADMIN)], ...more }),
    /** The status, or the code of the refusal. */
    async call(guard: keyof typeof guards, token: string): Promise<unknown> {
      const handle = guards[guard](() => new Response('let in'))
      const response = await handle(
        new Request('http://service', { headers: { authorization: `Bearer ${token}` } }),
      )
      return response.ok ? response.status : ((await response.json()) as { code: string }).code
    },
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  }
}

const status =
  (code: number): RequestListener =>
  (_request, response) =>
    response.writeHead(code).end('{}')

suite('a token that overflows', () => {
  test('is asked about when a check needs what it leaves out, once, however many come at once', async () => {
    await using service = await setUp()
    const token = service.token()
    const calls = Array.from({ length: 40 }, () => service.call('read', token))
    assert.deepEqual(new Set(await Promise.all(calls)), new Set([200]))
    assert.equal(await service.call('write', token), 'permission_missing')
    assert.equal(service.issuer.timesExpanded(), 1)
  })

  test('is not asked about where what it carries decides', async () => {
    await using service = await setUp()
    const token = service.token()
    assert.equal(await service.call('token', token), 200)
    assert.equal(await service.call('admin', token), 200)
    assert.equal(await service.call('clerk', token), 'role_missing')
    assert.equal(await service.call('owner', token), 'role_missing')
    const ofOthers = service.token({ aud: 'another' })
    assert.equal(await service.call('read', ofOthers), 'audience_mismatch')
    assert.equal(await service.call('read', service.token({ exp: NOW_SECONDS })), 'token_expired')
    assert.equal(service.issuer.timesExpanded(), 0)
  })

  test('that carries no roles either is asked about for these too', async () => {
    await using service = await setUp()
    const token = service.token({ perms: undefined })
    assert.equal(await service.call('token', token), 200)
    assert.equal(service.issuer.timesExpanded(), 0)
    assert.equal(await service.call('admin', token), 200)
    assert.equal(await service.call('owner', token), 'role_missing')
    assert.equal(service.issuer.timesExpanded(), 1)
  })

  test('verified by hand has all its rights, and every other claim as it was signed', async () => {
    await using service = await setUp()
    const text = service.token()
    const token = await service.verifier.verify(text)
    token.requirePermission(READ)
    assert.deepEqual([token.hasRole(ADMIN), token.hasPermission('inventory:item.write')], [true, false])
    assert.equal(token.resourcesWith(READ), 'all')
    const carried = await service.verifier.verify(text, { rights: 'carried' })
    const { ovl, ovl_of, perms, scope, ...signed } = carried.claims
    assert.deepEqual([ovl, ovl_of, perms?.length, scope], [true, { at: 1 }, 2, ''])
    const { perms: all, scope: whole, ...same } = token.claims
    assert.deepEqual(same, signed)
    assert.deepEqual([all, whole], [service.issuer.perms, 'all of it'])
    assert.throws(() => (all as string[]).push('csp:org_owner'), TypeError)
    assert.throws(() => Object.assign(token.claims, { sub: 'local:someone-else' }), TypeError)
    assert.equal(service.issuer.timesExpanded(), 1)
  })

  test('says neither yes nor no to what it leaves out, until it has been asked about', async () => {
    await using service = await setUp()
    const token = await service.verifier.verify(service.token(), { rights: 'carried' })
    assert.equal(token.hasAllRights, false)
    const unknown = { code: 'rights_unavailable', status: 503, message: /withAllRights\(\)/ }
    assert.throws(() => token.hasPermission(READ), unknown)
    assert.throws(() => token.requirePermission(READ, { resource: 'a' }), unknown)
    assert.throws(() => token.resourcesWith(READ), unknown)
    const whole = await token.withAllRights()
    assert.deepEqual([whole.hasAllRights, whole.hasPermission(READ)], [true, true])
    assert.equal(await whole.withAllRights(), whole)
  })

  test('that a guard asked about is whole in the handler', async () => {
    await using service = await setUp()
    const handle = fetchGuards(service.verifier).requirePermission(READ, { organization: 'any' })((request) =>
      Response.json(accessTokenOf(request).resourcesWith(READ)),
    )
    const headers = { 'csp-auth-token': service.token() }
    assert.equal(await (await handle(new Request('http://service', { headers }))).json(), 'all')
  })

  test('is refused by the issuer when its API token was revoked, and so here', async () => {
    await using service = await setUp()
    service.issuer.expand = status(401)
    const token = service.token()
    assert.equal(await service.call('read', token), 'token_revoked')
    assert.equal(await service.call('read', token), 'token_revoked')
    assert.equal(service.issuer.timesExpanded(), 1)
  })

  test('is refused the moment it expires or is revoked here, also when its rights are known', async () => {
    const revoked = new Set<string>()
    await using service = await setUp({ isRevoked: ({ id }) => revoked.has(id) })
    const [one, other] = [service.token({ jti: 'one' }), service.token({ jti: 'other' })]
    assert.deepEqual([await service.call('read', one), await service.call('read', other)], [200, 200])
    revoked.add('one')
    assert.equal(await service.call('read', one), 'token_revoked')
    service.clock.seconds += 1800
    assert.equal(await service.call('read', other), 'token_expired')
  })

  test('is a 503 to a check that needs more, where the service does not ask the issuer', async () => {
    await using service = await setUp({ overflow: 'refuse' })
    const token = service.token()
    assert.deepEqual([await service.call('token', token), await service.call('admin', token)], [200, 200])
    assert.equal(await service.call('read', token), 'rights_unavailable')
    await assert.rejects(service.verifier.verify(token), {
      code: 'rights_unavailable',
      retryAfterSeconds: undefined,
      message: /does not ask the issuer/,
    })
    assert.equal(service.issuer.timesExpanded(), 0)
  })
})

suite('an issuer that', () => {
  const unavailable = { code: 'rights_unavailable', status: 503 }
  const claimsFor = ({ url }: FakeIssuer, more: object) => claimsOf(url, SERVICE, NOW_SECONDS, more)
  const json =
    (body: unknown): RequestListener =>
    (_request, response) =>
      response.end(JSON.stringify(body))
  const misbehaviours: Record<string, (issuer: FakeIssuer) => RequestListener> = {
    'answers 500': () => status(500),
    'answers 404': () => status(404),
    'answers 403': () => status(403),
    'answers nothing': () => (_request, response) => response.end(),
    'hangs up': () => (request) => request.socket.destroy(),
    'answers a page': () => (_request, response) => response.end('<html>'),
    'answers the claims of another token': (issuer) => json(claimsFor(issuer, { jti: 'another' })),
    'answers no perms': (issuer) => json(claimsFor(issuer, { jti: 'this', perms: undefined })),
    'answers perms that are none': (issuer) => json(claimsFor(issuer, { jti: 'this', perms: [7] })),
    'answers the part that the token has': (issuer) => json(claimsFor(issuer, { jti: 'this', ovl: true })),
    'answers a member twice': () => (_request, response) => response.end('{"perms":[],"perms":["a"]}'),
    'answers more than there can be': () => (_request, response) => response.end('x'.repeat(3_000_000)),
  }
  for (const [what, misbehave] of Object.entries(misbehaviours)) {
    test(`${what} makes a 503 with the cause behind it, and is not asked again at once`, async () => {
      await using service = await setUp()
      service.issuer.expand = misbehave(service.issuer)
      const token = service.token({ jti: 'this', sub: 'local:this' })
      await assert.rejects(service.verifier.verify(token), (error: Error & Record<string, unknown>) => {
        assert.deepEqual({ code: error['code'], status: error['status'] }, unavailable)
        assert.ok(error.cause instanceof Error)
        assert.ok((error['retryAfterSeconds'] as number) > 0)
        assert.ok(!`${error.stack} ${error.cause.stack}`.includes(token.slice(-30)))
        return true
      })
      for (let times = 0; times < 20; times++) {
        await assert.rejects(service.verifier.verify(token), unavailable)
      }
      assert.equal(service.issuer.timesExpanded(), 1)
    })
  }

  test('is there again is asked again, soon', async () => {
    await using service = await setUp()
    service.issuer.expand = status(500)
    const token = service.token()
    assert.equal(await service.call('read', token), 'rights_unavailable')
    service.issuer.expand = service.issuer.tellAll
    service.clock.seconds += 6
    assert.equal(await service.call('read', token), 200)
  })

  test('is away is not asked for each of many tokens, and is asked again a second later', async () => {
    await using service = await setUp()
    service.issuer.expand = status(503)
    const tokens = Array.from({ length: 30 }, () => service.token())
    for (const token of tokens) assert.equal(await service.call('read', token), 'rights_unavailable')
    assert.equal(service.issuer.timesExpanded(), 1)
    service.clock.seconds += 1.1
    service.issuer.expand = service.issuer.tellAll
    for (const token of tokens.slice(1)) assert.equal(await service.call('read', token), 200)
  })

  test('has trouble with one token is asked about the others', async () => {
    await using service = await setUp()
    service.issuer.expand = status(500)
    assert.equal(await service.call('read', service.token()), 'rights_unavailable')
    service.issuer.expand = service.issuer.tellAll
    assert.equal(await service.call('read', service.token()), 200)
  })

  test('redirects is not followed: the token goes to nobody else', async () => {
    await using service = await setUp()
    await using elsewhere = await startIssuer(key)
    for (const code of [301, 302, 303, 307, 308]) {
      service.issuer.expand = (_request, response) =>
        response.writeHead(code, { location: `${elsewhere.url}/` }).end()
      assert.equal(await service.call('read', service.token()), 'rights_unavailable')
    }
    assert.equal(service.issuer.timesExpanded(), 5)
    assert.deepEqual(elsewhere.asked, [])
  })
})

test('the token goes to the issuer, also where the keys come from elsewhere', async () => {
  await using issuer = await startIssuer(key)
  issuer.perms = [grant(READ)]
  await using keys = await startIssuer(key)
  const now = () => NOW_SECONDS * 1000
  const verifier = createVerifier({
    issuer: issuer.url,
    audience: SERVICE,
    jwksUri: `${keys.url}/keys`,
    now,
  })
  const token = await verifier.verify(issuer.token(key, { ovl: true, perms: [] }))
  assert.ok(token.hasPermission(READ))
  assert.deepEqual([keys.asked, issuer.timesExpanded(), issuer.asked.length], [['/keys'], 1, 1])
})

test('a token that says to come from elsewhere is never sent there, nor anywhere', async () => {
  await using service = await setUp()
  await using elsewhere = await startIssuer(key)
  const forged = signToken(key, headerOf(key), claimsOf(elsewhere.url, SERVICE, NOW_SECONDS, { ovl: true }))
  const unsigned = `${service.token().slice(0, -9)}AAAAAAAAA`
  for (const token of [forged, unsigned]) await assert.rejects(service.verifier.verify(token))
  await setTimeout(20)
  assert.deepEqual([elsewhere.asked, service.issuer.timesExpanded()], [[], 0])
})
