/** A service that checks access tokens with our own library gets all the rights of those that overflow, and asks for no others. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createVerifier, type VerifierOptions } from '@countersign/verify'
import { fetchGuards } from '@countersign/verify/fetch'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { accessTokenFor, tokenOf } from '../../../testing/compatible.ts'
import { apiTokensPath, claimsOf, request, signIn } from '../../../testing/requests.ts'

const EXPAND = /expand-overflow-claims/
const READ = 'inventory:item.read'

for (const accessTokenType of ['at+jwt', 'JWT'] as const) {
  suite(`with access tokens of the type ${accessTokenType}`, async () => {
    const acme = await openAcme({ after }, { env: { COUNTERSIGN_ACCESS_TOKEN_TYPE: accessTokenType } })
    const { inventory, member } = acme
    // Enough for the names of the roles alone; the owner's do not fit either.
    for (let at = 0; at < 60; at++)
      await acme.give(member, 'inventory:admin', inventory, { resource: `${at}` })
    for (let at = 0; at < 150; at++)
      await acme.give(acme.owner, 'inventory:admin', inventory, { resource: `resource ${at}` })

    function service(options: Partial<VerifierOptions> = {}) {
      const asked: string[] = []
      const verifier = createVerifier({
        issuer: PUBLIC_URL,
        audience: inventory.id,
        accessTokenType,
        now: () => acme.clock.now,
        fetch: async (input, init) => {
          const { pathname, search } = new URL(String(input))
          asked.push(pathname)
          const headers = Object.fromEntries(new Headers(init?.headers))
          const answer = await acme.app.server.inject({ url: pathname + search, headers })
          return new Response(answer.body, { status: answer.statusCode })
        },
        ...options,
      })
      const guards = fetchGuards(verifier)
      const ofResource = {
        organization: 'any' as const,
        resource: (of: Request) => decodeURIComponent(new URL(of.url).pathname.slice(1)),
      }
      const routes = {
        token: guards.requireToken({ organization: 'any' }),
        read: guards.requirePermission(READ, ofResource),
        admin: guards.requireRole('inventory:admin', ofResource),
        owner: guards.requireOrganizationRole('org_owner', { organization: 'any' }),
      }
      return {
        verifier,
        timesAsked: () => asked.filter((path) => EXPAND.test(path)).length,
        async call(route: keyof typeof routes, token: string, resource = '7') {
          const headers = { authorization: `Bearer ${token}` }
          const url = `http://service/${encodeURIComponent(resource)}`
          return (await routes[route](() => new Response())(new Request(url, { headers }))).status
        },
      }
    }

    test('a permission that is not carried is found, once asked about, and one that is not held is not', async () => {
      const token = await accessTokenFor(acme, (await tokenOf(acme, 'max')).value)
      assert.equal(claimsOf(token)['ovl'], true)
      const { call, timesAsked } = service()
      assert.deepEqual([await call('token', token), await call('admin', token)], [200, 200])
      assert.deepEqual([await call('admin', token, '60'), await call('owner', token)], [403, 403])
      assert.equal(timesAsked(), 0)
      const ways = Array.from({ length: 60 }, (_, at) => call('read', token, `${at}`))
      assert.deepEqual(new Set(await Promise.all(ways)), new Set([200]))
      // A viewer of everything, which max is, reads everything.
      assert.equal(await call('read', token, '60'), 200)
      assert.equal(timesAsked(), 1)
    })

    test('roles that are not carried are found too', async () => {
      const token = await accessTokenFor(acme, (await tokenOf(acme, 'olivia')).value)
      assert.equal('perms' in claimsOf(token), false)
      const { call, verifier, timesAsked } = service()
      assert.deepEqual([await call('token', token), timesAsked()], [200, 0])
      assert.deepEqual([await call('owner', token), await call('admin', token, 'resource 149')], [200, 200])
      const verified = await verifier.verify(token)
      assert.equal(verified.resourcesWith(READ), 'all')
      assert.deepEqual(verified.claims.perms, [...new Set(verified.claims.perms)])
      assert.ok(verified.claims.perms!.length > 450)
      assert.equal(timesAsked(), 1)
    })

    test('one that was narrowed has no more than it was narrowed to', async () => {
      const { value } = await tokenOf(acme, 'olivia')
      const scope = { scope: 'inventory:item.read inventory:item.write' }
      const token = await accessTokenFor(acme, value, scope)
      const verified = await service().verifier.verify(token)
      assert.ok(verified.hasPermission(READ, { resource: 'resource 3' }))
      assert.ok(!verified.hasPermission('inventory:item.delete', { resource: 'resource 3' }))
      assert.ok(!verified.hasOrganizationRole('org_owner'))
    })

    test('one whose API token is revoked is refused when it is asked about', async () => {
      const { value, id } = await tokenOf(acme, 'max')
      const token = await accessTokenFor(acme, value)
      const headers = await signIn(acme, 'max')
      await request(acme, 'DELETE', `${apiTokensPath(acme)}/${id}`, { headers })
      const { call } = service()
      assert.deepEqual([await call('read', token), await call('read', token)], [401, 401])
    })

    test('where the service does not ask, the answer is a 503 and no request', async () => {
      const token = await accessTokenFor(acme, (await tokenOf(acme, 'max')).value)
      const { call, timesAsked } = service({ overflow: 'refuse' })
      assert.deepEqual([await call('admin', token), await call('read', token, 'x')], [200, 503])
      assert.equal(timesAsked(), 0)
    })

    test('a token that carries all of its rights is never asked about', async () => {
      const { value } = await tokenOf(acme, 'max')
      const token = await accessTokenFor(acme, value, { scope: `external/${inventory.id}/inventory:viewer` })
      const { call, timesAsked } = service()
      assert.equal(claimsOf(token)['ovl'], undefined)
      assert.deepEqual([await call('read', token), await call('owner', token)], [200, 403])
      assert.equal(timesAsked(), 0)
    })
  })
}
