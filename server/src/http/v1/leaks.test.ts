/** Values that leaked: whoever found them ends them, nobody learns which were known, and their owners see what they could do. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { AuditEvent, GeneratedApiToken, LeakReport } from '@countersign/api'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor } from '../../../testing/compatible.ts'
import { addApp, basic, giveApp, postForm } from '../../../testing/oauth.ts'
import { CALLBACK, codeFor, openBrowser } from '../../../testing/oauth-browser.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../../testing/requests.ts'
import { randomId } from '../../crypto/random.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { purgeLeakReports } from '../../actions/leaks/purge-leak-reports.ts'
import { DAY_MS } from '../../domain/instant.ts'

const SCOPES = { allRoles: true, administration: true }
const URL = 'https://git.example/acme/tools/blob/main/.env'

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`reporting what leaked, on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const path = apiTokensPath(acme)
    const { organization, inventory } = acme
    const organizationPath = `/api/v1/organizations/${organization.id}`
    const max = await sessionOf(acme, acme.member)
    const olivia = await sessionOf(acme, acme.owner)
    let reporters = 0
    /** From an address of its own each time, unless one is said. */
    const report = async (
      values: readonly string[],
      more: Readonly<Record<string, unknown>> = {},
      remoteAddress = `2001:db8:${++reporters}::1`,
    ) => {
      const response = await acme.app.server.inject({
        ...{ method: 'POST', url: '/api/v1/leaks', remoteAddress },
        payload: { values, ...more },
      })
      const { statusCode: status, body: text, headers } = response
      return { status, text, headers }
    }
    const assertTaken = async (values: readonly string[], more: Readonly<Record<string, unknown>> = {}) => {
      const { status, text } = await report(values, more)
      assert.deepEqual([status, text], [204, ''])
    }
    const askReport = ({ apiToken }: GeneratedApiToken, headers = max) =>
      request(acme, 'GET', `${path}/${apiToken.id}/leak-report`, { headers })
    const reportOf = async (token: GeneratedApiToken, headers = max) =>
      (await askReport(token, headers)).body.report
    const eventsOf = async ({ apiToken }: GeneratedApiToken) =>
      (await request(acme, 'GET', `${path}/${apiToken.id}/events`, { headers: max })).body.items
    const listed = async (headers = olivia) =>
      request(acme, 'GET', `${organizationPath}/leak-reports`, { headers })
    const by = async (maker: GeneratedApiToken) => ({
      'csp-auth-token': await accessTokenFor(acme, maker.value),
    })
    const madeBy = async (maker: GeneratedApiToken, name: string): Promise<GeneratedApiToken> =>
      generate(acme, await by(maker), { name, scopes: SCOPES, lifetime: { amount: 1, unit: 'hours' } })
    const isRefused = async ({ value }: Pick<GeneratedApiToken, 'value'>) =>
      (await exchange(acme, value)).status === 400

    test('ends an API token and what was made with it, and says so to its owner', async () => {
      const token = await generate(acme, max, { name: 'Deploys', scopes: SCOPES })
      const made = await madeBy(token, 'Made')
      await exchange(acme, token.value, {})
      await flushUsage(acme.app.needs)
      const other = await generate(acme, max)
      const accessToken = await accessTokenFor(acme, token.value)
      await assertTaken([token.value], { url: URL, note: 'In a file of the build' })
      assert.deepEqual(
        [await isRefused(token), await isRefused(made), await isRefused(other)],
        [true, true, false],
      )
      const { status } = await request(acme, 'GET', path, { headers: { 'csp-auth-token': accessToken } })
      assert.equal(status, 401)

      const cause = {
        cause: 'found_and_reported',
        reportedBy: 'anyone',
        url: URL,
        note: 'In a file of the build',
      }
      const ofToken = (await eventsOf(token)).find(
        ({ name, targetId }: AuditEvent) =>
          name === 'csp__revoke_api_token' && targetId === token.apiToken.id,
      )
      assert.deepEqual([ofToken.name, ofToken.userId], ['csp__revoke_api_token', null])
      assert.deepEqual(ofToken.details, { name: 'Deploys', ...cause })
      const ofMade = (await eventsOf(made)).find(isRevocation)
      assert.deepEqual(ofMade.details, { name: 'Made', madeWith: token.apiToken.id, ...cause })

      const { id, address, lastUse, reach, ...told } = await reportOf(token)
      assert.match(address, /^2001:db8:/)
      assert.match(id, /^[0-9a-f-]{36}$/)
      assert.equal(lastUse.address, '127.0.0.1')
      assert.deepEqual(told, {
        ...{
          kind: 'api_token',
          targetId: token.apiToken.id,
          name: 'Deploys',
          valueId: token.value.slice(4, 16),
        },
        owner: { userId: acme.member.id, username: 'max' },
        ...{ reportedAt: new Date(acme.clock.now).toISOString(), reportedBy: 'anyone' },
        ...{ url: URL, note: 'In a file of the build' },
        ...{ createdAt: token.apiToken.createdAt, expiresAt: token.apiToken.expiresAt },
        exchanges: { days: 30, count: 2 },
        ended: { apiTokenCount: 1, apiTokens: [{ id: made.apiToken.id, name: 'Made' }], grantCount: 0 },
      })
      assert.deepEqual([reach.administration, reach.openId, reach.placeCount], [true, false, 2])
      const place = reach.places.find(
        ({ serviceId }: { serviceId: string | null }) => serviceId === inventory.id,
      )
      assert.deepEqual(place, {
        ...{ serviceId: inventory.id, service: 'Inventory' },
        ...{
          roles: ['inventory:viewer'],
          roleCount: 1,
          permissions: ['inventory:item.read'],
          permissionCount: 1,
        },
      })
    })

    test('ends a secret of an OAuth app, a refresh token and a feed token, all in one report', async () => {
      const web = await addApp(acme, {
        ...{ kind: 'web', redirectUris: [CALLBACK], allowedScopes: EVERY_SCOPE, hasRefreshTokens: true },
      })
      const robot = await addApp(acme)
      await giveApp(acme, organization.id, robot.app.id, { serviceId: inventory.id, name: 'inventory:admin' })
      const browser = openBrowser(acme, max.cookie)
      const asWeb = basic(web.app.id, web.secret)
      const { body: tokens } = await postForm(
        acme,
        '/oauth2/token',
        { ...(await codeFor(browser, web.app.id)) },
        asWeb,
      )
      const asRobot = basic(robot.app.id, robot.secret)
      const asMachine = () => postForm(acme, '/oauth2/token', { grant_type: 'client_credentials' }, asRobot)
      assert.equal((await asMachine()).status, 200)
      const feed = `${organizationPath}/services/${inventory.id}/feed-tokens`
      const { body: made } = await request(acme, 'POST', feed, { headers: olivia, body: { name: 'Stock' } })
      const hear = () =>
        request(acme, 'GET', '/revocations?wait=0', {
          headers: { authorization: `Bearer ${made.value}`, accept: 'application/json' },
        })
      const before = await hear()
      assert.equal(before.status, 200)

      await assertTaken([robot.secret, tokens.refresh_token, made.value])
      assert.equal((await asMachine()).status, 401)
      const refreshing = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
      assert.equal((await postForm(acme, '/oauth2/token', refreshing, asWeb)).status, 400)
      assert.equal((await hear()).status, 401)

      const { body } = await listed()
      const reports = body.items.filter(({ kind }: { kind: string }) => kind !== 'api_token')
      const told = reports.map(({ kind, targetId, owner, reach, ended }: LeakReport) => [
        ...[kind, targetId, owner?.username ?? null],
        ...[reach.places.map(({ service }) => service), ended.grantCount],
      ])
      assert.deepEqual(
        told.toSorted(),
        [
          ['feed_token', inventory.id, null, [], 0],
          ['oauth_secret', robot.app.id, null, ['Inventory'], 0],
          ['refresh_token', web.app.id, 'max', [null, 'Inventory'], 1],
        ].toSorted(),
      )
    })

    test('ends what came of a refresh token that was replaced so long ago that nothing is kept of it', async () => {
      const { app } = await addApp(acme, {
        ...{ kind: 'native', authentication: 'none', redirectUris: [CALLBACK], hasRefreshTokens: true },
      })
      const client = { client_id: app.id }
      const form = { ...(await codeFor(openBrowser(acme, max.cookie), app.id)), ...client }
      const chain: string[] = [(await postForm(acme, '/oauth2/token', form)).body.refresh_token]
      const next = async () => {
        const refresh = { grant_type: 'refresh_token', refresh_token: chain.at(-1)!, ...client }
        acme.clock.now += 61_000
        const { status, body } = await postForm(acme, '/oauth2/token', refresh)
        chain.push(body.refresh_token)
        return status
      }
      for (let turn = 0; turn < 4; turn++) assert.equal(await next(), 200)
      const { oauthGrants } = acme.app.needs.store
      assert.equal(await oauthGrants.findRefreshToken(chain[1]!.slice(4, 16)), undefined)
      await assertTaken([chain[1]!])
      assert.equal(await next(), 400)
    })

    test('answers the same for what is unknown, mistyped, replaced, ended or of another kind, and ends nothing', async () => {
      const token = await generate(acme, max)
      const { body: renewed } = await request(acme, 'POST', `${path}/${token.apiToken.id}/value`, {
        headers: max,
        body: {},
      })
      const revoked = await generate(acme, max)
      await request(acme, 'DELETE', `${path}/${revoked.apiToken.id}`, { headers: max })
      const forged = makeTokenString('t').value.reveal()
      const kinds = (['t', 's', 'r', 'f', 'i', 'c', 'p', 'w'] as const).map((kind) =>
        makeTokenString(kind).value.reveal(),
      )
      const others = [
        'x',
        '🔑',
        `${renewed.value.slice(0, -1)}!`,
        renewed.value.slice(1),
        `${renewed.value} `,
      ]
      const before = (await listed()).body.total
      for (const value of [token.value, revoked.value, forged, ...kinds, ...others])
        await assertTaken([value])
      assert.equal(await isRefused(renewed), false)
      assert.equal((await listed()).body.total, before)
      assert.equal(await reportOf(revoked), null)
    })

    test('ends both values of an API token by the old one while it works', async () => {
      const token = await generate(acme, max)
      const { body: renewed } = await request(acme, 'POST', `${path}/${token.apiToken.id}/value`, {
        headers: max,
        body: { overlap: 'one_day' },
      })
      await assertTaken([token.value, renewed.value])
      assert.deepEqual([await isRefused(token), await isRefused(renewed)], [true, true])
      assert.equal((await eventsOf(token)).filter(isRevocation).length, 1)
    })

    test('twice at once ends it once: one event and one report', async () => {
      const tokens = await Promise.all(Array.from({ length: 25 }, () => generate(acme, max)))
      const values = tokens.map(({ value }) => value)
      const before = (await listed()).body.total
      await Promise.all([assertTaken(values), assertTaken(values.toReversed()), assertTaken(values)])
      for (const token of tokens) {
        assert.equal(await isRefused(token), true)
        assert.equal((await eventsOf(token)).filter(isRevocation).length, 1)
      }
      assert.equal((await listed()).body.total, before + tokens.length)
    })

    test('counts all that ended with it, however many changes that takes', async () => {
      const maker = await generate(acme, olivia, { scopes: SCOPES })
      const { store, now } = acme.app.needs
      const token = (id: string) => ({
        ...{ id, organizationId: organization.id, userId: acme.owner.id, name: 'Made', description: null },
        ...{ allowedScopes: EVERY_SCOPE, parentId: maker.apiToken.id, bounds: [], lifetime: null },
        ...{ reminderDays: null, createdAt: now(), expiresAt: null },
      })
      const kept = { hash: new Uint8Array(32), hashKeyId: 'k', createdAt: now() }
      await store.change(async (tx) => {
        for (let count = 0; count < 230; count++)
          await tx.apiTokens.insert(token(randomId()), { id: randomId(), ...kept })
        return { result: undefined, events: [] }
      })
      await assertTaken([maker.value])
      const { ended } = await reportOf(maker, olivia)
      assert.deepEqual([ended.apiTokenCount, ended.apiTokens.length], [230, 50])
      const owner = { organizationId: organization.id, userId: acme.owner.id }
      const { items } = await store.apiTokens.list(owner, { offset: 0, limit: 300 })
      assert.ok(items.length > 230 && items.every(({ revokedAt }) => revokedAt !== null))
    })

    test('is one’s own to read, or for whoever may see every API token of the organization', async () => {
      const token = await generate(acme, max)
      await assertTaken([token.value])
      assert.equal((await reportOf(token)).targetId, token.apiToken.id)
      assert.equal((await askReport(token, olivia)).body.code, 'api_token_not_found')
      assert.ok(
        (await listed()).body.items.some(
          ({ targetId }: { targetId: string }) => targetId === token.apiToken.id,
        ),
      )
      assert.equal((await listed(max)).status, 403)
      const sam = await sessionOf(acme, acme.stranger)
      assert.equal((await listed(sam)).status, 404)
      const elsewhere = `/api/v1/organizations/${acme.other.id}/leak-reports`
      assert.deepEqual((await request(acme, 'GET', elsewhere, { headers: sam })).body, {
        items: [],
        total: 0,
      })
    })

    test('keeps no value that stands in where it was found', async () => {
      const token = await generate(acme, max)
      await assertTaken([token.value], { url: `https://logs.example/?q=${token.value}&page=2` })
      const { body, text } = await askReport(token)
      assert.equal(body.report.url, 'https://logs.example/?q=[token]&page=2')
      assert.ok(!text.includes(token.value.slice(16)))
    })

    test('takes up to a thousand values, and refuses what is too many, too long or no line', async () => {
      const unknown = Array.from({ length: 1000 }, () => makeTokenString('t').value.reveal())
      const token = await generate(acme, max)
      await assertTaken([...unknown.slice(1), token.value])
      assert.equal(await isRefused(token), true)
      const refused: (readonly [readonly string[], object])[] = [
        [[], {}],
        [[...unknown, 'x'], {}],
        [['x'.repeat(201)], {}],
        [[''], {}],
        [['x'], { url: 'two\nlines' }],
        [['x'], { note: 'x'.repeat(501) }],
        [['x'], { more: 'x' }],
      ]
      for (const [values, more] of refused) {
        const { status, text } = await report(values, { ...more })
        assert.deepEqual([status, JSON.parse(text).code], [400, 'request_invalid'])
      }
    })

    test('is refused after sixty in an hour from one address, and says when to go on; others are not', async () => {
      const address = '198.51.100.7'
      for (let count = 0; count < 60; count++) assert.equal((await report(['x'], {}, address)).status, 204)
      const token = await generate(acme, max)
      const { status, text, headers } = await report([token.value], {}, address)
      assert.deepEqual(
        [status, JSON.parse(text).code, headers['retry-after']],
        [429, 'too_many_attempts', '3600'],
      )
      assert.equal(await isRefused(token), false)
      assert.equal((await report([token.value], {}, '198.51.100.8')).status, 204)
      assert.equal(await isRefused(token), true)
    })

    test('is kept for 400 days', async () => {
      const { total } = (await listed()).body
      assert.ok(total > 0)
      const { needs } = acme.app
      const later = (days: number) => ({ ...needs, now: () => acme.clock.now + days * DAY_MS })
      await purgeLeakReports(later(399))
      assert.equal((await listed()).body.total, total)
      await purgeLeakReports(later(400))
      assert.equal((await listed()).body.total, 0)
    })
  })
}

const isRevocation = ({ name }: { name: string }): boolean => name === 'csp__revoke_api_token'
