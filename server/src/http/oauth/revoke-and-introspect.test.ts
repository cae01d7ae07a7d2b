/** Giving tokens back, and asking what one is worth: only what is one's own, and nothing is learned of the rest. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { addApp, basic, giveApp, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { exchange, generate } from '../../../testing/requests.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import { Refusal } from '../../domain/refusal.ts'

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
const { needs } = acme.app

const WEB = {
  kind: 'web',
  redirectUris: [CALLBACK],
  allowedScopes: EVERY_SCOPE,
  hasRefreshTokens: true,
} as const
const web = await addApp(acme, WEB)
const stranger = await addApp(acme, WEB)
const native = await addApp(acme, { ...WEB, kind: 'native', authentication: 'none' })
const robot = await addApp(acme)
const elsewhere = await addApp({ ...acme, organization: acme.other })
await giveApp(acme, acme.organization.id, robot.app.id, {
  serviceId: acme.inventory.id,
  name: 'inventory:viewer',
})

const asWeb = basic(web.app.id, web.secret)
const asStranger = basic(stranger.app.id, stranger.secret)
const asRobot = basic(robot.app.id, robot.secret)
const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
const session = await sessionOf(acme, acme.member)

async function tokensOf(
  { id }: { id: string },
  as: Record<string, string>,
  more: Record<string, string> = {},
): Promise<{ access_token: string; refresh_token: string }> {
  const { status, body } = await postForm(
    acme,
    '/oauth2/token',
    { ...(await codeFor(browser, id)), ...more },
    as,
  )
  assert.equal(status, 200)
  return body
}
const machineToken = async (): Promise<string> =>
  (await postForm(acme, '/oauth2/token', { grant_type: 'client_credentials' }, asRobot)).body.access_token

const revoke = (token: string, as: Record<string, string>, more: Record<string, string> = {}) =>
  postForm(acme, '/oauth2/revoke', { token, ...more }, as)
const introspect = async (token: string, as: Record<string, string> = asWeb) =>
  (await postForm(acme, '/oauth2/introspect', { token }, as)).body
const refresh = async (refresh_token: string, as: Record<string, string>) =>
  (await postForm(acme, '/oauth2/token', { grant_type: 'refresh_token', refresh_token }, as)).status

suite('revoking', () => {
  for (const which of ['refresh_token', 'access_token'] as const) {
    test(`a person’s ${which.replace('_', ' ')} ends the grant with all that came of it`, async () => {
      const tokens = await tokensOf(web.app, asWeb)
      assert.equal((await introspect(tokens.access_token)).active, true)
      const { status, text, headers } = await revoke(tokens[which], asWeb, { token_type_hint: 'nonsense' })
      assert.deepEqual([status, text, headers['access-control-allow-origin']], [200, '{}', '*'])
      assert.equal(await refresh(tokens.refresh_token, asWeb), 400)
      assert.deepEqual(await introspect(tokens.access_token), { active: false })
      assert.equal((await revoke(tokens[which], asWeb)).status, 200)
    })
  }

  test('by an app that can keep no secret needs its id alone', async () => {
    const id = { client_id: native.app.id }
    const tokens = await tokensOf(native.app, {}, id)
    assert.equal((await revoke(tokens.refresh_token, {}, id)).status, 200)
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...id }
    assert.equal((await postForm(acme, '/oauth2/token', form)).status, 400)
  })

  test('another app’s tokens ends nothing, and neither does what is no token; the answer is the same', async () => {
    const tokens = await tokensOf(web.app, asWeb)
    const mistyped = `${tokens.refresh_token.slice(0, -1)}!`
    for (const token of [
      tokens.refresh_token,
      tokens.access_token,
      mistyped,
      'x',
      'a.b.c',
      await machineToken(),
    ]) {
      const { status, text } = await revoke(token, asStranger)
      assert.deepEqual([status, text], [200, '{}'])
    }
    assert.equal(await refresh(tokens.refresh_token, asWeb), 200)
  })

  test('needs an app, and a token', async () => {
    const tokens = await tokensOf(web.app, asWeb)
    const cases = [
      [await revoke(tokens.refresh_token, {}), 401, 'invalid_client'],
      [await revoke(tokens.refresh_token, basic(web.app.id, 'wrong')), 401, 'invalid_client'],
      [await postForm(acme, '/oauth2/revoke', {}, asWeb), 400, 'invalid_request'],
      [await postForm(acme, `/oauth2/revoke?token=x`, {}, asWeb), 400, 'invalid_request'],
    ] as const
    for (const [answer, status, error] of cases)
      assert.deepEqual([answer.status, answer.body.error], [status, error])
    assert.equal(await refresh(tokens.refresh_token, asWeb), 200)
  })

  test('an API token is for whoever has it, without any app', async () => {
    const { value } = await generate(acme, session)
    assert.equal((await revoke(value, {})).status, 200)
    assert.equal((await exchange(acme, value)).status, 400)
    const unknown = (await generate(acme, session)).value
    await revoke(unknown, {})
    assert.equal((await revoke(unknown, {})).status, 200)
  })

  test('that can’t be written is 503, never a success', async (t) => {
    const tokens = await tokensOf(web.app, asWeb)
    t.mock.method(needs.store, 'change', async () => {
      throw new Refusal('store_unavailable')
    })
    const { status, body } = await revoke(tokens.refresh_token, asWeb)
    assert.deepEqual([status, body.error], [503, 'temporarily_unavailable'])
  })
})

suite('introspection', () => {
  test('of an app’s own access token tells what it is worth now', async () => {
    const { access_token: token } = await tokensOf(web.app, asWeb)
    const told = await introspect(token)
    assert.deepEqual(
      [told.active, told.client_id, told.username, told.token_type],
      [true, web.app.id, 'max', 'Bearer'],
    )
    assert.ok(told.scope.includes('inventory:viewer'))
    assert.ok(told.exp > told.iat)
  })

  test('of its refresh token tells for how long it lasts, and not once it was used up', async () => {
    const { refresh_token: token } = await tokensOf(web.app, asWeb)
    const told = await introspect(token)
    assert.deepEqual(
      [told.active, told.client_id, told.sub.endsWith(acme.member.id)],
      [true, web.app.id, true],
    )
    assert.deepEqual(await introspect(token, asStranger), { active: false })
  })

  test('of tokens for a service is for apps of the organization that registered it', async () => {
    const byApiToken = (await exchange(acme, (await generate(acme, session)).value)).body
      .access_token as string
    const ofMachine = await machineToken()
    for (const token of [byApiToken, ofMachine]) {
      assert.equal((await introspect(token, asStranger)).active, true)
      assert.deepEqual(await introspect(token, basic(elsewhere.app.id, elsewhere.secret)), { active: false })
    }
    assert.ok(!('username' in (await introspect(ofMachine, asStranger))))
  })

  test('of whatever else says that it is not active, and nothing more', async () => {
    const { value } = await generate(acme, session)
    for (const token of [value, 'x', 'a.b.c', web.secret])
      assert.deepEqual(await introspect(token), { active: false })
  })

  test('follows what was lost since', async () => {
    const token = await machineToken()
    const role = { serviceId: acme.inventory.id, name: 'inventory:viewer', resource: null }
    await needs.store.change(async (tx) => ({
      result: await tx.oauthApps.removeRole(acme.organization.id, robot.app.id, role),
      events: [],
    }))
    assert.equal((await introspect(token, asStranger)).scope, '')
    await needs.store.change(async (tx) => ({
      result: await tx.oauthApps.update({ ...robot.app, deactivatedAt: acme.clock.now }),
      events: [],
    }))
    assert.deepEqual(await introspect(token, asStranger), { active: false })
  })

  test('needs an app that proves who it is', async () => {
    const { access_token: token } = await tokensOf(web.app, asWeb)
    for (const as of [{}, basic(web.app.id, 'wrong'), basic(native.app.id, '')]) {
      const { status, body } = await postForm(acme, '/oauth2/introspect', { token }, as)
      assert.deepEqual([status, body.error], [401, 'invalid_client'])
    }
  })
})
