/** Pushed authorization requests (RFC 9126): who may push what, and that each is taken once, by its own app. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { makeProof, makeProofKey } from '../../../testing/dpop-proofs.ts'
import { addApp, basic, postForm } from '../../../testing/oauth.ts'
import {
  answerIn,
  authorization,
  authorizeUrl,
  CALLBACK,
  headingOf,
  openBrowser,
  pkce,
} from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { claimsOf } from '../../../testing/requests.ts'
import { takePushedRequest } from '../../actions/oauth/pushed-requests.ts'
import { purgeGrants } from '../../actions/oauth/purge-grants.ts'

const acme = await openAcme({ after })
const PAR = '/oauth2/par'
const { verifier, challenge } = pkce()
const WEB = { kind: 'web', redirectUris: [CALLBACK] } as const
const web = await addApp(acme, WEB)
const other = await addApp(acme, WEB)
const native = await addApp(acme, { ...WEB, kind: 'native', authentication: 'none' })
const machine = await addApp(acme)
const asWeb = basic(web.app.id, web.secret)
const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)

const request = (more: Readonly<Record<string, string>> = {}) => authorization(web.app.id, challenge, more)
const push = (
  more: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = asWeb,
) => postForm(acme, PAR, request(more), headers)
const pushed = async (more: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { status, body, text } = await push(more)
  assert.equal(status, 201, text)
  return body.request_uri
}
const urlOf = (request_uri: string, client_id = web.app.id): string =>
  authorizeUrl({ client_id, request_uri })
const isOver = async (url: string): Promise<void> => {
  const page = await browser.open(url)
  assert.deepEqual([page.status, headingOf(page)], [400, 'This can’t go on'])
}

suite('a pushed request', () => {
  test('is answered with a name that lasts a minute, and leads to a code as if it stood in the link', async () => {
    const { status, body, headers } = await push({ state: 'pushed' })
    assert.deepEqual([status, body.expires_in, headers['cache-control']], [201, 60, 'no-store'])
    assert.match(body.request_uri, /^urn:ietf:params:oauth:request_uri:csnp[0-9A-Za-z]{61}$/)
    const asked = await browser.open(urlOf(body.request_uri))
    const { code, state } = answerIn(await browser.submit(asked, 'allow'))
    assert.equal(state, 'pushed')
    const form = { grant_type: 'authorization_code', code: code ?? '', redirect_uri: CALLBACK }
    const tokens = await postForm(acme, '/oauth2/token', { ...form, code_verifier: verifier }, asWeb)
    assert.equal(tokens.status, 200)
  })

  test('survives the sign-in, however long that takes', async () => {
    const nobody = openBrowser(acme)
    const page = await nobody.open(urlOf(await pushed()))
    assert.equal(headingOf(page), 'Sign in')
    acme.clock.now += 120_000
    const asked = await nobody.signIn(await nobody.open(page.url), 'olivia')
    assert.ok(answerIn(await nobody.submit(asked, 'allow'))['code'])
  })

  test('is taken once, by its own app, within its minute, and exactly as it was named', async () => {
    const once = await pushed()
    await browser.open(urlOf(once))
    await isOver(urlOf(once))
    await isOver(urlOf(await pushed(), other.app.id))
    const late = await pushed()
    acme.clock.now += 60_000
    await isOver(urlOf(late))
    const uri = await pushed()
    await isOver(urlOf(`${uri.slice(0, -1)}_`))
    await isOver(urlOf('urn:ietf:params:oauth:request_uri:unknown'))
    await isOver(authorizeUrl({ request_uri: uri }))
    assert.equal(answerIn(await browser.open(urlOf(uri)))['error'], undefined)
  })

  test('takes nothing from the link but its name', async () => {
    const uri = await pushed({ state: 'pushed', prompt: 'consent' })
    const page = await browser.open(`${urlOf(uri)}&state=link&redirect_uri=https%3A%2F%2Fevil.example%2F`)
    const back = await browser.submit(page, 'deny')
    assert.ok(back.url.startsWith(CALLBACK))
    assert.equal(answerIn(back)['state'], 'pushed')
  })

  test('is not the address of a request somewhere else', async () => {
    const page = await browser.open(authorizeUrl(request({ request_uri: 'https://wiki.example/request' })))
    assert.equal(answerIn(page)['error'], 'request_uri_not_supported')
  })

  test('that ended is deleted', async () => {
    const uri = await pushed()
    acme.clock.now += 61_000
    await purgeGrants(acme.app.needs)
    const id = uri.slice(-61, -49)
    assert.equal(await acme.app.needs.store.pushedRequests.find(id), undefined)
  })
})

suite('what is pushed', () => {
  const refused: readonly (readonly [wrong: string, more: Record<string, string>, error: string])[] = [
    ['a redirect URI of somebody else', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    ['another client_id than the one that was proved', { client_id: other.app.id }, 'invalid_request'],
    ['a request_uri', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    ['a request object', { request: 'eyJ.e30.' }, 'request_not_supported'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['a resource that is none', { resource: 'inventory' }, 'invalid_target'],
    ['a state that is too long', { state: 's'.repeat(3000) }, 'invalid_request'],
    ['more than fits into a link', { unknown: 'u'.repeat(7000) }, 'invalid_request'],
  ]
  for (const [wrong, more, error] of refused)
    test(`with ${wrong} is refused at once`, async () => {
      const { status, body } = await push(more)
      assert.deepEqual([status, body.error], [400, error])
    })

  test('twice is refused, and so is what comes from nobody, or from a machine', async () => {
    const twice = [...Object.entries(request()), ['state', 'again'] as [string, string]]
    assert.equal((await postForm(acme, PAR, twice, asWeb)).body.error, 'invalid_request')
    assert.equal((await push({}, basic(web.app.id, 'wrong'))).status, 401)
    assert.equal((await push({}, {})).status, 401)
    const form = authorization(machine.app.id, challenge)
    const asMachine = await postForm(acme, PAR, form, basic(machine.app.id, machine.secret))
    assert.equal(asMachine.body.error, 'unauthorized_client')
  })

  test('by a public app is bounded for each address', async () => {
    const form = authorization(native.app.id, challenge)
    let status = 0
    for (let pushes = 0; pushes < 61 && status !== 429; pushes += 1)
      status = (await postForm(acme, PAR, form)).status
    assert.equal(status, 429)
    assert.equal((await push()).status, 201)
  })
})

suite('a key that is proved while pushing', () => {
  const key = makeProofKey()
  const proofFor = (url: string) =>
    makeProof(key, { method: 'POST', url: PUBLIC_URL + url, nowSeconds: Math.floor(acme.clock.now / 1000) })

  test('is the only one by which the code can be redeemed', async () => {
    const { body } = await push({}, { ...asWeb, dpop: proofFor(PAR) })
    const { code } = answerIn(await browser.open(urlOf(body.request_uri)))
    const form = { grant_type: 'authorization_code', code: code ?? '', redirect_uri: CALLBACK }
    const redeem = (headers: Record<string, string>) =>
      postForm(acme, '/oauth2/token', { ...form, code_verifier: verifier }, { ...asWeb, ...headers })
    assert.equal((await redeem({})).body.error, 'invalid_dpop_proof')
    const tokens = await redeem({ dpop: proofFor('/oauth2/token') })
    assert.ok(claimsOf(tokens.body.access_token)['cnf'])
  })

  test('must be the one of dpop_jkt', async () => {
    const { body } = await push({ dpop_jkt: 'A'.repeat(43) }, { ...asWeb, dpop: proofFor(PAR) })
    assert.equal(body.error, 'invalid_dpop_proof')
  })
})

for (const engine of ['sqlite', 'postgres'] as const)
  test(`of fifty that open the same pushed request at once, one goes on (${engine})`, async (t) => {
    const here = await openAcme(t, { engine })
    const { app, secret } = await addApp(here, WEB)
    const form = authorization(app.id, challenge)
    const { body } = await postForm(here, PAR, form, basic(app.id, secret))
    const named = new Map([
      ['client_id', [app.id]],
      ['request_uri', [body.request_uri as string]],
    ])
    const taken = await Promise.all(
      Array.from({ length: 50 }, () => takePushedRequest(here.app.needs, named)),
    )
    assert.equal(taken.filter((each) => each !== undefined).length, 1)
  })
