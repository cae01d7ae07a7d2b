/** The disk under a SQLite file is full: what was acknowledged is there, what was refused has not happened, exchanges go on. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { after, afterEach, suite, test } from 'node:test'
import { routes } from '../../server/src/http/routes.ts'
import { MINUTE_MS } from '../../server/src/domain/instant.ts'
import { openAcme, openApp, PASSWORD } from '../../server/testing/acme.ts'
import { accessTokenFor, AUTHORIZE, call, detailsOf } from '../../server/testing/compatible.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { apiTokensPath, exchange, generate, request, signIn } from '../../server/testing/requests.ts'
import { sampleRequest } from '../../server/testing/sample-requests.ts'
import { thingsToManage } from '../../server/testing/things-to-manage.ts'
import { isLong } from '../../server/testing/test-run.ts'
import { contentAfterCrash, contentOf, databaseFile } from './database-content.ts'
import { diskRoom } from './disk-room.ts'
import { assertOutage, isExchanged } from './outage.ts'

/** Asked with POST, but nothing is to be written: set up already, and computed only. */
const WRITES_NOTHING: Readonly<Record<string, number>> = {
  // The address was never stopped.
  'DELETE /api/v1/account/mail/stop': 200,
  'DELETE /api/v1/organizations/:organizationId/people/:userId/mail/stop': 204,
  'POST /api/v1/installation': 409,
  'POST /api/v1/organizations/:organizationId/api-tokens/preview': 200,
  // Of a value that is not known.
  'POST /api/v1/api-tokens/revocation': 204,
  'POST /api/v1/leaks': 204,
  'POST /api/v1/invitations/look': 200,
  // The caller belongs to the organization already.
  'POST /api/v1/invitations/acceptance/signed-in': 409,
  'POST /api/v1/password-resets/look': 200,
  'POST /api/v1/organizations/:organizationId/groups/:groupId/preview': 200,
  'POST /api/v1/organizations/:organizationId/custom-roles/:roleName/preview': 200,
  'POST /api/v1/organizations/:organizationId/services/:serviceId/preview': 200,
  'POST /api/v1/organizations/:organizationId/services/:serviceId/offers/preview': 200,
}

suite('while the disk under a SQLite file is full', async () => {
  // As many as there are routes.
  const env = {
    COUNTERSIGN_ROLE_REQUESTS_PER_PERSON: '10000',
    COUNTERSIGN_SERVICES_PER_ORGANIZATION: '1000',
    COUNTERSIGN_CUSTOM_ROLES_PER_ORGANIZATION: '1000',
    COUNTERSIGN_OAUTH_APPS_PER_ORGANIZATION: '1000',
  }
  const acme = await openAcme({ after }, { env })
  const room = diskRoom({ after })
  afterEach(room.restore)

  test('reads are answered, every change is answered 503, and none of them has happened', async () => {
    for (const role of ['org_owner', 'platform_operator']) await acme.give(acme.member, role)
    const prepared = []
    for (const { endpoint } of routes) {
      const headers = await sessionOf(acme, acme.member)
      const { apiToken } = await generate(acme, headers)
      const overlapping = { headers, body: { overlap: 'one_day' } }
      await request(acme, 'POST', `${apiTokensPath(acme)}/${apiToken.id}/value`, overlapping)
      const sessions = await acme.app.needs.store.sessions.listForUser(acme.member.id)
      const ids = {
        organizationId: acme.organization.id,
        apiTokenId: apiToken.id,
        sessionId: sessions[0]!.id,
        // The old one now.
        valueId: apiToken.valueId,
        ...(await thingsToManage(acme)),
      }
      prepared.push({ endpoint, headers, ids })
    }
    const before = contentOf(acme.dataDir)
    const refused: (() => ReturnType<typeof request>)[] = []

    await room.leave(0)
    for (const { endpoint, headers, ids } of prepared) {
      const name = `${endpoint.method} ${endpoint.path}`
      const { url, body } = sampleRequest(endpoint.method, endpoint.path, ids)
      const send = async (as = headers) =>
        request(acme, endpoint.method, url, { headers: as, ...(body && { body }) })
      const answer = await send()
      const expected = endpoint.method === 'GET' ? 200 : (WRITES_NOTHING[name] ?? 503)
      assert.equal(answer.status, expected, `${name} ${answer.text}`)
      if (expected !== 503) continue
      assertOutage(answer, name)
      refused.push(async () => send(await sessionOf(acme, acme.member)))
    }
    await room.restore()
    assert.deepEqual([contentOf(acme.dataDir), contentAfterCrash(acme.dataDir)], [before, before])

    assert.ok(refused.length >= 12, String(refused.length))
    for (const send of refused) {
      const { status, text } = await send()
      assert.ok(status < 300, `${status} ${text}`)
    }
  })

  test('exchanges and calls with an access token go on, and a bad token is still told apart', async () => {
    const { value } = await generate(acme, await sessionOf(acme, acme.member), {
      scopes: { administration: true, allRoles: true },
    })
    const accessToken = await accessTokenFor(acme, value)
    await room.leave(0)
    await accessTokenFor(acme, value)
    assert.equal((await call(acme, accessToken, 'GET', '/loggedin/user')).status, 200)
    assert.equal((await detailsOf(acme, value)).status, 200)
    assert.equal((await request(acme, 'GET', '/readyz')).status, 200)
    const mistyped = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0')
    assert.equal((await exchange(acme, mistyped)).status, 400)

    const tokens = `/loggedin/user/orgs/${acme.organization.id}/api-tokens`
    const creating = () => call(acme, accessToken, 'POST', tokens, { tokenName: 'made by a script' })
    const revoking = () =>
      call(acme, accessToken, 'DELETE', `/users/${acme.member.id}/orgs/${acme.organization.id}/api-tokens`)
    assertOutage(await creating(), 'creating')
    assertOutage(await revoking(), 'revoking all')
    assert.equal((await exchange(acme, value)).status, 200)
    await room.restore()
    assert.equal((await creating()).status, 200)
  })

  test('a password, right or wrong, is answered the same: that it can’t be told now', async () => {
    const signingIn = (username: string, password: string) =>
      request(acme, 'POST', '/api/v1/session', { body: { username, password } })
    await room.leave(0)
    for (const [username, password] of [
      ['max', PASSWORD],
      ['max', 'a wrong passphrase'],
      ['nobody', PASSWORD],
    ] as const) {
      assertOutage(await signingIn(username, password), `${username} ${password}`)
    }
    await room.restore()
    assert.equal((await signingIn('max', PASSWORD)).status, 201)
    await signIn(acme, 'max')
  })
})

suite('when the disk gets full in the middle of a change', async () => {
  const acme = await openAcme({ after })
  const room = diskRoom({ after })
  afterEach(room.restore)
  const path = apiTokensPath(acme)
  const session = await sessionOf(acme, acme.member)
  const changes: Readonly<Record<string, (id: string) => ReturnType<typeof request>>> = {
    'generating a token': () =>
      request(acme, 'POST', path, { headers: session, body: { name: 'CI', scopes: { allRoles: true } } }),
    'regenerating one': (id) => request(acme, 'POST', `${path}/${id}/value`, { headers: session, body: {} }),
    'revoking one': (id) => request(acme, 'DELETE', `${path}/${id}`, { headers: session }),
    'renaming one': (id) =>
      request(acme, 'PATCH', `${path}/${id}`, { headers: session, body: { name: 'CD' } }),
    'revoking all': () => request(acme, 'DELETE', path, { headers: session }),
  }
  const STEP_BYTES = isLong ? 251 : 8_000

  for (const [what, send] of Object.entries(changes)) {
    test(`${what} has happened with its event, or not at all, wherever that was`, async () => {
      const { apiToken, value } = await generate(acme, session)
      let outages = 0
      for (let bytes = 0; ; bytes += STEP_BYTES) {
        // The write-ahead log begins anew, so that the limit is met where it is meant to.
        using database = new DatabaseSync(databaseFile(acme.dataDir))
        database.exec('pragma wal_checkpoint(truncate)')
        assert.equal(statSync(`${databaseFile(acme.dataDir)}-wal`).size, 0)
        const before = contentOf(acme.dataDir)

        await room.leave(bytes)
        const answer = await send(apiToken.id)
        const isStillExchanged = await isExchangedOrRefused(value)
        await room.restore()
        const now = contentOf(acme.dataDir)
        assert.deepEqual(contentAfterCrash(acme.dataDir), now)
        if (answer.status < 300) {
          const isAudited = now.some((row) => row.startsWith('audit_events ') && !before.includes(row))
          assert.ok(isAudited && outages > 0, `${outages} outages`)
          return
        }
        assertOutage(answer, `${what} with ${bytes} bytes`)
        assert.deepEqual(now, before, `${bytes} bytes`)
        assert.ok(isStillExchanged)
        outages++
      }
    })
  }

  async function isExchangedOrRefused(value: string): Promise<boolean> {
    const { status } = await request(acme, 'POST', AUTHORIZE, { body: { refresh_token: value } })
    assert.ok(status === 200 || status === 400, String(status))
    return status === 200
  }
})

suite('a service that is stopped while the disk is full', () => {
  test('has everything that was acknowledged when it is started with room again', async (t) => {
    const acme = await openAcme(t)
    const room = diskRoom(t)
    const session = await sessionOf(acme, acme.member)
    const kept = await generate(acme, session)
    const revoked = await generate(acme, session)
    const url = `${apiTokensPath(acme)}/${revoked.apiToken.id}`
    assert.equal((await request(acme, 'DELETE', url, { headers: session })).status, 200)
    const before = contentOf(acme.dataDir)
    await room.leave(0)
    assertOutage(await request(acme, 'DELETE', apiTokensPath(acme), { headers: session }), 'revoking all')
    await acme.app.close()
    await assert.rejects(openApp(t, { dataDir: acme.dataDir }), { code: 'store_unavailable' })
    await room.restore()

    assert.deepEqual(contentOf(acme.dataDir), before)
    const again = await openApp(t, { dataDir: acme.dataDir, now: acme.clock.now + MINUTE_MS })
    assert.equal(await isExchanged(again, kept.value), true)
    assert.equal((await exchange(again, revoked.value)).status, 400)
  })
})
