/** What a person let in: seen by them alone, with what it may do, and over at once when they take it back. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { addApp, basic, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import { purgeGrants } from '../../actions/oauth/purge-grants.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import { DAY_MS } from '../../domain/instant.ts'

const CONNECTED = '/api/v1/account/connected-apps'

suite('connected apps', async () => {
  const acme = await openAcme({ after })
  const { app, secret } = await addApp(acme, {
    ...{ kind: 'web', name: 'Wiki', redirectUris: [CALLBACK], hasRefreshTokens: true },
  })
  const as = basic(app.id, secret)
  const list = async (user = acme.member) =>
    (await request(acme, 'GET', CONNECTED, { headers: await sessionOf(acme, user) })).body
  const letIn = async (scope: string) => {
    const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)
    return (await postForm(acme, '/oauth2/token', await codeFor(browser, app.id, { scope }), as)).body
  }

  test('are listed for the person who let them in, with what they may do and when they did', async () => {
    acme.clock.now += 1000
    await letIn('openid email inventory:viewer')
    const at = new Date(acme.clock.now).toISOString()
    assert.deepEqual(await list(), {
      total: 1,
      items: [
        {
          ...{ appId: app.id, name: 'Wiki', description: '', isActive: true },
          ...{ organizationId: acme.organization.id, organizationName: 'Acme' },
          ...{ tells: ['email', 'openid'], rights: ['inventory:viewer'], scopes: EVERY_SCOPE },
          ...{ allowedAt: at, lastUsedAt: at },
        },
      ],
    })
    assert.equal((await list(acme.owner)).total, 0)
    await letIn('openid')
    assert.equal((await list()).items[0].rights, null)
  })

  test('that are withdrawn get nothing any more, are asked for again, and the organization is told', async () => {
    const { refresh_token } = await letIn('openid')
    const path = `${CONNECTED}/${acme.organization.id}/${app.id}`
    const withdraw = async (user = acme.member) =>
      (await request(acme, 'DELETE', path, { headers: await sessionOf(acme, user) })).status
    assert.equal(await withdraw(acme.owner), 404)
    assert.equal(await withdraw(), 204)
    assert.equal(await withdraw(), 404)
    assert.equal((await list()).total, 0)
    const form = { grant_type: 'refresh_token', refresh_token: String(refresh_token) }
    assert.equal((await postForm(acme, '/oauth2/token', form, as)).body.error, 'invalid_grant')
    const page = { offset: 0, limit: 50 }
    const { items } = await acme.app.needs.store.auditEvents.listForOrganization(acme.organization.id, page)
    const event = items.find(({ name }) => name === 'csp__withdraw_oauth_consent')
    assert.deepEqual([event?.userId, event?.target?.id], [acme.member.id, app.id])
    // Once more allowed, what was there before stays over.
    await letIn('openid')
    assert.equal((await postForm(acme, '/oauth2/token', form, as)).body.error, 'invalid_grant')
  })

  test('grants that ended long ago are purged, and what is in force is not', async () => {
    const { store } = acme.app.needs
    const { refresh_token } = await letIn('openid')
    const id = String(refresh_token).slice(4, 16)
    const grantId = (await store.oauthGrants.findRefreshToken(id))?.grantId ?? ''
    await purgeGrants(acme.app.needs)
    assert.notEqual(await store.oauthGrants.find(grantId), undefined)
    acme.clock.now += 4 * DAY_MS
    await purgeGrants(acme.app.needs)
    assert.equal(await store.oauthGrants.find(grantId), undefined)
    assert.equal(await store.oauthGrants.findRefreshToken(id), undefined)
  })
})
