/** Access tokens of OAuth apps say where it stands whether what they came from still counts, and it stands there at once. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { getListFromStatusListJWT } from '@sd-jwt/jwt-status-list'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { addApp, basic, giveApp, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { claimsOf, request } from '../../../testing/requests.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'

// By the clock of the database, too: what was over for a day leaves no place behind.
const acme = await openAcme(
  { after },
  { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' }, now: Date.now() },
)
const owner = await sessionOf(acme, acme.owner)
const APPS = `/api/v1/organizations/${acme.organization.id}/oauth-apps`

type Place = { readonly uri: string; readonly idx: number }
const placeIn = (accessToken: string): Place =>
  (claimsOf(accessToken)['status'] as { readonly status_list: Place }).status_list

async function isEnded({ uri, idx }: Place): Promise<boolean> {
  const list = await acme.app.server.inject({ method: 'GET', url: new URL(uri).pathname })
  assert.equal(list.statusCode, 200, list.body)
  return getListFromStatusListJWT(list.body).getStatus(idx) === 1
}

async function asOwner(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: Record<string, unknown>,
) {
  const answer = await request(acme, method, APPS + path, { headers: owner, ...(body && { body }) })
  assert.ok(answer.status < 300, answer.text)
  return answer.body
}

async function accessToken(form: Record<string, string>, as: Record<string, string>): Promise<string> {
  const { status, text, body } = await postForm(acme, '/oauth2/token', form, as)
  assert.equal(status, 200, text)
  return body.access_token
}

const CLIENT_CREDENTIALS = { grant_type: 'client_credentials' }

async function machineWithTwoSecrets() {
  const { app, secret, secretId } = await addApp(acme)
  await giveApp(acme, acme.organization.id, app.id, {
    serviceId: acme.inventory.id,
    name: 'inventory:viewer',
  })
  const second = await asOwner('POST', `/${app.id}/secrets`, { name: 'Second', others: 'keep' })
  const [first, other] = [secret, second.secretValue as string].map((each) => basic(app.id, each))
  return { app, secretId, get: (as = first) => accessToken(CLIENT_CREDENTIALS, as!), first, other }
}

async function letIn(more: Partial<OAuthApp> = {}) {
  const { app, secret } = await addApp(acme, {
    ...{ kind: 'web', redirectUris: [CALLBACK], allowedScopes: EVERY_SCOPE, hasRefreshTokens: true, ...more },
  })
  const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
  const form = await codeFor(browser, app.id, { scope: 'openid' })
  const as = basic(app.id, secret)
  const { status, text, body } = await postForm(acme, '/oauth2/token', form, as)
  assert.equal(status, 200, text)
  return { app, as, form, tokens: body as Record<'access_token' | 'refresh_token', string> }
}

test('of a machine with two secrets each has its own place, and one that leaked ends what came of it alone', async () => {
  const { app, secretId, get, other } = await machineWithTwoSecrets()
  const [one, two, again] = [placeIn(await get()), placeIn(await get(other)), placeIn(await get())]
  assert.deepEqual(again, one)
  assert.notDeepEqual(two, one)
  assert.ok(one.uri.startsWith(`${PUBLIC_URL}/status-lists/`))
  assert.deepEqual([await isEnded(one), await isEnded(two)], [false, false])
  await asOwner('POST', `/${app.id}/secrets/${secretId}/end`, { hasLeaked: true })
  assert.deepEqual([await isEnded(one), await isEnded(two)], [true, false])
})

test('a machine that is deactivated has no good access token, and has them again when it is reactivated', async () => {
  const { app, get, other } = await machineWithTwoSecrets()
  const places = [placeIn(await get()), placeIn(await get(other))]
  const both = () => Promise.all(places.map(isEnded))
  await asOwner('PATCH', `/${app.id}`, { isDeactivated: true })
  assert.deepEqual(await both(), [true, true])
  await asOwner('PATCH', `/${app.id}`, { isDeactivated: false })
  acme.clock.now += 31_000
  assert.deepEqual(await both(), [false, false])
  await asOwner('DELETE', `/${app.id}`)
  assert.deepEqual(await both(), [true, true])
})

test('a machine that signs assertions has a place for its keys, and another one when a key is taken out', async () => {
  const [old, fresh] = await Promise.all(
    ['old', 'fresh'].map(async (kid) => {
      const pair = await generateKeyPair('ES256', { extractable: true })
      return { ...pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256' } }
    }),
  )
  const publicKeys = [old!.jwk, fresh!.jwk] as unknown as OAuthApp['publicKeys']
  const { app } = await addApp(acme, { authentication: 'private_key_jwt', publicKeys })
  const get = async ({ privateKey, jwk }: typeof old & object): Promise<string> => {
    const now = Math.floor(acme.clock.now / 1000)
    const assertion = await new SignJWT({ jti: crypto.randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid })
      .setIssuer(app.id)
      .setSubject(app.id)
      .setAudience(PUBLIC_URL)
      .setIssuedAt(now)
      .setExpirationTime(now + 60)
      .sign(privateKey)
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    return accessToken(
      { ...CLIENT_CREDENTIALS, client_id: app.id, client_assertion: assertion, client_assertion_type: type },
      {},
    )
  }
  const place = placeIn(await get(old!))
  assert.deepEqual(placeIn(await get(fresh!)), place)
  await acme.app.needs.store.change(async (tx) => {
    await tx.oauthApps.update({ ...app, publicKeys: publicKeys.slice(1), changedAt: acme.clock.now })
    return { result: undefined, events: [] }
  })
  const other = placeIn(await get(fresh!))
  assert.deepEqual([await isEnded(place), await isEnded(other)], [true, false])
})

test('what a person let in is ended by taking it back, by its app giving it back, by a code that comes twice, and by a leak', async () => {
  const ends: Readonly<Record<string, (from: Awaited<ReturnType<typeof letIn>>) => Promise<unknown>>> = {
    'taken back': async ({ app }) =>
      request(acme, 'DELETE', `/api/v1/account/connected-apps/${acme.organization.id}/${app.id}`, {
        headers: await sessionOf(acme, acme.member),
      }),
    'given back': ({ as, tokens }) => postForm(acme, '/oauth2/revoke', { token: tokens.refresh_token }, as),
    'a code that comes twice': ({ as, form }) => postForm(acme, '/oauth2/token', form, as),
    'a leak': async ({ app }) => {
      const [secret] = await acme.app.needs.store.oauthApps.secretsOf(app.id)
      await asOwner('POST', `/${app.id}/secrets/${secret!.id}/end`, { hasLeaked: true })
    },
    'the app is removed': ({ app }) => asOwner('DELETE', `/${app.id}`),
  }
  const kept = await letIn()
  for (const [what, end] of Object.entries(ends)) {
    const from = await letIn()
    const place = placeIn(from.tokens.access_token)
    assert.equal(await isEnded(place), false, what)
    await end(from)
    assert.equal(await isEnded(place), true, what)
  }
  const place = placeIn(kept.tokens.access_token)
  assert.equal(await isEnded(place), false)
  const form = { grant_type: 'refresh_token', refresh_token: kept.tokens.refresh_token }
  assert.deepEqual(placeIn(await accessToken(form, kept.as)), place)
})

test('an access token ends no later than the secret that it came by', async () => {
  const { app, secretId, get } = await machineWithTwoSecrets()
  const endsAt = acme.clock.now + 60_000
  await acme.app.needs.store.change(async (tx) => ({
    result: await tx.oauthApps.endSecret(app.id, secretId, { expiresAt: endsAt, revokedAt: null }),
    events: [],
  }))
  assert.equal(claimsOf(await get())['exp'], Math.floor(endsAt / 1000))
})
