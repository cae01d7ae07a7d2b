/** From a code to tokens, and from refresh tokens to more: what is in them, what refuses them, and when all of it is over. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { addApp, basic, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { deactivate, sessionOf } from '../../../testing/people.ts'
import { claimsOf, COMPATIBLE, request } from '../../../testing/requests.ts'
import { tokenStringOf } from '../../crypto/token-string.ts'
import { randomUuid } from '../../crypto/random.ts'
import { EVERY_SCOPE, NO_SCOPES } from '../../domain/allowed-scopes.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'
import type { User } from '../../domain/user.ts'

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
const TOKEN = '/oauth2/token'
const IDLE = 3600
const LIFETIME = 86_400

async function opened(more: Partial<OAuthApp> = {}, user: User = acme.member) {
  const { app, secret } = await addApp(acme, {
    ...{ kind: 'web', redirectUris: [CALLBACK], allowedScopes: EVERY_SCOPE, hasRefreshTokens: true },
    ...{ refreshIdleSeconds: IDLE, refreshLifetimeSeconds: LIFETIME },
    ...more,
  })
  const browser = openBrowser(acme, (await sessionOf(acme, user)).cookie)
  const isPublic = app.authentication === 'none'
  const as = isPublic ? {} : basic(app.id, secret)
  const post = (form: Record<string, string>) =>
    postForm(acme, TOKEN, isPublic ? { ...form, client_id: app.id } : form, as)
  const code = (scope?: string, extra: Record<string, string> = {}) =>
    codeFor(browser, app.id, { ...(scope !== undefined && { scope }), ...extra })
  const tokens = async (scope?: string) => {
    const answer = await post(await code(scope))
    assert.equal(answer.status, 200, answer.text)
    return answer.body as Record<'access_token' | 'refresh_token' | 'id_token' | 'scope', string>
  }
  const refresh = (refresh_token: string, extra: Record<string, string> = {}) =>
    post({ grant_type: 'refresh_token', refresh_token, ...extra })
  return { app, secret, browser, post, code, tokens, refresh }
}
type Opened = Awaited<ReturnType<typeof opened>>

const PUBLIC: Partial<OAuthApp> = { kind: 'native', authentication: 'none' }

const change = (work: Parameters<typeof acme.app.needs.store.change>[0]) => acme.app.needs.store.change(work)
const done = { result: undefined, events: [] }
const asOwner = async (method: 'DELETE', path: string) =>
  request(acme, method, `/api/v1/organizations/${acme.organization.id}${path}`, {
    headers: await sessionOf(acme, acme.owner),
  })

suite('a code', async () => {
  const web = await opened()

  test('ServerTest, IdTokenSignature: gives an access token of the person by the app, and an ID token for the app', async () => {
    const { status, body, headers } = await web.post(await web.code('openid profile email groups'))
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.deepEqual([body.token_type, body.expires_in], ['Bearer', 1799])
    const claims = claimsOf(body.access_token)
    assert.equal(claims['sub'], `${acme.member.domain}:${acme.member.id}`)
    assert.deepEqual([claims['client_id'], claims['context_name']], [web.app.id, acme.organization.id])
    assert.ok(typeof claims['grant_id'] === 'string' && !('value_id' in claims))
    assert.equal(claims['aud'], acme.inventory.id)
    assert.match(body.scope, /^openid profile email groups .*inventory:viewer/)
    const keys = await request(acme, 'GET', `${COMPATIBLE}/auth/token-public-key?format=jwks`)
    const { payload } = await jwtVerify(body.id_token, createLocalJWKSet(keys.body), {
      ...{ issuer: PUBLIC_URL, audience: web.app.id, typ: 'JWT' },
      currentDate: new Date(acme.clock.now),
    })
    assert.equal(payload['nonce'], 'n-1')
    assert.deepEqual(payload['amr'], ['pwd'])
    assert.equal(payload['acr'], 'urn:countersign:acr:password')
    assert.equal(payload['auth_time'], Math.floor(acme.clock.now / 1000))
    assert.equal(payload['email'], acme.member.email)
    assert.equal(payload['name'], 'Max Example')
    assert.deepEqual(payload['group_names'], [])
    assert.ok(typeof payload['sid'] === 'string' && typeof payload['at_hash'] === 'string')
  })

  test('ServerTestClientSecretPost; RequestWithoutNonceSucceeds; the scope says what is told', async () => {
    const form = await web.code('openid', { nonce: '' })
    const { body } = await postForm(acme, TOKEN, {
      ...form,
      client_id: web.app.id,
      client_secret: web.secret,
    })
    const claims = claimsOf(body.id_token)
    for (const name of ['nonce', 'email', 'name', 'group_ids', 'username']) assert.ok(!(name in claims), name)
  })

  test('without openid, or where OpenID is off, there is no ID token', async () => {
    assert.ok(!('id_token' in (await web.tokens('inventory:viewer'))))
    const off = await opened({ allowedScopes: { ...EVERY_SCOPE, openId: false } })
    const tokens = await off.tokens('openid email')
    assert.equal(tokens.id_token, undefined)
    assert.ok(!tokens.scope.includes('openid') && !tokens.scope.includes('email'))
  })

  test('names of rights narrow, and nobody gets what they do not hold', async () => {
    const only = claimsOf((await web.tokens('openid inventory:item.read billing:clerk')).access_token)
    assert.deepEqual(only['perms'], [`external/${acme.inventory.id}/inventory:item.read`])
    const signIn = await opened({ allowedScopes: { ...NO_SCOPES, openId: true } })
    const none = claimsOf((await signIn.tokens('openid')).access_token)
    assert.deepEqual([none['perms'], none['aud'], none['scope']], [[], `${PUBLIC_URL}/none`, 'openid'])
  })

  test('AuthCodeReuse: a second time is refused, and what it gave is over', async () => {
    const form = await web.code()
    const first = await web.post(form)
    const second = await web.post(form)
    assert.deepEqual([second.status, second.body.error], [400, 'invalid_grant'])
    assert.equal((await web.refresh(first.body.refresh_token)).body.error, 'invalid_grant')
    const userinfo = { authorization: `Bearer ${first.body.access_token}` }
    assert.equal((await request(acme, 'GET', `${COMPATIBLE}/userinfo`, { headers: userinfo })).status, 401)
  })

  test('AuthCodeReuseAfter30Seconds, and after it has ended', async () => {
    for (const later of [31_000, 61_000]) {
      const form = await web.code()
      const first = await web.post(form)
      acme.clock.now += later
      assert.equal((await web.post(form)).body.error, 'invalid_grant')
      assert.equal((await web.refresh(first.body.refresh_token)).body.error, 'invalid_grant')
    }
  })

  const mistakes: Readonly<Record<string, (form: Record<string, string>) => Record<string, string>>> = {
    'another redirect URI': (form) => ({ ...form, redirect_uri: `${CALLBACK}/` }),
    'a redirect URI in another case': (form) => ({
      ...form,
      redirect_uri: CALLBACK.replace('https', 'HTTPS'),
    }),
    'the wrong verifier': (form) => ({ ...form, code_verifier: `${form['code_verifier']}x` }),
    'the challenge as verifier': (form) => ({ ...form, code_verifier: 'x'.repeat(43) }),
    'a verifier that is too short': (form) => ({ ...form, code_verifier: 'x'.repeat(42) }),
    'a code that was changed': (form) => ({ ...form, code: `${form['code']?.slice(0, -1)}#` }),
    'a refresh token as code': (form) => ({ ...form, code: `csnr${form['code']?.slice(4)}` }),
  }
  for (const [what, change_] of Object.entries(mistakes))
    test(`with ${what} is refused, and may be tried again rightly`, async () => {
      const form = await web.code()
      assert.equal((await web.post(change_(form))).body.error, 'invalid_grant')
      assert.equal((await web.post(form)).status, 200)
    })

  test('without redirect_uri or code_verifier is an invalid request', async () => {
    const { code_verifier: _, ...unproved } = await web.code()
    assert.equal((await web.post(unproved)).body.error, 'invalid_request')
    const { redirect_uri: __, ...nowhere } = await web.code()
    assert.equal((await web.post(nowhere)).body.error, 'invalid_request')
  })

  test('of one app is of no use to another, and does it no harm', async () => {
    const thief = await opened()
    const form = await web.code()
    assert.equal((await thief.post(form)).body.error, 'invalid_grant')
    const first = await web.post(form)
    assert.equal(first.status, 200)
    assert.equal((await thief.post(form)).body.error, 'invalid_grant')
    assert.equal((await web.refresh(first.body.refresh_token)).status, 200)
  })

  test('has ended after a minute', async () => {
    const form = await web.code()
    acme.clock.now += 60_000
    assert.equal((await web.post(form)).body.error, 'invalid_grant')
  })
})

suite('a refresh token', () => {
  test('RefreshToken: of an app with a secret stays, and gives tokens with what the person holds now', async () => {
    const web = await opened()
    const { refresh_token } = await web.tokens('openid')
    await acme.give(acme.member, 'billing:clerk', acme.billing)
    const again = await web.refresh(refresh_token)
    assert.equal(again.status, 200)
    assert.equal(again.body.refresh_token, refresh_token)
    assert.match(again.body.scope, /billing:clerk/)
    const idToken = claimsOf(again.body.id_token)
    assert.ok(!('nonce' in idToken))
    assert.equal(idToken['aud'], web.app.id)
    await change(async (tx) => {
      await tx.roles.remove(acme.organization.id, acme.member.id, {
        ...{ serviceId: acme.billing.id, name: 'billing:clerk', resource: null },
      })
      return done
    })
    assert.ok(!(await web.refresh(refresh_token)).body.scope.includes('billing:clerk'))
  })

  test('of an app without a secret is followed by another, the same one within ten seconds', async () => {
    const native = await opened(PUBLIC)
    const { refresh_token: first } = await native.tokens('openid')
    const { body: one } = await native.refresh(first)
    assert.notEqual(one.refresh_token, first)
    acme.clock.now += 10_000
    const { body: two } = await native.refresh(first)
    assert.equal(two.refresh_token, one.refresh_token)
    const { body: three } = await native.refresh(two.refresh_token)
    assert.ok(three.refresh_token && three.refresh_token !== two.refresh_token)
  })

  test('that was replaced and comes later ends the family, and the owner is told', async () => {
    const native = await opened(PUBLIC)
    const { refresh_token: first } = await native.tokens('openid')
    const { body: next } = await native.refresh(first)
    acme.clock.now += 10_001
    assert.equal((await native.refresh(first)).body.error, 'invalid_grant')
    assert.equal((await native.refresh(next.refresh_token)).body.error, 'invalid_grant')
    const page = { offset: 0, limit: 5 }
    const { items } = await acme.app.needs.store.auditEvents.listForOrganization(acme.organization.id, page)
    const event = items.find(({ name }) => name === 'csp__revoke_oauth_grant')
    assert.equal(event?.details['reason'], 'refresh_token_reused')
    assert.equal(event?.userId, acme.member.id)
  })

  test('is kept only while it matters, and one that was forgotten still ends the family', async () => {
    const native = await opened(PUBLIC)
    const thief = await opened(PUBLIC)
    const { refresh_token: first } = await native.tokens('openid')
    const chain = [first]
    for (let turn = 0; turn < 30; turn++) {
      acme.clock.now += 61_000
      chain.push((await native.refresh(chain.at(-1)!)).body.refresh_token)
    }
    const isKept = async (token: string) =>
      (await acme.app.needs.store.oauthGrants.findRefreshToken(token.slice(4, 16))) !== undefined
    const kept = await Promise.all(chain.map(isKept))
    const ends = (at: number) => at === 0 || at > chain.length - 3
    assert.deepEqual(
      kept,
      chain.map((_, at) => ends(at)),
    )
    const old = chain[10]!
    const forged = tokenStringOf('r', old.slice(4, 16), `${old.slice(16, 58)}${old[58] === 'a' ? 'b' : 'a'}`)
    assert.equal((await native.refresh(forged.reveal())).body.error, 'invalid_grant')
    assert.equal((await thief.refresh(old)).body.error, 'invalid_grant')
    const present = (await native.refresh(chain.at(-1)!)).body.refresh_token
    assert.ok(present, 'neither a forged one nor another app ends it')
    assert.equal((await native.refresh(old)).body.error, 'invalid_grant')
    assert.equal((await native.refresh(present)).body.error, 'invalid_grant')
  })

  test('that is not used for too long has ended, and each use puts that off', async () => {
    for (const more of [{}, PUBLIC]) {
      const app = await opened(more)
      let { refresh_token } = await app.tokens('openid')
      acme.clock.now += IDLE * 1000 - 1
      ;({ refresh_token } = (await app.refresh(refresh_token)).body)
      acme.clock.now += IDLE * 1000 - 1
      ;({ refresh_token } = (await app.refresh(refresh_token)).body)
      acme.clock.now += IDLE * 1000
      assert.equal((await app.refresh(refresh_token)).body.error, 'invalid_grant')
    }
  })

  test('ends for good at the end of its lifetime, however often it was used', async () => {
    const web = await opened({ refreshIdleSeconds: LIFETIME })
    const { refresh_token } = await web.tokens('openid')
    acme.clock.now += LIFETIME * 1000 - 60_000
    const last = await web.refresh(refresh_token)
    assert.equal(last.status, 200)
    // And so do the access tokens that it gave.
    assert.ok(last.body.expires_in < 61)
    acme.clock.now += 60_000
    assert.equal((await web.refresh(refresh_token)).body.error, 'invalid_grant')
  })

  test('scope narrows, is never wider than what was allowed, and only for this once', async () => {
    const web = await opened({}, acme.owner)
    const { refresh_token } = await web.tokens('openid email inventory:admin')
    const scopeOf = async (scope: string) => {
      const { body } = await web.refresh(refresh_token, { scope })
      return body.error ?? body.scope
    }
    assert.equal(await scopeOf('openid inventory:admin'), 'openid inventory:admin')
    assert.equal(await scopeOf('inventory:admin'), 'inventory:admin')
    assert.equal(await scopeOf('openid'), 'openid inventory:admin')
    for (const more of ['openid profile', 'billing:clerk', 'openid inventory:admin org_owner'])
      assert.equal(await scopeOf(more), 'invalid_scope', more)
    assert.equal((await web.refresh(refresh_token)).body.scope, 'openid email inventory:admin')
  })

  test('of one app is of no use to another, nor to one that does not prove who it is', async () => {
    const web = await opened()
    const { refresh_token } = await web.tokens('openid')
    assert.equal((await (await opened()).refresh(refresh_token)).body.error, 'invalid_grant')
    const unproved = { grant_type: 'refresh_token', refresh_token, client_id: web.app.id }
    assert.equal((await postForm(acme, TOKEN, unproved)).status, 401)
    assert.equal((await web.refresh(refresh_token)).status, 200)
    assert.equal((await web.refresh(`${refresh_token.slice(0, -1)}#`)).body.error, 'invalid_grant')
  })

  test('is not given by an app that has none, and refused when they were switched off', async () => {
    const none = await opened({ hasRefreshTokens: false })
    assert.ok(!('refresh_token' in (await none.tokens('openid offline_access'))))
    const web = await opened()
    const { refresh_token } = await web.tokens('openid')
    await change(async (tx) => {
      await tx.oauthApps.update({ ...web.app, hasRefreshTokens: false })
      return done
    })
    assert.equal((await web.refresh(refresh_token)).body.error, 'unauthorized_client')
  })

  test('an app that was given more gets it from nobody who did not allow it', async () => {
    const web = await opened({ allowedScopes: { ...NO_SCOPES, openId: true } })
    const { refresh_token } = await web.tokens('openid')
    await change(async (tx) => {
      await tx.oauthApps.update({ ...web.app, allowedScopes: EVERY_SCOPE })
      return done
    })
    assert.equal((await web.refresh(refresh_token)).body.scope, 'openid')
  })

  const endings: Readonly<Record<string, (opened: Opened, user: User) => Promise<unknown>>> = {
    'the person was deactivated': (_, user) => deactivate(acme, user),
    'the member was disabled': (_, user) =>
      change(async (tx) => {
        await tx.people.disable(acme.organization.id, user.id, acme.clock.now)
        return done
      }),
    'the member was removed': (_, user) =>
      change(async (tx) => {
        await tx.organizations.removeMember(acme.organization.id, user.id)
        return done
      }),
    'the organization gave the app up': ({ app }) =>
      change(async (tx) => {
        await tx.oauthApps.removeFrom(acme.organization.id, app.id, acme.clock.now)
        return done
      }),
    'the consent was withdrawn': ({ app }, user) =>
      change(async (tx) => {
        const key = { organizationId: acme.organization.id, appId: app.id, userId: user.id }
        await tx.oauthGrants.removeConsent(key, acme.clock.now)
        return done
      }),
    'an administrator ended all that they could act with': (_, user) =>
      asOwner('DELETE', `/people/${user.id}/credentials`),
    'the organization is suspended': () =>
      change(async (tx) => {
        await tx.organizations.setSuspendedAt(acme.organization.id, acme.clock.now)
        return done
      }),
  }
  for (const [what, end] of Object.entries(endings))
    test(`and a code are refused once ${what}`, async () => {
      const user = await acme.app.needs.store.change(async (tx) => {
        const fresh = {
          ...acme.member,
          id: randomUuid(),
          username: `p${++people}`,
          email: `p${people}@x.example`,
        }
        await tx.users.insert(fresh, 'no password')
        await tx.organizations.addMember(acme.organization.id, fresh.id, acme.clock.now)
        return { result: fresh, events: [] }
      })
      const web = await opened({}, user)
      const { refresh_token } = await web.tokens('openid')
      const form = await web.code('openid')
      await end(web, user)
      assert.equal((await web.refresh(refresh_token)).body.error, 'invalid_grant')
      assert.equal((await web.post(form)).body.error, 'invalid_grant')
      await change(async (tx) => {
        await tx.organizations.setSuspendedAt(acme.organization.id, null)
        return done
      })
    })

  test('a deactivated app gets nothing', async () => {
    const web = await opened()
    const { refresh_token } = await web.tokens('openid')
    await change(async (tx) => {
      await tx.oauthApps.update({ ...web.app, deactivatedAt: acme.clock.now })
      return done
    })
    assert.equal((await web.refresh(refresh_token)).body.error, 'invalid_client')
  })
})

let people = 0
