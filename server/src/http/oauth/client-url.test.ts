/**
 * A URL as `client_id`: what is published there decides whether anybody is asked, and nobody lets such an application in
 * unknowingly. The document comes from a real server; only what its name means is ours.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { openAcme, type Acme } from '../../../testing/acme.ts'
import { postForm } from '../../../testing/oauth.ts'
import {
  answerIn,
  authorization,
  authorizeUrl,
  CALLBACK,
  headingOf,
  openBrowser,
  pkce,
} from '../../../testing/oauth-browser.ts'
import { claimsOf, request } from '../../../testing/requests.ts'
import { sessionOf } from '../../../testing/people.ts'
import { createClientDocuments } from '../../actions/oauth/client-documents.ts'
import { createGuardedFetch } from '../../outbound/guarded-fetch.ts'
import { clientUrlProblem } from '../../domain/oauth/client-url.ts'

const ID = 'https://app.example/client.json'
const ON = { COUNTERSIGN_CLIENT_ID_METADATA: 'accept' }

type Answer = { readonly status?: number; readonly type?: string; readonly text: string }

/** What each path answers; how often it was asked. */
const published = new Map<string, Answer>()
const asked: string[] = []
const site = createServer((request, response) => {
  asked.push(request.url ?? '')
  const {
    status = 200,
    type = 'application/json',
    text,
  } = published.get(request.url ?? '') ?? { status: 404, text: '{}' }
  response.writeHead(status, { 'content-type': type, location: 'https://app.example/client.json' }).end(text)
})
site.listen(0, '127.0.0.1')
await once(site, 'listening')
after(() => site.close())
const { port } = site.address() as AddressInfo

const open = createGuardedFetch({ any: true })
after(open.close)
/** Its name means our machine. */
const outbound = {
  fetch: (asking: Parameters<typeof open.fetch>[0]) =>
    open.fetch({ ...asking, url: asking.url.replace('https://app.example', `http://127.0.0.1:${port}`) }),
}

const document = (more: Readonly<Record<string, unknown>> = {}) => ({
  ...{ client_id: ID, client_name: 'Acme Bank', token_endpoint_auth_method: 'none' },
  redirect_uris: [CALLBACK, 'http://127.0.0.1/callback'],
  ...more,
})
const publish = (path: string, answer: Answer | object): void =>
  void published.set(path, 'text' in answer ? (answer as Answer) : { text: JSON.stringify(answer) })

async function opened(engine: 'sqlite' | 'postgres' = 'sqlite'): Promise<Acme> {
  const acme = await openAcme({ after }, { env: ON, engine })
  const clientDocuments = createClientDocuments({ outbound, now: acme.app.needs.now })
  Object.assign(acme.app.needs, { clientDocuments })
  return acme
}

const { verifier, challenge } = pkce()
const urlOf = (more: Readonly<Record<string, string>> = {}): string =>
  authorizeUrl(authorization(ID, challenge, { scope: 'openid email', ...more }))

async function signedIn(acme: Acme, url = urlOf()) {
  const browser = openBrowser(acme)
  return { browser, page: await browser.signIn(await browser.open(url), 'max') }
}

for (const engine of ['sqlite', 'postgres'] as const)
  suite(`with ${engine}`, async () => {
    publish('/client.json', document())
    const acme = await opened(engine)
    const redeem = (code: string, more: Readonly<Record<string, string>> = {}) =>
      postForm(acme, '/oauth2/token', {
        ...{ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier },
        ...{ client_id: ID, ...more },
      })

    test('somebody lets it in, is told that nobody knows it, and it learns who they are and nothing else', async () => {
      const { browser, page } = await signedIn(acme)
      assert.equal(headingOf(page), `Allow ${ID}?`)
      assert.match(page.text, /not registered here.*<strong>app\.example<\/strong>/)
      assert.match(page.text, /Nothing else: it gets no rights of yours/)
      assert.ok(!page.text.includes('Acme Bank'), 'it chooses its own name')
      assert.equal(await acme.app.needs.store.oauthApps.countOf(acme.organization.id, 'from_url'), 0)
      const { code, iss } = answerIn(await browser.submit(page, 'allow'))
      assert.ok(iss)
      const { status, body } = await redeem(code!)
      assert.equal(status, 200, JSON.stringify(body))
      const idToken = claimsOf(body.id_token)
      assert.deepEqual([idToken['aud'], idToken['email']], [ID, 'max@acme.example'])
      const token = claimsOf(body.access_token)
      assert.match(String(token['client_id']), /^url-[0-9a-f]{40}$/)
      assert.deepEqual([token['perms'], token['scope']], [[], 'openid email'])
      const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id: ID }
      assert.equal((await postForm(acme, '/oauth2/token', refresh)).status, 200)
      // Allowed before, it is not asked again; and another person is.
      assert.ok(answerIn(await browser.open(urlOf()))['code'])
      assert.equal(await acme.app.needs.store.oauthApps.countOf(acme.organization.id, 'from_url'), 1)
      assert.equal(await acme.app.needs.store.oauthApps.countOf(acme.organization.id), 0)
    })

    test('is seen and withdrawn under My Account, and deactivated for everybody by the home organization', async () => {
      const { browser, page } = await signedIn(acme, urlOf({ prompt: 'consent' }))
      const { code } = answerIn(await browser.submit(page, 'allow'))
      const headers = await sessionOf(acme, acme.member)
      const list = await request(acme, 'GET', '/api/v1/account/connected-apps', { headers })
      const { appId, appName } = list.body.items[0]
      assert.match(
        `${appId} ${appName ?? list.body.items[0].name}`,
        /^url-[0-9a-f]{40} https:\/\/app\.example/,
      )
      const path = `/api/v1/account/connected-apps/${acme.organization.id}/${appId}`
      assert.equal((await request(acme, 'DELETE', path, { headers })).status, 204)
      assert.equal((await redeem(code!)).status, 400)

      const { app } = (await acme.app.needs.store.oauthApps.findClient(appId))!
      await acme.app.needs.store.change(async (tx) => ({
        result: await tx.oauthApps.update({ ...app, deactivatedAt: acme.clock.now }),
        events: [],
      }))
      const refused = await openBrowser(acme).open(urlOf())
      assert.deepEqual([refused.status, headingOf(refused)], [400, 'This can’t go on'])
      await acme.app.needs.store.change(async (tx) => ({
        result: await tx.oauthApps.update(app),
        events: [],
      }))
    })
  })

suite('what is published', async () => {
  const acme = await opened()
  let made = 0
  const askedWith = async (answer: Answer | object) => {
    const path = `/c${++made}`
    const id = `https://app.example${path}`
    publish(
      path,
      'text' in answer
        ? answer
        : { ...answer, client_id: (answer as { client_id?: string }).client_id === ID ? id : undefined },
    )
    return openBrowser(acme).open(authorizeUrl(authorization(id, challenge)))
  }

  test('has to be sound, and whoever is sent here is told what is not', async () => {
    const wrong: readonly (readonly [Answer | object, RegExp])[] = [
      [{ status: 404, text: '{}' }, /answers 404/],
      [{ status: 302, text: '{}' }, /answers 302/],
      [{ type: 'text/html', text: JSON.stringify(document()) }, /Content-Type/],
      [{ text: 'not JSON' }, /no JSON object/],
      [{ text: '[]' }, /no JSON object/],
      [{ text: JSON.stringify(document({ padding: 'x'.repeat(6000) })) }, /longer than 5120 bytes/],
      [document({ client_id: 'https://app.example/other' }), /client_id is another address/],
      [document({ client_secret: 'x' }), /client_secret/],
      [document({ token_endpoint_auth_method: undefined }), /token_endpoint_auth_method/],
      [document({ token_endpoint_auth_method: 'client_secret_basic' }), /token_endpoint_auth_method/],
      [document({ grant_types: ['client_credentials'] }), /grant_types/],
      [document({ response_types: ['token'] }), /response_types/],
      [document({ redirect_uris: [] }), /redirect_uris/],
      [document({ redirect_uris: 'https://app.example/' }), /redirect_uris/],
      [document({ redirect_uris: ['http://app.example/callback'] }), /Use https/],
      [document({ redirect_uris: ['https://app.example/*'] }), /Wildcards/],
      [document({ jwks_uri: 'https://app.example/keys' }), /jwks_uri/],
      [document({ token_endpoint_auth_method: 'private_key_jwt' }), /at least one public key/],
    ]
    for (const [answer, told] of wrong) {
      acme.clock.now += 10_000
      const page = await askedWith(answer)
      assert.deepEqual([page.status, headingOf(page)], [400, 'This can’t go on'], JSON.stringify(answer))
      assert.match(page.text, told)
    }
    const page = await askedWith(document())
    assert.equal(headingOf(page), 'Sign in')
  })

  test('is compared byte by byte with where the answer is to go', async () => {
    publish('/client.json', document())
    for (const redirect_uri of [`${CALLBACK}/`, 'https://evil.example/', `${CALLBACK}?a=b`]) {
      const page = await openBrowser(acme).open(urlOf({ redirect_uri }))
      assert.deepEqual([page.status, page.url.startsWith('https:')], [400, false], redirect_uri)
    }
    const loopback = await openBrowser(acme).open(urlOf({ redirect_uri: 'http://127.0.0.1:49152/callback' }))
    assert.equal(headingOf(loopback), 'Sign in')
  })

  test('is kept for ten minutes, and asked for a bounded number of times for one address', async () => {
    publish('/client.json', document())
    acme.clock.now += 11 * 60_000
    asked.length = 0
    for (let time = 0; time < 5; time++) await openBrowser(acme).open(urlOf())
    assert.deepEqual(asked, ['/client.json'])
    acme.clock.now += 11 * 60_000
    await openBrowser(acme).open(urlOf())
    assert.equal(asked.length, 2)
    const statuses = new Set<number>()
    for (let index = 0; index < 40; index++)
      statuses.add(
        (
          await openBrowser(acme).open(
            authorizeUrl(authorization(`https://app.example/many-${index}`, challenge)),
          )
        ).status,
      )
    assert.deepEqual([...statuses], [400, 429])
    // What is kept is answered all the same.
    assert.equal((await openBrowser(acme).open(urlOf())).status, 200)
  })
})

test('only one way to write an address is one', () => {
  const bad = [
    'http://app.example/client',
    'HTTPS://app.example/client',
    'https://app.example',
    'https://app.example/',
    'https://APP.example/client',
    'https://app.example:443/client',
    'https://app.example/a/../client',
    'https://app.example/%2e%2e/client',
    'https://app.example/client#a',
    'https://app.example/client?a=b',
    'https://user@app.example/client',
    'https://user:word@app.example/client',
    `https://app.example/${'a'.repeat(200)}`,
    'https://',
  ]
  for (const id of bad) assert.equal(typeof clientUrlProblem(id), 'string', id)
  for (const id of [ID, 'https://app.example:8443/a/b', 'https://xn--bcher-kva.example/client'])
    assert.equal(clientUrlProblem(id), undefined, id)
})

test('a private address is never asked', async (t) => {
  const acme = await openAcme(t, { env: ON })
  for (const id of ['https://127.0.0.1/client', 'https://[::1]/client', 'https://169.254.169.254/client']) {
    const page = await openBrowser(acme).open(authorizeUrl(authorization(id, challenge)))
    assert.equal(page.status, 400)
    assert.match(page.text, /private/)
  }
})

test('it is off unless it is switched on, and the discovery document says which', async (t) => {
  const off = await openAcme(t)
  const on = await openAcme(t, { env: ON })
  const said = async (acme: Acme) =>
    (await request(acme, 'GET', '/.well-known/openid-configuration')).body
      .client_id_metadata_document_supported
  assert.deepEqual([await said(off), await said(on)], [undefined, true])
  const page = await openBrowser(off).open(urlOf())
  assert.equal(page.status, 400)
  assert.match(page.text, /is not known/)
  const form = { grant_type: 'refresh_token', refresh_token: 'x', client_id: ID }
  assert.equal((await postForm(off, '/oauth2/token', form)).status, 401)
})
