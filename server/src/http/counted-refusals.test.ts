/** Refusals that somebody should be able to see are counted with who and whence, on both faces; others leave nothing. */
import assert from 'node:assert/strict'
import { after, beforeEach, suite, test } from 'node:test'
import type { InjectOptions } from 'fastify'
import type { Who } from '../domain/gathered-event.ts'
import { REFUSALS } from '../domain/refusal.ts'
import { flushUsage } from '../jobs/flush-usage.ts'
import { openAcme, PASSWORD } from '../../testing/acme.ts'
import { accessTokenFor, detailsOf } from '../../testing/compatible.ts'
import { forgedFor } from '../../testing/forged.ts'
import { accessTokenOf, sessionOf } from '../../testing/people.ts'
import { apiTokensPath, COMPATIBLE, exchange, generate } from '../../testing/requests.ts'

const ADDRESS = '192.0.2.7'
const AGENT = 'an agent'
const NOBODY: Who = { organizationId: null, userId: null, apiTokenId: null }

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '20' } })
const { organization, other, member, owner, stranger } = acme
const { gatheredEvents, store } = acme.app.needs
const session = await sessionOf(acme, member)
const path = apiTokensPath(acme)
const inside: Who = { organizationId: organization.id, userId: member.id, apiTokenId: null }
const outside: Who = { ...inside, organizationId: null }

const send = async (
  method: NonNullable<InjectOptions['method']>,
  url: string,
  { headers = {}, body }: { headers?: Readonly<Record<string, string>>; body?: object } = {},
): Promise<number> => {
  const response = await acme.app.server.inject({
    method,
    url,
    remoteAddress: ADDRESS,
    headers: { 'user-agent': AGENT, ...headers },
    ...(body && { payload: body }),
  })
  return response.statusCode
}
/** Since the last time it was asked. */
const counted = () =>
  gatheredEvents.drain().map(({ kind, reason, route, times, address, userAgent, ...more }) => ({
    what: [kind, reason, route, times].join(' '),
    who: { organizationId: more.organizationId, userId: more.userId, apiTokenId: more.apiTokenId },
    whence: [address, userAgent],
  }))
const refused = (reason: string, route: string, who: Who, times = 1) => ({
  what: `request_refused ${reason} ${route} ${times}`,
  who,
  whence: [ADDRESS, AGENT],
})

beforeEach(() => void gatheredEvents.drain())

suite('it is counted, with who and whence, when', () => {
  test('somebody is refused by authority', async () => {
    const url = `/api/v1/organizations/${organization.id}/policies`
    const asked = { headers: session, body: { tokensMayAdminister: true } }
    for (const _time of [1, 2]) assert.equal(await send('PATCH', url, asked), 403)
    const route = 'PATCH /api/v1/organizations/:organizationId/policies'
    assert.deepEqual(counted(), [refused('forbidden', route, inside, 2)])
  })

  test('an access token asks for more than it may, on either face', async () => {
    const { value, apiToken } = await generate(acme, session)
    const headers = { 'csp-auth-token': await accessTokenFor(acme, value) }
    const who = { ...inside, apiTokenId: apiToken.id }
    const body = { name: 'made', scopes: { allRoles: true } }
    assert.equal(await send('POST', path, { headers, body }), 403)
    const compatible = `${COMPATIBLE}/loggedin/user/orgs/${organization.id}/api-tokens`
    assert.equal(await send('POST', compatible, { headers, body: { tokenName: 'made' } }), 403)
    assert.deepEqual(counted(), [
      refused('administration_required', 'POST /api/v1/organizations/:organizationId/api-tokens', who),
      refused('administration_required', `POST ${COMPATIBLE}/loggedin/user/orgs/:org/api-tokens`, who),
    ])
  })

  test('somebody asks for what is others’: an organization, an API token, a session', async () => {
    const { apiToken } = await generate(acme, await sessionOf(acme, owner))
    const strangers = `/api/v1/organizations/${other.id}/api-tokens`
    assert.equal(await send('GET', strangers, { headers: session }), 404)
    assert.equal(await send('GET', `${path}/${apiToken.id}`, { headers: session }), 404)
    const sessionId = '00000000-0000-4000-8000-000000000000'
    assert.equal(await send('DELETE', `/api/v1/sessions/${sessionId}`, { headers: session }), 404)
    const headers = await accessTokenOf(acme, owner)
    const compatible = `${COMPATIBLE}/orgs/${other.id}`
    assert.equal(await send('GET', compatible, { headers }), 404)
    const [foreign, token, ended, face, ...more] = counted()
    assert.deepEqual(more, [])
    const tokens = '/api/v1/organizations/:organizationId/api-tokens'
    assert.deepEqual(foreign, refused('not_found', `GET ${tokens}`, outside))
    assert.deepEqual(token, refused('api_token_not_found', `GET ${tokens}/:apiTokenId`, inside))
    assert.deepEqual(ended, refused('not_found', 'DELETE /api/v1/sessions/:sessionId', outside))
    assert.equal(face!.what, `request_refused not_found GET ${COMPATIBLE}/orgs/:org 1`)
    assert.deepEqual([face!.who.userId, face!.who.organizationId], [owner.id, organization.id])
  })

  test('another site sends a request with somebody’s session, whose idle end stays where it was', async () => {
    acme.clock.now += 5 * 60_000
    const seenAt = async () =>
      (await store.sessions.listForUser(member.id)).map(({ lastSeenAt }) => lastSeenAt)
    const before = await seenAt()
    const evil = { 'sec-fetch-site': 'cross-site' }
    assert.equal(await send('DELETE', '/api/v1/sessions', { headers: { ...session, ...evil } }), 403)
    assert.equal(await send('DELETE', '/api/v1/sessions', { headers: evil }), 403)
    assert.deepEqual(counted(), [
      refused('origin_forbidden', 'DELETE /api/v1/sessions', outside),
      refused('origin_forbidden', 'DELETE /api/v1/sessions', NOBODY),
    ])
    assert.deepEqual(await seenAt(), before)
  })

  test('sign-ins come too often, with whose account it was when there is one', async () => {
    const signIn = (username: string, password: string) =>
      send('POST', '/api/v1/session', { body: { username, password } })
    for (const username of ['sam', 'nobody'])
      for (let tries = 0; tries < 8; tries++) await signIn(username, 'not the passphrase')
    assert.equal(await signIn('sam', PASSWORD), 429)
    assert.deepEqual(counted(), [
      refused('too_many_attempts', 'POST /api/v1/session', { ...NOBODY, userId: stranger.id }, 4),
      refused('too_many_attempts', 'POST /api/v1/session', NOBODY, 3),
    ])
  })

  test('the password has to be given again, and is tried too often', async () => {
    acme.clock.now += 16 * 60_000
    const headers = await sessionOf(acme, owner)
    acme.clock.now += 16 * 60_000
    assert.equal(await send('DELETE', '/api/v1/sessions', { headers }), 403)
    const body = { password: 'not the passphrase' }
    for (let tries = 0; tries < 7; tries++)
      await send('POST', '/api/v1/session/reauthentication', { headers, body })
    const who = { ...NOBODY, userId: owner.id }
    assert.deepEqual(counted(), [
      refused('reauthentication_required', 'DELETE /api/v1/sessions', who),
      refused('too_many_attempts', 'POST /api/v1/session/reauthentication', who, 2),
    ])
  })

  test('API tokens that are not valid come too often from one address', async () => {
    for (let tries = 0; tries < 30; tries++) await exchange(acme, forgedFor('AbCdEfGhIjKl'))
    const [unknown, tooMany, ...more] = counted()
    assert.equal(unknown!.what, 'exchange_refused unknown  30')
    assert.match(
      tooMany!.what,
      /^request_refused too_many_attempts POST .*\/auth\/api-tokens\/authorize \d+$/,
    )
    assert.deepEqual([tooMany!.who, more], [NOBODY, []])
  })

  test('the holder of a value asks what it is', async () => {
    const { value, apiToken } = await generate(acme, await sessionOf(acme, member))
    for (const _time of [1, 2, 3]) assert.equal((await detailsOf(acme, value)).status, 200)
    const [described, ...more] = counted()
    assert.equal(described!.what, 'api_token_described   3')
    assert.deepEqual([described!.who, more], [{ ...inside, apiTokenId: apiToken.id }, []])
  })
})

suite('what is counted', () => {
  test('reaches the organizations of whoever it was, and no other', async () => {
    const headers = await sessionOf(acme, member)
    const page = { offset: 0, limit: 100 }
    const reasonsIn = async (id: string) => {
      const { items } = await store.gatheredEvents.listForOrganization(id, page)
      return items
        .filter(({ userId }) => userId === member.id)
        .map(({ reason, address }) => [reason, address])
    }
    await send('GET', `/api/v1/organizations/${other.id}/api-tokens`, { headers })
    await flushUsage(acme.app.needs)
    assert.deepEqual(await reasonsIn(organization.id), [['not_found', ADDRESS]])
    assert.deepEqual(await reasonsIn(other.id), [])
  })

  test('is nothing of what anybody gets who mistypes, is not signed in, or asks for what is not there', async () => {
    const headers = await sessionOf(acme, member)
    assert.equal(await send('GET', '/api/v1/session'), 401)
    assert.equal(await send('GET', '/api/v1/nothing'), 404)
    assert.equal(await send('GET', `${COMPATIBLE}/nothing`), 404)
    assert.equal(await send('GET', `${path}?limit=0`, { headers }), 400)
    assert.equal(await send('PATCH', '/api/v1/account', { headers, body: { unknown: 1 } }), 400)
    assert.deepEqual(counted(), [])
  })

  test('is every refusal with 403 or 429, whatever code a later one has', () => {
    const codes = Object.entries(REFUSALS)
    const wrong = codes.filter(
      ([, [status, , who]]) => (status === 403 || status === 429) !== (who === 'always'),
    )
    assert.deepEqual(wrong, [])
    assert.ok(codes.length > 30)
  })
})
