/**
 * Two organizations, one service, one audience: what a token of the one gets at the routes of the other, in every
 * framework, each with its own way of writing routes.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { suite, type TestContext } from 'node:test'
import { createAdaptorServer } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { expressGuards } from './express.ts'
import { NOW_SECONDS, SERVICE, startIssuer } from './fake-issuer.ts'
import { fastifyGuards } from './fastify.ts'
import { fetchGuards } from './fetch.ts'
import { makeKey } from './forge-token.ts'
import { honoGuards } from './hono.ts'
import { accessTokenOf, createVerifier, type Verifier } from './index.ts'

const READ = 'inventory:item.read'
const [A, B] = ['0a4b8c1d-59f2-4c0e-9a53-5d1f0c8e7a11', '0b4b8c1d-59f2-4c0e-9a53-5d1f0c8e7a11']
const PERMS = [`external/${SERVICE}/${READ}`, `external/${SERVICE}/inventory:admin`, 'csp:org_owner']
const GUARDS = ['token', 'permission', 'role', 'organization-role'] as const
const key = makeKey('ES256')

/** What callbacks of applications answer that were not written with care. */
type Wild = (named: string) => never

type Guarded<Guard> = Readonly<Record<(typeof GUARDS)[number], Guard>>
type Four<Guard, Of> = {
  requireToken(of: Of): Guard
  requirePermission(permission: string, of: Of): Guard
  requireRole(role: string, of: Of): Guard
  requireOrganizationRole(role: string, of: Of): Guard
}
const four = <Guard, Of>(guards: Four<Guard, Of>, of: Of): Guarded<Guard> => ({
  token: guards.requireToken(of),
  permission: guards.requirePermission(READ, of),
  role: guards.requireRole('inventory:admin', of),
  'organization-role': guards.requireOrganizationRole('org_owner', of),
})

const PATH = '/organizations/:organization'

/** Each serves `/organizations/:organization/<guard>`, and answers with the organization of the token. */
const frameworks: Record<string, (verifier: Verifier, wild?: Wild) => Promise<Server>> = {
  async express(verifier, wild) {
    const app = express()
    const organization = (request: express.Request) =>
      wild ? wild(request.path) : request.params['organization']?.toString()
    for (const [path, guard] of Object.entries(four(expressGuards(verifier), { organization })))
      app.get(`${PATH}/${path}`, guard, (request, response) => {
        response.send(accessTokenOf(request).organizationId)
      })
    app.use(
      ((_error, _request, response, _next) => void response.sendStatus(500)) as express.ErrorRequestHandler,
    )
    return app.listen(0, '127.0.0.1')
  },
  async fastify(verifier, wild) {
    const app = fastify()
    const organization = (request: { url: string; params: { organization: string } }) =>
      wild ? wild(request.url) : request.params.organization
    const of = { organization } as { organization: (request: object) => string }
    for (const [path, guard] of Object.entries(four(fastifyGuards(verifier), of)))
      app.get(
        `${PATH}/${path}`,
        { onRequest: guard },
        async (request) => accessTokenOf(request).organizationId,
      )
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app.server
  },
  async hono(verifier, wild) {
    const app = new Hono()
    const of = {
      organization: (context: { req: { param(name: string): string | undefined } }) =>
        wild ? wild('') : context.req.param('organization'),
    }
    for (const [path, guard] of Object.entries(four(honoGuards(verifier), of)))
      app.get(`${PATH}/${path}`, guard, (context) => context.text(accessTokenOf(context).organizationId))
    app.onError((_error, context) => context.text('', 500))
    return listening(createAdaptorServer({ fetch: app.fetch }) as Server)
  },
  async fetch(verifier, wild) {
    const named = (request: Request): string[] =>
      new URL(request.url).pathname.split('/').map(decodeURIComponent)
    const of = { organization: (request: Request) => (wild ? wild(request.url) : named(request)[2]) }
    const guards = four(fetchGuards(verifier), of)
    return listening(
      createAdaptorServer({
        fetch: (request) =>
          guards[named(request)[3] as (typeof GUARDS)[number]](
            (asked) => new Response(accessTokenOf(asked).organizationId),
          )(request),
      }) as Server,
    )
  },
}

for (const [framework, serve] of Object.entries(frameworks)) {
  suite(framework, () => {
    test('every guard lets a token in at its own organization, and at no other', async (t) => {
      const { get, token } = await start(t, serve)
      for (const [own, other] of [
        [A, B],
        [B, A],
      ] as const) {
        for (const guard of GUARDS) {
          const good = token({ context_name: own })
          assert.deepEqual(await get(`/organizations/${own}/${guard}`, good), { status: 200, text: own })
          const { status, text } = await get(`/organizations/${other}/${guard}`, good)
          assert.deepEqual([status, JSON.parse(text).code], [403, 'organization_mismatch'])
          assert.match(text, /Send one that was exchanged from an API token of that organization/)
          assert.doesNotMatch(text, new RegExp(`${A}|${B}|inventory`))
        }
      }
    })

    test('who lacks the right is told so at its own organization only', async (t) => {
      const { get, token } = await start(t, serve)
      const poor = token({ context_name: A, perms: [] })
      for (const guard of GUARDS.slice(1)) {
        assert.match((await get(`/organizations/${A}/${guard}`, poor)).text, /_missing/)
        assert.match((await get(`/organizations/${B}/${guard}`, poor)).text, /organization_mismatch/)
      }
    })

    test('a token that overflows is not asked about for another organization', async (t) => {
      const { get, token, issuer } = await start(t, serve)
      const large = token({ context_name: A, perms: [], ovl: true })
      assert.equal((await get(`/organizations/${B}/permission`, large)).status, 403)
      assert.equal(issuer.timesExpanded(), 0)
    })

    test('an organization is compared to the letter, whatever its name', async (t) => {
      const { get, token } = await start(t, serve)
      const names = [
        A.toUpperCase(),
        `${A} `,
        ` ${A}`,
        `${A}\0`,
        `${A},${B}`,
        'any',
        'undefined',
        'null',
        '*',
      ]
      for (const name of [...names, '__proto__', 'constructor', 'toString', '[object Object]']) {
        const { status } = await get(
          `/organizations/${encodeURIComponent(name)}/permission`,
          token({ context_name: A }),
        )
        assert.equal(status, 403, name)
      }
      for (const name of ['__proto__', 'constructor', 'undefined', 'any']) {
        const odd = token({ context_name: name })
        assert.equal((await get(`/organizations/${A}/permission`, odd)).status, 403, name)
        assert.equal((await get(`/organizations/${name}/permission`, odd)).status, 200, name)
      }
    })

    test('a token whose organization is missing, empty or several is none', async (t) => {
      const { get, token } = await start(t, serve)
      for (const context_name of [undefined, null, '', [], [A], [A, B], { [A]: true }, true, 0]) {
        const { status, text } = await get(`/organizations/${A}/permission`, token({ context_name }))
        assert.deepEqual([status, JSON.parse(text).code], [401, 'claim_invalid'], String(context_name))
      }
    })

    test('a route that finds no organization lets nobody in', async (t) => {
      const answers: unknown[] = [undefined, null, '', 0, true, [], [A], { toString: () => A }, 'any', B]
      for (const answer of [...answers, ...answers.map((each) => Promise.resolve(each))]) {
        const { get, token } = await start(t, serve, (() => answer) as unknown as Wild)
        for (const guard of GUARDS) {
          const { status } = await get(`/organizations/${A}/${guard}`, token({ context_name: A }))
          assert.equal(status, 403, String(answer))
        }
      }
    })

    test('a promise of the right organization is waited for', async (t) => {
      const { get, token } = await start(t, serve, (async () => A) as unknown as Wild)
      assert.equal((await get(`/organizations/${A}/role`, token({ context_name: A }))).status, 200)
      assert.equal((await get(`/organizations/${A}/role`, token({ context_name: B }))).status, 403)
    })

    test('a callback that throws, at once or later, is a 500 and lets nobody in', async (t) => {
      const fail = (): never => {
        throw new Error('no such route')
      }
      for (const wild of [fail, async () => fail()]) {
        const { get, token } = await start(t, serve, wild as unknown as Wild)
        assert.equal((await get(`/organizations/${A}/token`, token({ context_name: A }))).status, 500)
      }
    })

    test('a verifier that is for one organization holds every guard to it', async (t) => {
      const { get, token } = await start(t, serve, undefined, A)
      assert.equal((await get(`/organizations/${A}/permission`, token({ context_name: A }))).status, 200)
      assert.equal((await get(`/organizations/${B}/permission`, token({ context_name: A }))).status, 403)
      assert.equal((await get(`/organizations/${B}/permission`, token({ context_name: B }))).status, 403)
    })
  })
}

const OPEN = createVerifier({ issuer: 'https://tokens.example.com', audience: SERVICE })
const PINNED = createVerifier({ issuer: 'https://tokens.example.com', audience: SERVICE, organization: A })

test('a guard that is told no organization can not be made, by types and at start', () => {
  const { requireToken, requirePermission, requireRole, requireOrganizationRole } = fetchGuards(OPEN)
  const careless: (() => unknown)[] = [
    // @ts-expect-error
    () => expressGuards(OPEN).requireToken(),
    // @ts-expect-error
    () => fastifyGuards(OPEN).requirePermission(READ),
    // @ts-expect-error
    () => honoGuards(OPEN).requirePermission(READ),
    // @ts-expect-error
    () => requireToken(),
    // @ts-expect-error
    () => requirePermission(READ, { resource: () => 'warehouse-7' }),
    // @ts-expect-error
    () => requireRole('inventory:admin', undefined),
    // @ts-expect-error
    () => requireOrganizationRole('org_owner', {}),
    // @ts-expect-error
    () => requireToken({ organization: undefined }),
    // @ts-expect-error
    () => requireToken({ organization: A }),
  ]
  for (const make of careless)
    assert.throws(make, { name: 'TypeError', message: /^A guard needs \{ organization: / })
  assert.ok(requireToken({ organization: 'any' }))
})

test('with a verifier for one organization it may be left out, and is never any', () => {
  const { requireToken, requirePermission } = fetchGuards(PINNED)
  assert.ok(requireToken())
  assert.ok(requirePermission(READ, { resource: () => 'warehouse-7' }))
  // @ts-expect-error
  assert.throws(() => requireToken({ organization: 'any' }), /accepts tokens of one organization only/)
  assert.throws(() => requireToken({ organization: undefined as never }), TypeError)
})

test('a verifier says by its type and by itself whether it looks at the organization', () => {
  const pinned: Verifier<string> = PINNED
  // @ts-expect-error it accepts tokens of every organization
  const open: Verifier<string> = OPEN
  assert.deepEqual([pinned.organization, open.organization], [A, undefined])
})

test('a token that was seen before is refused by another verifier all the same', async (t) => {
  const { issuer } = await start(t, frameworks['fetch']!)
  const options = { issuer: issuer.url, audience: SERVICE, now: () => NOW_SECONDS * 1000 }
  const text = issuer.token(key, { context_name: B })
  assert.equal((await createVerifier(options).verify(text)).organizationId, B)
  const verifier = createVerifier({ ...options, organization: A })
  for (let times = 0; times < 2; times++)
    await assert.rejects(verifier.verify(text), { code: 'organization_mismatch', status: 403 })
})

async function start(
  t: TestContext,
  serve: (verifier: Verifier, wild?: Wild) => Promise<Server>,
  wild?: Wild,
  organization?: string,
) {
  const issuer = await startIssuer(key)
  const options = { issuer: issuer.url, audience: SERVICE, now: () => NOW_SECONDS * 1000 }
  const verifier = organization ? createVerifier({ ...options, organization }) : createVerifier(options)
  const server = await serve(verifier, wild)
  if (!server.listening) await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await issuer[Symbol.asyncDispose]()
  })
  return {
    issuer,
    token: (overrides: object) => issuer.token(key, { perms: PERMS, ...overrides }),
    async get(path: string, token: string) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'csp-auth-token': token } })
      return { status: answer.status, text: await answer.text() }
    },
  }
}

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
