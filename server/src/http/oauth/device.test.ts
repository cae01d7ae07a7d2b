/** A device and the endpoints that it talks to (RFC 8628): what it is given, how it asks, and what it gets once. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { makeProof, makeProofKey } from '../../../testing/dpop-proofs.ts'
import { addApp, basic, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, openBrowser } from '../../../testing/oauth-browser.ts'
import { allowOnDevice, enterCode, press, startDevice } from '../../../testing/oauth-device.ts'
import { sessionOf } from '../../../testing/people.ts'
import { claimsOf, COMPATIBLE, request } from '../../../testing/requests.ts'
import { purgeGrants } from '../../actions/oauth/purge-grants.ts'
import { DEVICE_GRANT } from '../../domain/oauth/device-code.ts'
import type { OAuthApp } from '../../domain/oauth/oauth-app.ts'

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
const DEVICE = '/oauth2/device'
const ON: Partial<OAuthApp> = { redirectUris: [CALLBACK], hasDeviceFlow: true, hasRefreshTokens: true }
const NATIVE: Partial<OAuthApp> = { ...ON, kind: 'native', authentication: 'none' }
const native = await addApp(acme, NATIVE)
const other = await addApp(acme, NATIVE)
const web = await addApp(acme, { ...ON, kind: 'web' })
const machine = await addApp(acme)
const off = await addApp(acme, { ...NATIVE, hasDeviceFlow: false })
const client_id = native.app.id
const asWeb = basic(web.app.id, web.secret)
const browser = openBrowser(acme, (await sessionOf(acme, acme.member)).cookie)

/** No test is kept waiting for what another one asked. */
const start = (more: Record<string, string> = {}, headers: Record<string, string> = {}) => {
  acme.clock.now += 60_000
  return startDevice(acme, { client_id, ...more }, headers)
}
const startAllowed = async (more: Record<string, string> = {}, headers: Record<string, string> = {}) => {
  const device = await start(more, headers)
  const page = await allowOnDevice(browser, device.user_code)
  assert.match(page.text, /You can go back to your device/)
  return device
}
const errorOf = async (answer: ReturnType<typeof postForm>): Promise<unknown[]> => {
  const { status, body } = await answer
  return [status, body.error]
}
const later = (seconds: number): void => void (acme.clock.now += seconds * 1000)
suite('a device that asks for a code', () => {
  test('is told all that RFC 8628, section 3.2, says, and nothing of it may be kept', async () => {
    const { status, body, headers } = await postForm(acme, DEVICE, { client_id, scope: 'openid' })
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.match(body.device_code, /^csnd[0-9A-Za-z]{61}$/)
    assert.match(body.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    const { device_code: _, user_code, ...rest } = body
    assert.deepEqual(rest, {
      verification_uri: `${PUBLIC_URL}/device`,
      verification_uri_complete: `${PUBLIC_URL}/device?user_code=${user_code}`,
      ...{ expires_in: 600, interval: 5 },
    })
  })

  test('has neither of its codes kept in the clear', async () => {
    const { device_code, user_code } = await start()
    const kept = await acme.app.needs.store.deviceCodes.find(device_code.slice(4, 16))
    assert.ok(kept)
    const text = JSON.stringify({ ...kept, hash: Buffer.from(kept.hash).toString() })
    for (const value of [device_code.slice(16, 59), user_code, user_code.replace('-', '')])
      assert.ok(!text.includes(value))
  })

  test('may be of an app that proves who it is, by its secret', async () => {
    assert.equal((await postForm(acme, DEVICE, {}, asWeb)).status, 200)
    assert.deepEqual(await errorOf(postForm(acme, DEVICE, { client_id: web.app.id })), [
      401,
      'invalid_client',
    ])
  })

  const refused: readonly (readonly [
    wrong: string,
    form: Record<string, string>,
    status: number,
    error: string,
  ])[] = [
    ['from nobody', {}, 401, 'invalid_client'],
    ['from an app that is unknown', { client_id: 'unknown' }, 401, 'invalid_client'],
    ['from an app that has it switched off', { client_id: off.app.id }, 400, 'unauthorized_client'],
    ['with a scope that is none', { client_id, scope: 'a"b' }, 400, 'invalid_scope'],
    ['with a scope that is too long', { client_id, scope: 'a'.repeat(3000) }, 400, 'invalid_request'],
    ['with a resource that is no address', { client_id, resource: 'inventory' }, 400, 'invalid_target'],
    ['with a resource of others', { client_id, resource: 'https://evil.example/' }, 400, 'invalid_target'],
    ['for two organizations', { client_id, orgId: 'one', org_id: 'other' }, 400, 'invalid_request'],
    ['with a key that is none', { client_id, dpop_jkt: 'x' }, 400, 'invalid_request'],
    ['with a DPoP proof that is none', { client_id }, 400, 'invalid_dpop_proof'],
  ]
  for (const [wrong, form, status, error] of refused)
    test(`${wrong} is refused`, async () => {
      const headers: Record<string, string> = error === 'invalid_dpop_proof' ? { dpop: 'x' } : {}
      assert.deepEqual(await errorOf(postForm(acme, DEVICE, form, headers)), [status, error])
    })

  test('of a machine, twice the same parameter, in the URL or as JSON is refused', async () => {
    const asMachine = basic(machine.app.id, machine.secret)
    assert.deepEqual(await errorOf(postForm(acme, DEVICE, {}, asMachine)), [400, 'unauthorized_client'])
    const twice = ['a', 'b'].map((scope): [string, string] => ['scope', scope])
    const form: [string, string][] = [['client_id', client_id], ...twice]
    assert.deepEqual(await errorOf(postForm(acme, DEVICE, form)), [400, 'invalid_request'])
    const inUrl = postForm(acme, `${DEVICE}?scope=openid`, { client_id })
    assert.deepEqual(await errorOf(inUrl), [400, 'invalid_request'])
    const json = await request(acme, 'POST', DEVICE, { body: { client_id } })
    assert.deepEqual([json.status, json.body.error], [415, 'invalid_request'])
  })

  test('is bounded for each address where nothing is proved, by minute and by how many wait', async (t) => {
    const here = await openAcme(t)
    const { app } = await addApp(here, NATIVE)
    const proved = await addApp(here, { ...ON, kind: 'web' })
    const ask = () => postForm(here, DEVICE, { client_id: app.id })
    const untilRefused = async (): Promise<[given: number, text: string]> => {
      for (let given = 0; ; given += 1) {
        const { status, headers, text } = await ask()
        if (status === 200) continue
        assert.deepEqual([status, Number(headers['retry-after']) > 0], [429, true])
        return [given, text]
      }
    }
    let waiting = 0
    for (let minute = 0; minute < 5; minute += 1) {
      const [given, text] = await untilRefused()
      assert.match(text, /from this address/)
      waiting += given
      here.clock.now += 60_000
    }
    assert.equal(waiting, 300)
    assert.match((await untilRefused())[1], /of this network wait/)
    const asProved = basic(proved.app.id, proved.secret)
    assert.equal((await postForm(here, DEVICE, {}, asProved)).status, 200)
    here.clock.now += 600_000
    assert.equal((await ask()).status, 200)
  })
})

suite('while nobody has decided, a device', () => {
  test('is told to ask again, and to ask less often for good when it asks too soon', async () => {
    const { poll } = await start()
    const pending = [400, 'authorization_pending']
    const slower = [400, 'slow_down']
    assert.deepEqual(await errorOf(poll()), pending)
    later(5)
    assert.deepEqual(await errorOf(poll()), pending)
    later(2)
    assert.deepEqual(await errorOf(poll()), slower, 'ten seconds from now on')
    later(5)
    assert.deepEqual(await errorOf(poll()), slower, 'fifteen seconds from now on')
    later(10)
    assert.deepEqual(await errorOf(poll()), slower, 'twenty')
    later(20)
    assert.deepEqual(await errorOf(poll()), pending)
    later(20)
    assert.deepEqual(await errorOf(poll()), pending)
  })

  test('is not slowed down for a second that the network took', async () => {
    const { poll } = await start()
    await poll()
    later(4)
    assert.deepEqual(await errorOf(poll()), [400, 'authorization_pending'])
  })

  test('that never waits causes no more than a few writes', async () => {
    const { poll, device_code } = await start()
    const writes = new Set<string>()
    for (let asked = 0; asked < 100; asked += 1) {
      later(0.1)
      await poll()
      const { polledAt, intervalSeconds } = (await acme.app.needs.store.deviceCodes.find(
        device_code.slice(4, 16),
      ))!
      writes.add(`${polledAt} ${intervalSeconds}`)
    }
    assert.equal(writes.size, 60)
    assert.deepEqual(await errorOf(poll()), [400, 'slow_down'])
  })

  test('of another app, or with a code that was changed, cut or left out, is told nothing, and slows nobody down', async () => {
    const { poll, device_code } = await start()
    const invalid = [400, 'invalid_grant']
    assert.deepEqual(await errorOf(poll({ client_id: other.app.id })), invalid)
    assert.deepEqual(await errorOf(poll({ client_id: other.app.id })), invalid)
    assert.deepEqual(await errorOf(poll({ device_code: `${device_code.slice(0, -1)}_` })), invalid)
    assert.deepEqual(await errorOf(poll({ device_code: 'x' })), invalid)
    assert.deepEqual(await errorOf(poll({ device_code: '' })), [400, 'invalid_request'])
    assert.deepEqual(await errorOf(poll()), [400, 'authorization_pending'])
  })

  test('that does not prove who it is, has it switched off, or was deactivated is refused', async () => {
    const secret = await start({}, asWeb).catch(() => undefined)
    assert.equal(secret, undefined, 'a secret and another client_id')
    const device = await startDevice(acme, {}, asWeb)
    assert.deepEqual(await errorOf(device.poll({}, {})), [401, 'invalid_client'])
    assert.deepEqual(await errorOf(device.poll({}, basic(web.app.id, 'wrong'))), [401, 'invalid_client'])
    const { app } = await addApp(acme, NATIVE)
    const here = await startDevice(acme, { client_id: app.id })
    const change = (more: Partial<OAuthApp>) =>
      acme.app.needs.store.change(async (tx) => {
        await tx.oauthApps.update({ ...app, ...more })
        return { result: undefined, events: [] }
      })
    await change({ hasDeviceFlow: false })
    assert.deepEqual(await errorOf(here.poll()), [400, 'unauthorized_client'])
    await change({ deactivatedAt: acme.clock.now })
    assert.deepEqual(await errorOf(here.poll()), [401, 'invalid_client'])
  })

  test('whose ten minutes are over is told so, for an hour; then its code is unknown', async () => {
    const { poll, user_code } = await start()
    later(599)
    assert.deepEqual(await errorOf(poll()), [400, 'authorization_pending'])
    later(1)
    assert.deepEqual(await errorOf(poll()), [400, 'expired_token'])
    assert.match((await enterCode(browser, user_code)).text, /has ended/)
    await purgeGrants(acme.app.needs)
    assert.deepEqual(await errorOf(poll()), [400, 'expired_token'])
    later(3600)
    await purgeGrants(acme.app.needs)
    assert.deepEqual(await errorOf(poll()), [400, 'invalid_grant'])
  })
})

suite('once its person has decided, a device', () => {
  test('gets what a code gives: tokens of the person by the app, without a nonce, with the time of the session', async () => {
    const { poll } = await startAllowed({ scope: 'openid profile' })
    const { status, body, headers } = await poll()
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.deepEqual([body.token_type, body.expires_in], ['Bearer', 1799])
    const claims = claimsOf(body.access_token)
    assert.equal(claims['sub'], `${acme.member.domain}:${acme.member.id}`)
    assert.deepEqual([claims['client_id'], claims['context_name']], [client_id, acme.organization.id])
    const idToken = claimsOf(body.id_token)
    assert.deepEqual([idToken['aud'], idToken['nonce'], idToken['amr']], [client_id, undefined, ['pwd']])
    assert.ok((idToken['auth_time'] as number) < Math.floor(acme.clock.now / 1000))
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id }
    assert.equal((await postForm(acme, '/oauth2/token', form)).status, 200)
  })

  test('gets them however soon it asks, and until its ten minutes are over', async () => {
    const hasty = await start()
    await hasty.poll()
    await allowOnDevice(browser, hasty.user_code)
    assert.equal((await hasty.poll()).status, 200)
    const slow = await startAllowed()
    later(599)
    assert.equal((await slow.poll()).status, 200)
    const tooSlow = await startAllowed()
    later(600)
    assert.deepEqual(await errorOf(tooSlow.poll()), [400, 'expired_token'])
  })

  test('of an app without refresh tokens gets an access token of its full life, at the last moment too', async () => {
    const { app } = await addApp(acme, { ...NATIVE, hasRefreshTokens: false })
    const device = await startDevice(acme, { client_id: app.id })
    await allowOnDevice(browser, device.user_code)
    later(599)
    const { body } = await device.poll()
    assert.deepEqual([body.expires_in, body.refresh_token], [1799, undefined])
  })

  test('gets them once: a second time ends what the first was given', async () => {
    const { poll } = await startAllowed()
    const { body } = await poll()
    assert.deepEqual(await errorOf(poll()), [400, 'invalid_grant'])
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id }
    assert.deepEqual(await errorOf(postForm(acme, '/oauth2/token', form)), [400, 'invalid_grant'])
    later(600)
    assert.deepEqual(await errorOf(poll()), [400, 'invalid_grant'])
  })

  test('of another app gets nothing, and the right one still does', async () => {
    const { poll } = await startAllowed()
    assert.deepEqual(await errorOf(poll({ client_id: other.app.id })), [400, 'invalid_grant'])
    assert.equal((await poll()).status, 200)
  })

  test('is told that it was refused, and who refused is in the audit log', async () => {
    const { poll, user_code } = await start()
    const page = await press(browser, await enterCode(browser, user_code), 'deny')
    assert.match(page.text, /Nothing was allowed/)
    assert.deepEqual(await errorOf(poll()), [400, 'access_denied'])
    const [event, ...more] = eventsNamed(acme, 'csp__refuse_oauth_device')
    assert.deepEqual(
      [event?.user_id, event?.organization_id, event?.target_id, more.length],
      [acme.member.id, acme.organization.id, client_id, 0],
    )
    later(600)
    assert.deepEqual(await errorOf(poll()), [400, 'access_denied'])
  })

  test('gets nothing when the person withdraws it before, and what was given ends when they do so after', async () => {
    const session = await sessionOf(acme, acme.member)
    const withdraw = () =>
      request(acme, 'DELETE', `/api/v1/account/connected-apps/${acme.organization.id}/${client_id}`, {
        headers: session,
      })
    const early = await startAllowed()
    assert.equal((await withdraw()).status, 204)
    assert.deepEqual(await errorOf(early.poll()), [400, 'invalid_grant'])
    const device = await startAllowed()
    const { body } = await device.poll()
    const { body: listed } = await request(acme, 'GET', '/api/v1/account/connected-apps', {
      headers: session,
    })
    assert.ok(listed.items.some(({ appId }: { appId: string }) => appId === client_id))
    assert.equal((await withdraw()).status, 204)
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id }
    assert.deepEqual(await errorOf(postForm(acme, '/oauth2/token', form)), [400, 'invalid_grant'])
  })

  test('gets a token for the services that it named, or for fewer of them', async () => {
    const resource = `${PUBLIC_URL}/services/${acme.inventory.id}`
    const { poll } = await startAllowed({ resource })
    const { status, body } = await poll({ resource })
    assert.equal(status, 200)
    assert.equal(claimsOf(body.access_token)['aud'], acme.inventory.id)
    const again = await startAllowed({ resource })
    assert.deepEqual(await errorOf(again.poll({ resource: PUBLIC_URL })), [400, 'invalid_target'])
    assert.equal((await again.poll()).status, 200)
  })

  test('gets them under the names of the platform too', async () => {
    for (const name of ['token', 'authorize']) {
      const { device_code } = await startAllowed()
      const form = { grant_type: DEVICE_GRANT, device_code, client_id }
      const { status, body } = await postForm(acme, `${COMPATIBLE}/auth/${name}`, form)
      assert.deepEqual([status, body.token_type], [200, 'bearer'])
      const again = await postForm(acme, `${COMPATIBLE}/auth/${name}`, form)
      assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant'])
    }
    const { device_code } = await start()
    const form = { grant_type: DEVICE_GRANT, device_code, client_id }
    const { body } = await postForm(acme, `${COMPATIBLE}/auth/token`, form)
    assert.equal(body.error, 'authorization_pending')
  })
})

suite('a key that is proved by a device', () => {
  const key = makeProofKey()
  const proofFor = (path: string, by = key) =>
    makeProof(by, {
      ...{ method: 'POST', url: PUBLIC_URL + path },
      nowSeconds: Math.floor(acme.clock.now / 1000),
    })

  test('when it asks for the code, is the only one that the code is good with', async () => {
    acme.clock.now += 60_000
    const device = await startDevice(acme, { client_id }, { dpop: proofFor(DEVICE) })
    await allowOnDevice(browser, device.user_code)
    assert.deepEqual(await errorOf(device.poll({}, {})), [400, 'invalid_dpop_proof'])
    const wrong = { dpop: proofFor('/oauth2/token', makeProofKey()) }
    assert.deepEqual(await errorOf(device.poll({}, wrong)), [400, 'invalid_dpop_proof'])
    const { status, body } = await device.poll({}, { dpop: proofFor('/oauth2/token') })
    assert.deepEqual([status, body.token_type], [200, 'DPoP'])
  })

  test('must be the one of dpop_jkt', async () => {
    const headers = { dpop: proofFor(DEVICE) }
    const answer = postForm(acme, DEVICE, { client_id, dpop_jkt: 'A'.repeat(43) }, headers)
    assert.deepEqual(await errorOf(answer), [400, 'invalid_dpop_proof'])
  })

  test('when it gets its tokens, binds them and what follows; an app that has to prove one gets none without', async () => {
    const { poll } = await startAllowed()
    const { body } = await poll({}, { dpop: proofFor('/oauth2/token') })
    assert.ok(claimsOf(body.access_token)['cnf'])
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token, client_id }
    assert.deepEqual(await errorOf(postForm(acme, '/oauth2/token', form)), [400, 'invalid_dpop_proof'])
    const { app } = await addApp(acme, { ...NATIVE, requiresDpop: true })
    const device = await startDevice(acme, { client_id: app.id })
    await allowOnDevice(browser, device.user_code)
    assert.deepEqual(await errorOf(device.poll()), [400, 'invalid_dpop_proof'])
    assert.equal((await device.poll({}, { dpop: proofFor('/oauth2/token') })).status, 200)
  })
})
