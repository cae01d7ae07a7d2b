/** What an app's access token may ask here: who its person is, as far as they let it know, and our API as far as they may. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { addApp, basic, giveApp, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { accessTokenOf, sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, claimsOf, COMPATIBLE, request } from '../../../testing/requests.ts'
import { EVERY_SCOPE, NO_SCOPES } from '../../domain/allowed-scopes.ts'

const acme = await openAcme({ after })
const USERINFO = '/oauth2/userinfo'

async function tokenOf(scope: string, allowedScopes = EVERY_SCOPE, user = acme.member) {
  const { app, secret } = await addApp(acme, { kind: 'web', redirectUris: [CALLBACK], allowedScopes })
  const browser = openBrowser(acme, (await sessionOf(acme, user)).cookie)
  const form = await codeFor(browser, app.id, { scope })
  const { body } = await postForm(acme, '/oauth2/token', form, basic(app.id, secret))
  return { app, accessToken: String(body.access_token), idToken: String(body.id_token) }
}
const bearer = (accessToken: string) => ({ authorization: `Bearer ${accessToken}` })
const told = async (accessToken: string) =>
  (await request(acme, 'GET', USERINFO, { headers: bearer(accessToken) })).body

suite('user info', () => {
  test('UserInfoGet, -PostHeader, -PostBody: by a header in any case, or in a form, and only one of them', async () => {
    const { accessToken, idToken } = await tokenOf('openid')
    const { sub } = claimsOf(idToken)
    const post = (form: Record<string, string>, headers = {}) => postForm(acme, USERINFO, form, headers)
    for (const { status, body } of [
      await request(acme, 'GET', USERINFO, { headers: bearer(accessToken) }),
      await request(acme, 'GET', USERINFO, { headers: { authorization: `bearer ${accessToken}` } }),
      await request(acme, 'POST', USERINFO, { headers: bearer(accessToken) }),
      await post({ access_token: accessToken }),
    ])
      assert.deepEqual([status, body.sub], [200, sub])
    assert.equal((await post({ access_token: accessToken }, bearer(accessToken))).status, 400)
    assert.equal((await request(acme, 'GET', `${USERINFO}?access_token=${accessToken}`)).status, 401)
    const nobody = await request(acme, 'GET', USERINFO)
    assert.equal(nobody.headers['www-authenticate'], 'Bearer realm="countersign"')
    const wrong = await request(acme, 'GET', USERINFO, { headers: bearer(idToken) })
    assert.match(String(wrong.headers['www-authenticate']), /error="invalid_token"/)
    assert.equal(wrong.headers['access-control-allow-origin'], '*')
    assert.equal(wrong.headers['access-control-allow-credentials'], undefined)
  })

  test('ScopeProfile, -Email, -Address, -Phone, -All: tells what each scope is for, and no more', async () => {
    const namesOf = async (scope: string) =>
      Object.keys(await told((await tokenOf(`openid ${scope}`)).accessToken)).toSorted()
    const always = ['context_name', 'sub']
    const email = ['email', 'email_verified']
    assert.deepEqual(await namesOf(''), always)
    assert.deepEqual(await namesOf('email'), [...always, ...email].toSorted())
    assert.deepEqual(await namesOf('address phone'), always)
    const profile = ['acct', 'domain', 'family_name', 'given_name', 'name', 'preferred_username', 'username']
    assert.deepEqual(await namesOf('profile'), [...always, ...profile].toSorted())
    assert.deepEqual(
      await namesOf('profile email address phone groups'),
      [...always, ...profile, ...email, 'group_ids', 'group_names'].toSorted(),
    )
  })

  test('without openid there is none, for an app as for an API token; a machine is nobody', async () => {
    const { accessToken } = await tokenOf('profile email')
    assert.equal((await request(acme, 'GET', USERINFO, { headers: bearer(accessToken) })).status, 403)
    const own = await accessTokenOf(acme, acme.member, { scopes: { allRoles: true, openId: true } })
    assert.equal((await request(acme, 'GET', USERINFO, { headers: own })).body.email, acme.member.email)
    const { app, secret } = await addApp(acme)
    await giveApp(acme, acme.organization.id, app.id, { serviceId: null, name: 'org_member' })
    const grant = { grant_type: 'client_credentials' }
    const machine = await postForm(acme, '/oauth2/token', grant, basic(app.id, secret))
    const headers = bearer(String(machine.body.access_token))
    assert.equal((await request(acme, 'GET', USERINFO, { headers })).status, 403)
  })

  test('the keys are where the discovery document will say, for every site', async () => {
    const { body, headers } = await request(acme, 'GET', '/oauth2/jwks')
    assert.ok(body.keys.length >= 1 && !('d' in body.keys[0]))
    assert.equal(headers['access-control-allow-origin'], '*')
  })
})

suite('our own API', () => {
  const path = `/api/v1/organizations/${acme.organization.id}`
  const status = async (
    accessToken: string,
    method: 'GET' | 'POST',
    url: string,
    body?: Record<string, unknown>,
  ) => (await request(acme, method, url, { headers: bearer(accessToken), ...(body && { body }) })).status

  test('answers an app what its person may see, in the organization that it was allowed in', async () => {
    const { accessToken } = await tokenOf('openid', EVERY_SCOPE, acme.owner)
    assert.equal(await status(accessToken, 'GET', `${path}/services`), 200)
    assert.equal(await status(accessToken, 'GET', `/api/v1/organizations/${acme.other.id}/services`), 404)
    const none = await tokenOf('openid', { ...NO_SCOPES, openId: true }, acme.owner)
    assert.equal(await status(none.accessToken, 'GET', `${path}/services`), 403)
  })

  test('lets it change nothing without administration, and generate no API token with it', async () => {
    const api = { name: 'CI', scopes: { allRoles: true } }
    const reader = await tokenOf('openid', EVERY_SCOPE, acme.owner)
    assert.equal(await status(reader.accessToken, 'POST', apiTokensPath(acme), api), 403)
    const administers = { ...EVERY_SCOPE, administration: true }
    const { accessToken, app } = await tokenOf('openid', administers, acme.owner)
    assert.equal(await status(accessToken, 'POST', apiTokensPath(acme), api), 403)
    assert.equal(await status(accessToken, 'POST', `${path}/groups`, { displayName: 'Night shift' }), 201)
    const { items } = await acme.app.needs.store.auditEvents.listForOrganization(acme.organization.id, {
      ...{ offset: 0, limit: 20 },
    })
    const made = items.find(({ name }) => name === 'csp__create_group')
    assert.equal(made?.details['oauthAppId'], app.id)
  })

  test('tells the compatible client who it is only when the person allowed that', async () => {
    const user = `${COMPATIBLE}/loggedin/user`
    assert.equal(await status((await tokenOf('openid')).accessToken, 'GET', user), 403)
    assert.equal(await status((await tokenOf('openid profile email')).accessToken, 'GET', user), 200)
    const { accessToken } = await tokenOf('openid')
    const info = await request(acme, 'GET', `${COMPATIBLE}/userinfo`, { headers: bearer(accessToken) })
    assert.ok(!('email' in info.body))
  })

  test('what was withdrawn counts at once', async () => {
    const { accessToken, app } = await tokenOf('openid', EVERY_SCOPE, acme.owner)
    await acme.app.needs.store.change(async (tx) => ({
      result: await tx.oauthGrants.removeConsent(
        { organizationId: acme.organization.id, appId: app.id, userId: acme.owner.id },
        acme.clock.now,
      ),
      events: [],
    }))
    assert.equal(await status(accessToken, 'GET', `${path}/services`), 401)
    assert.equal(await status(accessToken, 'GET', USERINFO), 401)
  })
})
