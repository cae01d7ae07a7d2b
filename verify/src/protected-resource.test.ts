/** In every framework: tokens that are bound to a key, and what the service says about itself. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { suite } from 'node:test'
import express from 'express'
import fastify, { type FastifyInstance } from 'fastify'
import { Hono } from 'hono'
import { expressGuards, expressMetadata } from './express.ts'
import { SERVICE } from './fake-issuer.ts'
import { fastifyGuards, fastifyMetadata } from './fastify.ts'
import { fetchGuards, fetchMetadata } from './fetch.ts'
import { makeProof, makeProofKey } from './forge-proof.ts'
import { claimsOf, headerOf, makeKey, signToken } from './forge-token.ts'
import { honoGuards, honoMetadata } from './hono.ts'
import { createVerifier, type Verifier, type VerifierOptions } from './index.ts'
import { urlOfRequest, protectedResource } from './protected-resource.ts'

const issuer = 'https://tokens.example.com'
const serviceUrl = 'https://inventory.example.com'
const METADATA = '/.well-known/oauth-protected-resource'
const nowSeconds = 1_800_000_000
const key = makeKey('ES256')
const proofKey = makeProofKey()

const verifierWith = (more: Partial<VerifierOptions>) =>
  createVerifier({
    issuer,
    audience: SERVICE,
    now: () => nowSeconds * 1000,
    fetch: async () => Response.json({ keys: [key.jwk] }),
    ...more,
  })
const tokenWith = (overrides: object) =>
  signToken(key, headerOf(key), claimsOf(issuer, SERVICE, nowSeconds, overrides))

type Service = { send(path: string, init?: RequestInit): Promise<Response>; close?(): void }
const any = { organization: 'any' } as const

/** Each has one guarded route, `/items`, and behind a router of its own `/nested/items`; the metadata, and a page for all. */
const frameworks: Record<string, (verifier: Verifier) => Promise<Service>> = {
  async express(verifier) {
    const { requireToken } = expressGuards(verifier)
    const app = express()
    if (verifier.protectedResource) app.use(expressMetadata(verifier))
    const router = express.Router()
    router.all('/items', requireToken(any), (_request, response) => void response.send('items'))
    app.use(router)
    app.use('/nested', router)
    app.get('/open', (_request, response) => void response.send('open'))
    return listening(createServer(app))
  },
  async fastify(verifier) {
    const { requireToken } = fastifyGuards(verifier)
    const app = fastify()
    if (verifier.protectedResource) app.addHook('onRequest', fastifyMetadata(verifier))
    const items = async (routes: FastifyInstance) =>
      void routes.all('/items', { onRequest: requireToken(any) }, async () => 'items')
    await app.register(items)
    await app.register(items, { prefix: '/nested' })
    app.get('/open', async () => 'open')
    await app.ready()
    return {
      async send(path, init = {}) {
        const { headers = {}, method = 'GET' } = init
        const answer = await app.inject({
          url: path,
          method: method as 'GET',
          headers: headers as Record<string, string>,
        })
        const { statusCode: status, headers: sent, body } = answer
        return new Response(body, { status, headers: sent as Record<string, string> })
      },
    }
  },
  async hono(verifier) {
    const { requireToken } = honoGuards(verifier)
    const app = new Hono()
    if (verifier.protectedResource) app.use(honoMetadata(verifier))
    const router = new Hono().all('/items', requireToken(any), (context) => context.text('items'))
    app.route('/', router).route('/nested', router)
    app.get('/open', (context) => context.text('open'))
    return { send: async (path, init) => app.request(path, init) }
  },
  async fetch(verifier) {
    const items = fetchGuards(verifier).requireToken(any)(() => new Response('items'))
    const handle = (request: Request) =>
      new URL(request.url).pathname.endsWith('/items') ? items(request) : new Response('open')
    const served = verifier.protectedResource ? fetchMetadata(verifier)(handle) : handle
    // As the service sees itself behind its proxy.
    return { send: async (path, init) => served(new Request(`http://10.0.0.7:8080${path}`, init)) }
  },
}

async function listening(server: Server): Promise<Service> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    send: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

for (const [framework, serve] of Object.entries(frameworks)) {
  suite(framework, () => {
    const set = async (more: Partial<VerifierOptions> = { serviceUrl }) => {
      const service = await serve(verifierWith(more))
      const bound = (method: string, url: string, accessToken = tokenWith({ cnf: proofKey.cnf })) => ({
        method,
        headers: {
          authorization: `DPoP ${accessToken}`,
          dpop: makeProof(proofKey, { method, url, nowSeconds, accessToken }),
        },
      })
      const refusal = async (path: string, init?: RequestInit) => {
        const answer = await service.send(path, init)
        const { code } = (await answer.json()) as { code: string }
        return { status: answer.status, code, challenge: answer.headers.get('www-authenticate') ?? '' }
      }
      return { ...service, bound, refusal, [Symbol.dispose]: () => service.close?.() }
    }

    test('a token that is bound to a key is let in with a proof for the address that clients know', async () => {
      using service = await set()
      for (const [method, path] of [
        ['GET', '/items'],
        ['POST', '/items'],
        ['GET', '/items?page=2'],
        ['GET', '/nested/items'],
      ] as const) {
        const answer = await service.send(path, service.bound(method, serviceUrl + path))
        assert.deepEqual([answer.status, await answer.text()], [200, 'items'], `${method} ${path}`)
      }
    })

    test('the scheme may be written in any case, and the token stand in csp-auth-token too', async () => {
      using service = await set()
      const { headers } = service.bound('GET', `${serviceUrl}/items`)
      const text = headers.authorization.slice('DPoP '.length)
      const sent = { dpop: headers.dpop, authorization: `dPoP  ${text}`, 'csp-auth-token': text }
      assert.equal((await service.send('/items', { headers: sent })).status, 200)
    })

    test('a proof that is not for this request is refused with the algorithms that are taken', async () => {
      using service = await set()
      for (const init of [
        service.bound('GET', `${serviceUrl}/other`),
        service.bound('GET', 'http://127.0.0.1/items'),
        service.bound('GET', 'http://10.0.0.7:8080/items'),
        { ...service.bound('POST', `${serviceUrl}/items`), method: 'GET' },
        { headers: { authorization: service.bound('GET', serviceUrl).headers.authorization } },
      ]) {
        const { status, code, challenge } = await service.refusal('/items', init)
        assert.deepEqual([status, code], [401, 'dpop_proof_invalid'])
        assert.match(
          challenge,
          /^DPoP realm="countersign", error="invalid_dpop_proof", error_description="[^"]+", algs="RS256 ES256 Ed25519 EdDSA", resource_metadata="https:\/\/inventory\.example\.com\/\.well-known\/oauth-protected-resource"$/,
        )
      }
    })

    test('what another host says of itself does not make a proof for that host good here', async () => {
      using service = await set()
      const init = service.bound('GET', 'https://billing.example.com/items')
      const headers = {
        ...init.headers,
        host: 'billing.example.com',
        'x-forwarded-host': 'billing.example.com',
      }
      assert.equal((await service.refusal('/items', { headers })).code, 'dpop_proof_invalid')
    })

    test('a proof lets one request in', async () => {
      using service = await set()
      const init = service.bound('GET', `${serviceUrl}/items`)
      assert.equal((await service.send('/items', init)).status, 200)
      assert.equal((await service.refusal('/items', init)).code, 'dpop_proof_reused')
    })

    test('a bound token as a bearer, and a bearer token with a proof, are refused', async () => {
      using service = await set()
      const text = tokenWith({ cnf: proofKey.cnf })
      for (const headers of [
        { authorization: `Bearer ${text}` },
        { 'csp-auth-token': text },
        { ...service.bound('GET', `${serviceUrl}/items`, text).headers, authorization: `Bearer ${text}` },
      ]) {
        const { code, challenge } = await service.refusal('/items', { headers })
        assert.equal(code, 'dpop_required')
        assert.match(challenge, /^DPoP realm="countersign", error="invalid_token".*, algs="/)
      }
      const { code, challenge } = await service.refusal(
        '/items',
        service.bound('GET', `${serviceUrl}/items`, tokenWith({})),
      )
      assert.equal(code, 'dpop_not_bound')
      assert.match(challenge, /^Bearer realm="countersign", error="invalid_token"/)
    })

    test('a service that was not told its address takes no bound tokens, and says so', async () => {
      using service = await set({})
      const { status, code, challenge } = await service.refusal(
        '/items',
        service.bound('GET', `${serviceUrl}/items`),
      )
      assert.deepEqual([status, code], [401, 'dpop_unsupported'])
      assert.match(
        challenge,
        /^Bearer realm="countersign", error="invalid_token"[^a-z]+error_description="[^"]+"$/,
      )
    })

    test('a refusal says where the metadata is, and there it is, for browsers too', async () => {
      using service = await set()
      const { challenge } = await service.refusal('/items')
      assert.equal(challenge, `Bearer realm="countersign", resource_metadata="${serviceUrl}${METADATA}"`)
      const answer = await service.send(METADATA)
      assert.equal(answer.headers.get('content-type')?.split(';')[0], 'application/json')
      assert.equal(answer.headers.get('access-control-allow-origin'), '*')
      assert.deepEqual(await answer.json(), {
        resource: serviceUrl,
        authorization_servers: [issuer],
        bearer_methods_supported: ['header'],
        dpop_signing_alg_values_supported: ['RS256', 'ES256', 'Ed25519', 'EdDSA'],
        dpop_bound_access_tokens_required: false,
      })
      assert.equal((await service.send(`${METADATA}?x=1`)).status, 200)
      assert.equal((await service.send(METADATA, { method: 'HEAD' })).status, 200)
      assert.equal(await (await service.send('/open')).text(), 'open')
    })
  })
}

test('metadata of a service that was not told its address is a mistake at start', () => {
  const verifier = verifierWith({})
  for (const make of [expressMetadata, fastifyMetadata, honoMetadata, fetchMetadata])
    assert.throws(() => make(verifier), TypeError)
})

test('an address has to be as clients write it', () => {
  for (const wrong of [
    'inventory',
    'ftp://x.example',
    `${serviceUrl}/`,
    `${serviceUrl}/?a=1`,
    'https://X.example',
    '',
  ])
    assert.throws(() => verifierWith({ serviceUrl: wrong }), TypeError, wrong)
  const { metadataUrl } = verifierWith({ serviceUrl: `${serviceUrl}/api/v1` }).protectedResource!
  assert.equal(metadataUrl, `${serviceUrl}${METADATA}/api/v1`)
})

test('a path that a proxy cuts off belongs to the address of a request, whether it was cut off or not', () => {
  const at = (target: string) => urlOfRequest(protectedResource(`${serviceUrl}/api`, issuer), target)
  assert.equal(at('/items'), `${serviceUrl}/api/items`)
  assert.equal(at('/api/items'), `${serviceUrl}/api/items`)
  assert.equal(at('/apis'), `${serviceUrl}/api/apis`)
  assert.equal(at('//billing.example.com/items'), `${serviceUrl}/api//billing.example.com/items`)
  assert.equal(at('https://billing.example.com/items?page=2'), `${serviceUrl}/api/items?page=2`)
})
