/** A person's stay in the console: its cookie, how long it lasts, what ends it, and when the password is asked for again. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/instant.ts'
import { openAcme, PASSWORD, type Acme } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { cookieName, deactivate, sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, COMPATIBLE, generate, request } from '../../../testing/requests.ts'

type Cookie = { readonly cookie: string }

const SESSION = '/api/v1/session'

const signInWith = (
  acme: Acme,
  headers: Readonly<Record<string, string>> = {},
  username = 'max',
  password = PASSWORD,
) => request(acme, 'POST', SESSION, { headers, body: { username, password } })
const cookieOf = ({ headers }: Awaited<ReturnType<typeof signInWith>>): Cookie => ({
  cookie: String(headers['set-cookie']).split(';')[0]!,
})
const renew = (acme: Acme, headers: Cookie, password = PASSWORD) =>
  request(acme, 'POST', `${SESSION}/reauthentication`, { headers, body: { password } })
const isAlive = async (acme: Acme, headers: Cookie): Promise<boolean> => {
  const { status } = await request(acme, 'GET', SESSION, { headers })
  assert.ok(status === 200 || status === 401)
  return status === 200
}

suite('the session cookie', () => {
  const table: readonly (readonly [url: string, cookie: RegExp, mark: RegExp])[] = [
    [
      'https://tokens.example.com/prefix',
      /^__Host-countersign-prefix=[0-9A-Za-z]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      /^__Host-countersign-prefix--device=[0-9A-Za-z._-]{60,80}; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ],
    [
      'http://127.0.0.1:8080',
      /^countersign-8080=[0-9A-Za-z]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
      /^countersign-8080--device=[0-9A-Za-z._-]{60,80}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/,
    ],
  ]
  for (const [url, cookie, mark] of table) {
    test(`under ${url}`, async (t) => {
      const acme = await openAcme(t, { env: { COUNTERSIGN_PUBLIC_URL: url } })
      const signedIn = await signInWith(acme)
      const [session, device, ...more] = signedIn.headers['set-cookie'] as unknown as string[]
      assert.match(session!, cookie)
      assert.match(device!, mark)
      assert.deepEqual(more, [])
      const headers = cookieOf(signedIn)
      assert.ok(await isAlive(acme, headers))
      // A page of a neighbouring host can set a cookie without the prefix.
      const renamed = headers.cookie.startsWith('__Host-')
        ? headers.cookie.replace('__Host-', '')
        : `__Host-${headers.cookie}`
      assert.ok(!(await isAlive(acme, { cookie: renamed })))
      const signedOut = await request(acme, 'DELETE', SESSION, { headers })
      assert.match(String(signedOut.headers['set-cookie']), /=; .*Path=\/; Expires=Thu, 01 Jan 1970/)
      assert.ok(!(await isAlive(acme, headers)))
    })
  }
})

suite('a session', async () => {
  const acme = await openAcme({ after })
  const { clock } = acme

  test('has a new cookie at every sign-in, and the one that the browser had is dead', async () => {
    const first = cookieOf(await signInWith(acme))
    const second = cookieOf(await signInWith(acme, first))
    assert.notEqual(first.cookie, second.cookie)
    assert.deepEqual([await isAlive(acme, first), await isAlive(acme, second)], [false, true])
    const third = cookieOf(await signInWith(acme, second, 'olivia'))
    assert.deepEqual([await isAlive(acme, second), await isAlive(acme, third)], [false, true])
    const [, ended] = eventsNamed(acme, 'csp__end_session')
    assert.equal(ended!.user_id, acme.member.id)
  })

  test('is not taken over: a cookie that was chosen by somebody else is never used', async () => {
    const planted = { cookie: `${cookieName(acme)}=${'A'.repeat(43)}` }
    assert.notEqual(cookieOf(await signInWith(acme, planted)).cookie, planted.cookie)
    assert.ok(!(await isAlive(acme, planted)))
  })

  test('is not known by anything but its cookie', async () => {
    const { cookie } = await sessionOf(acme, acme.member)
    const value = cookie.split('=')[1]!
    const [{ id } = { id: '' }] = await acme.app.needs.store.sessions.listForUser(acme.member.id)
    const wrong = [
      '',
      id,
      value.slice(0, -1),
      `${value}A`,
      value.toLowerCase(),
      'x'.repeat(4000),
      '%00',
      `"${value} "`,
    ]
    for (const other of wrong)
      assert.ok(!(await isAlive(acme, { cookie: `${cookieName(acme)}=${other}` })), other)
    assert.ok(await isAlive(acme, { cookie }))
  })

  test('that is idle for twelve hours is over; one that is used is not, for seven days', async () => {
    const [idle, used] = [await sessionOf(acme, acme.member), await sessionOf(acme, acme.member)]
    const startedAt = clock.now
    clock.now += 12 * HOUR_MS - 1
    assert.ok(await isAlive(acme, used))
    clock.now += 1
    assert.ok(!(await isAlive(acme, idle)))
    while (clock.now < startedAt + 7 * DAY_MS - 6 * HOUR_MS) {
      clock.now += 6 * HOUR_MS
      assert.ok(await isAlive(acme, used))
    }
    clock.now = startedAt + 7 * DAY_MS - 1
    assert.ok(await isAlive(acme, used))
    clock.now += 1
    assert.ok(!(await isAlive(acme, used)))
  })

  test('of a deactivated person is dead at once', async () => {
    const session = await sessionOf(acme, acme.stranger)
    assert.ok(await isAlive(acme, session))
    await deactivate(acme, acme.stranger)
    assert.ok(!(await isAlive(acme, session)))
  })

  test('is listed, can be ended alone or with all others, and says which is one’s own', async () => {
    const all = [
      await sessionOf(acme, acme.owner),
      await sessionOf(acme, acme.owner),
      await sessionOf(acme, acme.owner),
    ]
    const [own, second, third] = all as [Cookie, Cookie, Cookie]
    await request(acme, 'DELETE', '/api/v1/sessions', { headers: own })
    assert.deepEqual(
      [await isAlive(acme, own), await isAlive(acme, second), await isAlive(acme, third)],
      [true, false, false],
    )
    const other = await sessionOf(acme, acme.owner)
    const { body } = await request(acme, 'GET', '/api/v1/sessions', { headers: own })
    assert.equal(body.items.length, 2)
    assert.equal(body.items.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent).length, 1)
    const { id } = body.items.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent)
    assert.equal((await request(acme, 'DELETE', `/api/v1/sessions/${id}`, { headers: own })).status, 204)
    assert.deepEqual([await isAlive(acme, own), await isAlive(acme, other)], [true, false])
    assert.equal((await request(acme, 'DELETE', `/api/v1/sessions/${id}`, { headers: own })).status, 404)
  })

  test('is no access token: the compatible API does not take it', async () => {
    const session = await sessionOf(acme, acme.member)
    const value = session.cookie.split('=')[1]!
    const ways: readonly Readonly<Record<string, string>>[] = [
      session,
      { 'csp-auth-token': value },
      { authorization: `Bearer ${value}` },
    ]
    for (const headers of ways) {
      assert.equal((await request(acme, 'GET', `${COMPATIBLE}/loggedin/user`, { headers })).status, 401)
    }
  })

  test('older than fifteen minutes gives no API token until the password is given again', async () => {
    const session = await sessionOf(acme, acme.member)
    const { apiToken } = await generate(acme, session)
    const path = apiTokensPath(acme)
    const regenerate = (headers: Cookie) =>
      request(acme, 'POST', `${path}/${apiToken.id}/value`, { headers, body: {} })
    const generateAnother = (headers: Cookie) =>
      request(acme, 'POST', path, { headers, body: { name: 'CI', scopes: {} } })
    clock.now += 15 * MINUTE_MS
    assert.equal((await regenerate(session)).status, 200)
    clock.now += 1
    for (const attempt of [regenerate, generateAnother]) {
      const { status, body } = await attempt(session)
      assert.deepEqual([status, body.code], [403, 'reauthentication_required'])
    }
    assert.equal((await request(acme, 'GET', path, { headers: session })).status, 200)
    assert.equal((await request(acme, 'DELETE', `${path}/${apiToken.id}`, { headers: session })).status, 200)

    const renewed = await renew(acme, session)
    assert.equal(Date.parse(renewed.body.recentUntil), clock.now + 15 * MINUTE_MS)
    const cookie = cookieOf(renewed)
    assert.equal((await generateAnother(cookie)).status, 201)
    // Whoever had copied the cookie before is out.
    assert.deepEqual([await isAlive(acme, session), await isAlive(acme, cookie)], [false, true])
  })

  test('older than fifteen minutes changes no account and ends no other session until the password is given again', async () => {
    const session = await sessionOf(acme, acme.owner)
    const other = await sessionOf(acme, acme.owner)
    const newPassword = 'another long passphrase'
    const changes = (headers: Cookie) => [
      () =>
        request(acme, 'PATCH', '/api/v1/account', {
          headers,
          body: { firstName: 'Eve', lastName: 'Evil' },
        }),
      () =>
        request(acme, 'PUT', '/api/v1/account/password', {
          headers,
          body: { currentPassword: PASSWORD, newPassword },
        }),
      () => request(acme, 'DELETE', '/api/v1/sessions', { headers }),
    ]
    clock.now += 15 * MINUTE_MS + 1
    for (const attempt of changes(session)) {
      const { status, body } = await attempt()
      assert.deepEqual([status, body.code], [403, 'reauthentication_required'])
    }
    assert.ok(await isAlive(acme, other))
    const { body } = await request(acme, 'GET', SESSION, { headers: session })
    assert.equal(body.user.firstName, 'Olivia')
    let fresh = cookieOf(await renew(acme, session))
    for (const at of [2, 1, 0]) {
      const answer = await changes(fresh)[at]!()
      assert.ok([200, 204].includes(answer.status), String(answer.status))
      if (answer.headers['set-cookie'] !== undefined) fresh = cookieOf(answer)
    }
    assert.ok(!(await isAlive(acme, other)))
  })

  test('of a person who was deactivated stays ended when they are reactivated', async (t) => {
    const own = await openAcme(t)
    const session = await sessionOf(own, own.member)
    const bystander = await sessionOf(own, own.owner)
    await deactivate(own, own.member)
    await own.app.needs.store.change(async (tx) => {
      await tx.users.setDeactivatedAt(own.member.id, null)
      return { result: undefined, events: [] }
    })
    assert.deepEqual([await isAlive(own, session), await isAlive(own, bystander)], [false, true])
    assert.equal((await signInWith(own)).status, 201)
  })

  test('is not renewed by a wrong password', async () => {
    const session = await sessionOf(acme, acme.member)
    const { status, headers, body } = await renew(acme, session, 'not the passphrase')
    assert.deepEqual([status, body.code, headers['set-cookie']], [401, 'credentials_invalid', undefined])
    assert.ok(await isAlive(acme, session))
  })

  test('that changes the password ends all others, and only the new password is good', async () => {
    const [own, other] = [await sessionOf(acme, acme.member), await sessionOf(acme, acme.member)]
    const newPassword = 'another long passphrase'
    const change = (body: Readonly<Record<string, string>>) =>
      request(acme, 'PUT', '/api/v1/account/password', { headers: own, body })
    const weak = await change({ currentPassword: PASSWORD, newPassword: 'max@acme.example' })
    assert.deepEqual([weak.status, Object.keys(weak.body.fields)], [400, ['newPassword']])
    assert.equal((await change({ currentPassword: 'wrong', newPassword })).status, 401)
    assert.ok(await isAlive(acme, other))
    const changed = await change({ currentPassword: PASSWORD, newPassword })
    assert.equal(changed.status, 204)
    const renewed = { cookie: String(changed.headers['set-cookie']).split(';')[0]! }
    // Whoever had copied the cookie before is out too.
    const alive = await Promise.all([renewed, own, other].map((each) => isAlive(acme, each)))
    assert.deepEqual(alive, [true, false, false])
    assert.equal((await signInWith(acme)).status, 401)
    assert.equal((await signInWith(acme, {}, 'max', newPassword)).status, 201)
  })
})
