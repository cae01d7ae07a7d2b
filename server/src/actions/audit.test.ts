/** Every change leaves its event, with who, what and from where; a change whose event can't be written does not happen. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, suite, test } from 'node:test'
import { routes } from '../http/routes.ts'
import { openAcme, PASSWORD } from '../../testing/acme.ts'
import { auditTrail, type WrittenEvent } from '../../testing/audit-trail.ts'
import { accessTokenFor } from '../../testing/compatible.ts'
import { sessionOf } from '../../testing/people.ts'
import { apiTokensPath, generate, request } from '../../testing/requests.ts'
import { sampleRequest } from '../../testing/sample-requests.ts'
import { thingsToManage } from '../../testing/things-to-manage.ts'

const USER_AGENT = 'a browser'
const WRONG = 'not the passphrase'

suite('the audit log', async () => {
  const acme = await openAcme({ after })
  const { member, organization } = acme
  const path = apiTokensPath(acme)
  const sessionIdOf = async (work: () => Promise<unknown>): Promise<string> => {
    const known = await acme.app.needs.store.sessions.listForUser(member.id)
    await work()
    const now = await acme.app.needs.store.sessions.listForUser(member.id)
    return now.find(({ id }) => known.every((other) => other.id !== id))!.id
  }
  let headers = { cookie: '' }
  const sessionId = await sessionIdOf(async () => (headers = await sessionOf(acme, member)))
  const ask = async (
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: Readonly<Record<string, unknown>>,
  ) => {
    const before = auditTrail(acme).length
    const answer = await request(acme, method, url, {
      headers: { ...headers, 'user-agent': USER_AGENT },
      ...(body && { body }),
    })
    // Some changes give the session another cookie.
    const renewed = answer.headers['set-cookie']
    if (renewed !== undefined) headers = { cookie: String(renewed).split(';')[0]! }
    return { ...answer, events: auditTrail(acme).slice(before) }
  }
  const bySession = (answer: { headers: Readonly<Record<string, unknown>> }) => ({
    user_id: member.id,
    session_id: sessionId,
    api_token_id: null,
    ...whence(answer),
  })
  const whence = (answer: { headers: Readonly<Record<string, unknown>> }) => ({
    address: '127.0.0.1',
    user_agent: USER_AGENT,
    request_id: answer.headers['x-request-id'],
  })
  const told = ({ name, target_type, target_id, organization_id, details, ...who }: WrittenEvent) => {
    const { user_id, session_id, api_token_id, address, user_agent, request_id } = who
    return {
      what: { name, target: target_id && `${target_type} ${target_id}`, organization_id, details },
      who: { user_id, session_id, api_token_id, address, user_agent, request_id },
    }
  }

  test('tells of each change of an API token: who did it, through which session or token, from where', async () => {
    const name = 'CI'
    const generated = await ask('POST', path, { name, scopes: { allRoles: true } })
    const { apiToken, value } = generated.body
    const target = `api_token ${apiToken.id}`
    const organization_id = organization.id
    const what = { target, organization_id }
    const edited = await ask('PATCH', `${path}/${apiToken.id}`, { name: 'CD', reminderDays: 3 })
    const regenerated = await ask('POST', `${path}/${apiToken.id}/value`, {})
    const revoked = await ask('DELETE', `${path}/${apiToken.id}`)
    const expiresAt = Date.parse(apiToken.expiresAt)
    const valueId = regenerated.body.apiToken.valueId
    const table = [
      [generated, { ...what, name: 'csp__generate_api_token', details: { name, expiresAt } }],
      [edited, { ...what, name: 'csp__edit_api_token', details: { name: 'CD', reminderDays: 3 } }],
      [
        regenerated,
        {
          ...what,
          name: 'csp__regenerate_api_token',
          details: { expiresAt, replaced: value.slice(4, 16), valueId },
        },
      ],
      [revoked, { ...what, name: 'csp__revoke_api_token', details: { name: 'CD' } }],
    ] as const
    for (const [answer, expected] of table) {
      assert.deepEqual(answer.events.map(told), [{ what: expected, who: bySession(answer) }])
    }
  })

  test('tells which API token was behind an access token', async () => {
    const { value, apiToken } = await generate(acme, headers, {
      scopes: { administration: true, allRoles: true },
    })
    const accessToken = await accessTokenFor(acme, value)
    const before = auditTrail(acme).length
    await request(acme, 'POST', path, {
      headers: { 'csp-auth-token': accessToken },
      body: { name: 'made', scopes: {}, lifetime: { amount: 1, unit: 'hours' } },
    })
    const [event, ...more] = auditTrail(acme).slice(before)
    assert.deepEqual([event!.user_id, event!.session_id, event!.api_token_id], [member.id, null, apiToken.id])
    assert.equal(more.length, 0)
  })

  test('tells of what people do with their sessions and their account', async () => {
    const another = await sessionIdOf(() => sessionOf(acme, member))
    const profile = await ask('PATCH', '/api/v1/account', { firstName: 'Max', lastName: 'Example' })
    const ended = await ask('DELETE', `/api/v1/sessions/${another}`)
    const others = [
      await sessionIdOf(() => sessionOf(acme, member)),
      await sessionIdOf(() => sessionOf(acme, member)),
    ]
    const endedOthers = await ask('DELETE', '/api/v1/sessions')
    const changed = await ask('PUT', '/api/v1/account/password', {
      currentPassword: PASSWORD,
      newPassword: PASSWORD,
    })
    const nothing = { target: null, organization_id: organization.id, details: {} }
    const end = (id: string) => ({ ...nothing, name: 'csp__end_session', target: `session ${id}` })
    const table: readonly (readonly [typeof profile, readonly object[]])[] = [
      [profile, [{ ...nothing, name: 'csp__change_profile' }]],
      [ended, [end(another)]],
      [endedOthers, others.map(end)],
      [changed, [{ ...nothing, name: 'csp__change_password' }]],
    ]
    for (const [answer, expected] of table) {
      const events = answer.events.map(told)
      assert.deepEqual(new Set<object>(events.map(({ what }) => what)), new Set(expected))
      for (const { who } of events) assert.deepEqual(who, bySession(answer))
    }
  })

  test('tells of signing in, of failing to, of giving the password again and of signing out', async () => {
    const own = headers
    headers = { cookie: '' }
    const failed = await ask('POST', '/api/v1/session', { username: 'max', password: WRONG })
    const unknown = await ask('POST', '/api/v1/session', { username: 'nobody', password: WRONG })
    const signedIn = await ask('POST', '/api/v1/session', { username: 'max', password: PASSWORD })
    headers = { cookie: String(signedIn.headers['set-cookie']).split(';')[0]! }
    const { session_id } = signedIn.events[0]!
    assert.ok(session_id)
    const renewed = await ask('POST', '/api/v1/session/reauthentication', { password: PASSWORD })
    headers = { cookie: String(renewed.headers['set-cookie']).split(';')[0]! }
    const signedOut = await ask('DELETE', '/api/v1/session')
    headers = own
    const nobody = { user_id: null, session_id: null, api_token_id: null }
    const nothing = { target: null, organization_id: organization.id, details: {} }
    const login = { ...nothing, name: 'csp__user_login_failed' }
    const table = [
      [failed, { ...login, details: { reason: 'wrong_password' } }, { ...nobody, user_id: member.id }],
      [unknown, { ...login, organization_id: null, details: { reason: 'unknown_user' } }, nobody],
      [signedIn, { ...nothing, name: 'csp__user_login' }, { ...nobody, user_id: member.id, session_id }],
      [
        renewed,
        { ...nothing, name: 'csp__user_reauthenticated' },
        { ...nobody, user_id: member.id, session_id },
      ],
      [signedOut, { ...nothing, name: 'csp__user_logout' }, { ...nobody, user_id: member.id, session_id }],
    ] as const
    for (const [answer, what, who] of table) {
      assert.deepEqual(answer.events.map(told), [{ what, who: { ...who, ...whence(answer) } }])
    }
  })

  test('tells of signing in, and of failing to, to each organization that the person is in', async () => {
    const { needs } = acme.app
    await needs.store.change(async (tx) => {
      await tx.organizations.addMember(acme.other.id, member.id, needs.now())
      return { result: undefined, events: [] }
    })
    const both = new Set([organization.id, acme.other.id])
    const credentials = { username: 'max', password: PASSWORD }
    const own = headers
    headers = { cookie: '' }
    const asked = [
      await ask('POST', '/api/v1/session', { ...credentials, password: WRONG }),
      await ask('POST', '/api/v1/session', credentials),
    ]
    headers = own
    for (const { events } of asked) {
      assert.deepEqual(new Set(events.map(({ organization_id }) => organization_id)), both)
      assert.equal(events.length, 2)
    }
    const page = { offset: 0, limit: 20 }
    const { items } = await needs.store.auditEvents.listForOrganization(acme.other.id, page)
    const names = items.filter(({ userId }) => userId === member.id).map(({ name }) => name)
    assert.deepEqual(new Set(names), new Set(['csp__user_login', 'csp__user_login_failed']))
    await needs.store.change(async (tx) => ({
      result: await tx.organizations.removeMember(acme.other.id, member.id),
      events: [],
    }))
  })

  test('is the condition of every change: while it can’t be written, nothing changes', async () => {
    const { apiToken } = await generate(acme, headers)
    await ask('POST', `${path}/${apiToken.id}/value`, { overlap: 'one_day' })
    const other = await sessionIdOf(() => sessionOf(acme, member))
    for (const role of ['org_owner', 'platform_operator']) await acme.give(member, role)
    const managed = await thingsToManage(acme)
    using database = new DatabaseSync(join(acme.dataDir, 'countersign.db'))
    const tables = database
      .prepare("select name from sqlite_master where type = 'table' and name not like 'audit%'")
      .all()
      .map(({ name }) => String(name))
    const everything = (): string =>
      JSON.stringify(tables.map((table) => database.prepare(`select * from ${table}`).all()))
    // The old value of the two.
    const { id: apiTokenId, valueId } = apiToken
    const ids = {
      ...{ organizationId: organization.id, apiTokenId, valueId, sessionId: other },
      ...managed,
    }
    const before = everything()
    assert.ok(tables.length > 10 && before.includes(apiToken.id))
    database.exec('alter table audit_events rename to audit_events_away')
    let refused = 0
    // A forgotten password is only noted; what comes of it, a link, has its event.
    const noted = ({ method, path }: (typeof routes)[number]['endpoint']): boolean =>
      method === 'POST' && path === '/api/v1/password-resets'
    for (const { endpoint } of routes.filter((each) => !noted(each.endpoint))) {
      const { url, body } = sampleRequest(endpoint.method, endpoint.path, ids)
      const { status } = await request(acme, endpoint.method, url, { headers, ...(body && { body }) })
      // The caller presents no value that is known, belongs to the organization already, an installation is set up once, and the address was never stopped: these change nothing.
      const changesNothing =
        endpoint.method === 'GET' ||
        /(installation|preview|revocation|leaks|look|signed-in|mail\/stop)$/.test(endpoint.path)
      if (!changesNothing) assert.equal(status, 503, `${endpoint.method} ${url}`)
      if (!changesNothing) refused++
      assert.equal(everything(), before, `${endpoint.method} ${url}`)
    }
    assert.ok(refused > 10)
    database.exec('alter table audit_events_away rename to audit_events')
    assert.equal((await request(acme, 'DELETE', `${path}/${apiToken.id}`, { headers })).status, 200)
  })

  test('can only grow: the database itself refuses to change or to remove an event', () => {
    using database = new DatabaseSync(join(acme.dataDir, 'countersign.db'))
    const before = auditTrail(acme).length
    for (const statement of ["update audit_events set details = '{}'", 'delete from audit_events']) {
      assert.throws(() => database.exec(statement))
    }
    assert.ok(before > 10)
    assert.equal(auditTrail(acme).length, before)
  })
})
