/** The same promises for every framework, each with a real server and its own way of writing routes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import test, { suite } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { expressGuards } from './express.ts'
import { NOW_SECONDS, SERVICE, startIssuer } from './fake-issuer.ts'
import { fastifyGuards } from './fastify.ts'
import { fetchGuards } from './fetch.ts'
import { CALLERS, makeKey } from './forge-token.ts'
import { honoGuards } from './hono.ts'
import { accessTokenOf, createVerifier, type Verifier } from './index.ts'

const READ = 'inventory:item.read'
const key = makeKey('ES256')

/** Who calls, in words for people. */
function callerOf(request: object): string {
  const token = accessTokenOf(request)
  return token.kind === 'machine' ? token.clientId : token.username
}

/** Each server has the same five routes, and answers with the user's name. */
const frameworks: Record<string, (verifier: Verifier) => Promise<Server>> = {
  async express(verifier) {
    const { requireToken, requirePermission, requireRole, requireOrganizationRole } = expressGuards(verifier)
    const app = express()
    app.get('/me', requireToken({ organization: 'any' }), (request, response) =>
      response.json(callerOf(request)),
    )
    app.get('/items', requirePermission(READ, { organization: 'any' }), (request, response) =>
      response.json(callerOf(request)),
    )
    app.get('/admin', requireRole('inventory:admin', { organization: 'any' }), (request, response) =>
      response.json(callerOf(request)),
    )
    app.get('/owner', requireOrganizationRole('org_owner', { organization: 'any' }), (_, response) =>
      response.json('owner'),
    )
    const ofWarehouse = {
      organization: 'any' as const,
      resource: (request: express.Request) => request.params.id?.toString(),
    }
    app.get('/warehouses/:id', requirePermission(READ, ofWarehouse), (request, response) => {
      response.json(request.params.id.toString())
    })
    app.get('/unguarded', (request, response) => response.json(callerOf(request)))
    app.use(
      ((_error, _request, response, _next) => void response.sendStatus(500)) as express.ErrorRequestHandler,
    )
    return app.listen(0, '127.0.0.1')
  },
  async fastify(verifier) {
    const { requireToken, requirePermission, requireRole, requireOrganizationRole } = fastifyGuards(verifier)
    const app = fastify()
    const name = async (request: object) => JSON.stringify(callerOf(request))
    app.get('/me', { onRequest: requireToken({ organization: 'any' }) }, name)
    app.get('/items', { onRequest: requirePermission(READ, { organization: 'any' }) }, name)
    app.get('/admin', { preHandler: [requireRole('inventory:admin', { organization: 'any' })] }, name)
    app.get(
      '/owner',
      { onRequest: requireOrganizationRole('org_owner', { organization: 'any' }) },
      async () => '"owner"',
    )
    app.get<{ Params: { id: string } }>(
      '/warehouses/:id',
      {
        onRequest: requirePermission(READ, { organization: 'any', resource: (request) => request.params.id }),
      },
      async (request) => JSON.stringify(request.params.id),
    )
    app.get('/unguarded', name)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
  async hono(verifier) {
    const { requireToken, requirePermission, requireRole, requireOrganizationRole } = honoGuards(verifier)
    const app = new Hono()
    app.get('/me', requireToken({ organization: 'any' }), (context) => context.json(callerOf(context)))
    app.get('/items', requirePermission(READ, { organization: 'any' }), (context) =>
      context.json(callerOf(context)),
    )
    app.get('/admin', requireRole('inventory:admin', { organization: 'any' }), (context) =>
      context.json(callerOf(context)),
    )
    app.get('/owner', requireOrganizationRole('org_owner', { organization: 'any' }), (context) =>
      context.json('owner'),
    )
    app.get(
      '/warehouses/:id',
      requirePermission(READ, { organization: 'any', resource: (context) => context.req.param('id') }),
      (context) => context.json(context.req.param('id')),
    )
    app.get('/unguarded', (context) => context.json(callerOf(context)))
    app.onError((_error, context) => context.text('', 500))
    return listening(createAdaptorServer({ fetch: app.fetch }) as Server)
  },
  async fetch(verifier) {
    const { requireToken, requirePermission, requireRole, requireOrganizationRole } = fetchGuards(verifier)
    const name = (request: Request) => Response.json(callerOf(request))
    const warehouse = (request: Request) => decodeURIComponent(request.url.split('/').at(-1)!)
    const routes: Record<string, (request: Request) => Response | Promise<Response>> = {
      me: requireToken({ organization: 'any' })(name),
      items: requirePermission(READ, { organization: 'any' })(name),
      admin: requireRole('inventory:admin', { organization: 'any' })(name),
      owner: requireOrganizationRole('org_owner', { organization: 'any' })(() => Response.json('owner')),
      warehouses: requirePermission(READ, { organization: 'any', resource: warehouse })((request) =>
        Response.json(warehouse(request)),
      ),
      unguarded: name,
    }
    return listening(
      createAdaptorServer({
        fetch: (request) => routes[new URL(request.url).pathname.split('/')[1]!]!(request),
      }) as Server,
    )
  },
}

for (const [framework, serve] of Object.entries(frameworks)) {
  suite(framework, () => {
    test('a token comes in as csp-auth-token or as a bearer token, in any case of the scheme', async () => {
      await using service = await start(serve)
      const token = service.token()
      const ways: Record<string, string>[] = [
        { 'csp-auth-token': token },
        { authorization: `Bearer ${token}` },
        { authorization: `bEARER  ${token}` },
        { 'csp-auth-token': token, authorization: `Bearer ${token}` },
        { 'csp-auth-token': token, authorization: 'Basic YTpi' },
        { 'csp-auth-token': '', authorization: `Bearer ${token}` },
      ]
      for (const headers of ways) {
        const { status, body } = await service.get('/me', headers)
        assert.deepEqual({ status, body }, { status: 200, body: 'ada@example.com' })
      }
    })

    test('without a token the answer says what to bring, and blames nothing', async () => {
      await using service = await start(serve)
      const ways = [
        {},
        { authorization: 'Basic YTpi' },
        { authorization: 'Bearer' },
        { 'csp-auth-token': '' },
      ]
      for (const headers of ways as Record<string, string>[]) {
        const { status, header, body } = await service.get('/me', headers)
        assert.deepEqual([status, body.status, body.code], [401, 401, 'token_missing'])
        assert.equal(header('www-authenticate'), 'Bearer realm="countersign"')
        assert.equal(header('content-type')?.split(';')[0], 'application/json')
      }
    })

    test('two different tokens are refused, good as each may be', async () => {
      await using service = await start(serve)
      const { status, header, body } = await service.get('/me', {
        'csp-auth-token': service.token(),
        authorization: `Bearer ${service.token()}`,
      })
      assert.deepEqual([status, body.code], [401, 'token_ambiguous'])
      assert.match(
        header('www-authenticate')!,
        /^Bearer realm="countersign", error="invalid_request", error_description="[^"]+"$/,
      )
    })

    test('a token that does not hold is a 401 with the reason', async () => {
      await using service = await start(serve)
      for (const [token, code] of [
        [service.token({ exp: NOW_SECONDS - 1 }), 'token_expired'],
        ['not a token', 'token_malformed'],
      ] as const) {
        const { status, header, body } = await service.get('/me', { authorization: `Bearer ${token}` })
        assert.deepEqual([status, body.code], [401, code])
        assert.match(
          header('www-authenticate')!,
          /^Bearer realm="countersign", error="invalid_token", error_description="[^"]+"$/,
        )
      }
    })

    test('a good token for other services is a 403, so that nobody logs in again in vain', async () => {
      await using service = await start(serve)
      for (const aud of [['another'], 'another', 'https://tokens.example.com/none']) {
        const token = service.token({ aud })
        const { status, header, body } = await service.get('/me', { authorization: `Bearer ${token}` })
        assert.deepEqual([status, body.code], [403, 'audience_mismatch'])
        assert.match(header('www-authenticate')!, /error="insufficient_scope"/)
      }
    })

    test('one that has expired is a 401 all the same, whomever it was for: the next one may be ours', async () => {
      await using service = await start(serve)
      for (const more of [{ aud: 'another' }, { ovl: true }]) {
        const token = service.token({ ...more, exp: NOW_SECONDS - 1 })
        const { status, body } = await service.get('/me', { authorization: `Bearer ${token}` })
        assert.deepEqual([status, body.code], [401, 'token_expired'])
      }
    })

    test('a token too large to carry its rights is let in by those it has, which the issuer tells', async () => {
      await using service = await start(serve)
      const headers = { 'csp-auth-token': service.token({ ovl: true, perms: [] }) }
      assert.equal((await service.get('/me', headers)).status, 200)
      assert.equal(service.issuer.timesExpanded(), 0)
      service.issuer.perms = [`external/${SERVICE}/north/${READ}`]
      assert.equal((await service.get('/warehouses/north', headers)).status, 200)
      assert.equal((await service.get('/warehouses/south', headers)).status, 403)
      assert.equal(service.issuer.timesExpanded(), 1)
    })

    test('with them out of reach it is neither let in nor told that it has none, but when to come back', async () => {
      await using service = await start(serve)
      service.issuer.expand = (_request, response) => response.writeHead(500).end()
      const { status, header, body } = await service.get('/items', {
        authorization: `Bearer ${service.token({ ovl: true, perms: [] })}`,
      })
      assert.deepEqual([status, body.code, header('retry-after')], [503, 'rights_unavailable', '5'])
      assert.doesNotMatch(JSON.stringify(body), /127\.0\.0\.1/)
    })

    test('a permission, a role and an organization role let in those who hold them and are a 403 to others', async () => {
      await using service = await start(serve)
      const perms = [`external/${SERVICE}/${READ}`, `external/${SERVICE}/inventory:admin`, 'csp:org_owner']
      const [able, unable] = [service.token({ perms }), service.token({ perms: [] })]
      for (const [path, code] of [
        ['/items', 'permission_missing'],
        ['/admin', 'role_missing'],
        ['/owner', 'role_missing'],
      ] as const) {
        assert.equal((await service.get(path, { 'csp-auth-token': able })).status, 200)
        const { status, header, body } = await service.get(path, { 'csp-auth-token': unable })
        assert.deepEqual([status, body.code], [403, code])
        assert.match(header('www-authenticate')!, /error="insufficient_scope"/)
      }
    })

    test('a machine, and an app for a person, are let in by what they hold, as a person is', async () => {
      await using service = await start(serve)
      const perms = [`external/${SERVICE}/${READ}`]
      for (const [caller, name] of [
        [CALLERS.machine, 'app-7k2m9q4x'],
        [CALLERS.app, 'ada@example.com'],
      ] as const) {
        const headers = { authorization: `Bearer ${service.token({ ...caller, perms })}` }
        const { status, body } = await service.get('/items', headers)
        assert.deepEqual([status, body], [200, name])
        assert.equal((await service.get('/admin', headers)).body.code, 'role_missing')
      }
    })

    test('a permission for one resource opens that one only, whatever its name', async () => {
      await using service = await start(serve)
      const name = 'north/7 "ä"\r\n'
      const perms = [`external/${SERVICE}/${encodeURIComponent(name)}/${READ}`]
      const headers = { 'csp-auth-token': service.token({ perms }) }
      const opened = await service.get(`/warehouses/${encodeURIComponent(name)}`, headers)
      assert.deepEqual([opened.status, opened.body], [200, name])
      assert.equal((await service.get('/warehouses/south', headers)).status, 403)
      assert.equal((await service.get('/items', headers)).status, 403)
    })

    test('with the keys out of reach the answer is a 503 that says when to come back', async () => {
      await using service = await start(serve)
      await service.issuer.goAway()
      const { status, header, body } = await service.get('/me', { 'csp-auth-token': service.token() })
      assert.deepEqual([status, body.code, header('retry-after')], [503, 'keys_unavailable', '1'])
      assert.equal(header('www-authenticate'), null)
      assert.doesNotMatch(JSON.stringify(body), /ECONNREFUSED|127\.0\.0\.1/)
    })

    test('a mistake in the service is a 500, and never lets anyone in', async () => {
      await using service = await start(serve)
      assert.equal((await service.get('/unguarded', { 'csp-auth-token': service.token() })).status, 500)
    })
  })
}

async function start(serve: (verifier: Verifier) => Promise<Server>) {
  const issuer = await startIssuer(key)
  const server = await serve(
    createVerifier({ issuer: issuer.url, audience: SERVICE, now: () => NOW_SECONDS * 1000 }),
  )
  if (!server.listening) await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    issuer,
    token: (overrides?: object) => issuer.token(key, overrides),
    async get(path: string, headers: Record<string, string>) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
      const body = await response.text()
      return {
        status: response.status,
        header: (name: string) => response.headers.get(name),
        body:
          response.headers.get('content-type')?.includes('json') || body.startsWith('"')
            ? JSON.parse(body)
            : body,
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await issuer[Symbol.asyncDispose]()
    },
  }
}

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
