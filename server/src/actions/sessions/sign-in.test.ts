/** Guessing passwords: every wrong try is one answer in one time, and soon has to wait; the right person never is kept out. */
import assert from 'node:assert/strict'
import { argon2Sync } from 'node:crypto'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { deactivate, sessionOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import { changePassword } from './change-account.ts'
import { authenticateSession } from './authenticate-session.ts'
import { reauthenticate } from './reauthenticate.ts'
import { signIn } from './sign-in.ts'
import { createThrottle, type Throttle } from '../throttle.ts'

const WRONG = 'not the passphrase at all'
const ORIGIN = { requestId: 'r', address: '192.0.2.9', userAgent: 'test' }

suite('signing in', async () => {
  const acme = await openAcme({ after })
  const { needs } = acme.app
  /** Fresh throttles, with limits that a test comes to sooner. */
  const limits = (failures: { pair?: number; address?: number; account?: number } = {}): void => {
    const { pair = 2, address = 50, account = 100 } = failures
    Object.assign(needs.signInThrottles, {
      pair: createThrottle({ failures: pair, seconds: 60 }),
      address: createThrottle({ failures: address, seconds: 60 }),
      account: createThrottle({ failures: account, seconds: 60 }),
    })
  }

  const tryAs = async (username: string, password: string, remoteAddress = '192.0.2.1', headers = {}) => {
    const {
      statusCode,
      headers: answered,
      body,
    } = await acme.app.server.inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress,
      headers,
      payload: { username, password },
    })
    return {
      status: statusCode,
      retryAfter: Number(answered['retry-after']),
      cookie: answered['set-cookie'],
      text: body,
    }
  }
  const failTimes = async (times: number, username: string, address?: string): Promise<void> => {
    for (let tries = 0; tries < times; tries++)
      assert.equal((await tryAs(username, WRONG, address)).status, 401)
  }

  test('with wrong passwords has to wait, even with the right one: five times, and then this account from this address', async () => {
    await failTimes(5, 'max')
    for (const username of ['max', 'MAX', 'Max']) {
      const { status, retryAfter, cookie } = await tryAs(username, PASSWORD)
      assert.deepEqual([status, cookie], [429, undefined])
      assert.ok(retryAfter >= 1 && retryAfter <= 60)
    }
    assert.equal((await tryAs('max', PASSWORD, '192.0.2.2')).status, 201)
    assert.equal((await tryAs('olivia', PASSWORD)).status, 201)
  })

  test('as an unknown user, with a wrong password or deactivated is answered alike and costs as much', async () => {
    limits({ pair: 10 })
    await deactivate(acme, acme.stranger)
    const kinds: readonly (readonly [string, string])[] = [
      ['nobody', PASSWORD],
      ['max', WRONG],
      ['sam', PASSWORD],
    ]
    const answers = new Set<string>()
    const costs: number[] = []
    for (const [username, password] of kinds) {
      const cpuMs: number[] = []
      for (let tries = 0; tries < 3; tries++) {
        const before = process.cpuUsage()
        const { text, status, cookie } = await tryAs(username, password)
        const { user, system } = process.cpuUsage(before)
        cpuMs.push((user + system) / 1000)
        const { requestId, ...told } = JSON.parse(text)
        answers.add(JSON.stringify({ status, cookie, told }))
      }
      costs.push(Math.min(...cpuMs))
    }
    assert.equal(answers.size, 1, [...answers].join('\n'))
    assert.match([...answers][0]!, /"status":401.*credentials_invalid/)
    // Argon2 is the most of it. Leaving it out would be a tenth.
    assert.ok(Math.min(...costs) > 15 && Math.max(...costs) < 3 * Math.min(...costs), costs.join(' '))
    const reasons = eventsNamed(acme, 'csp__user_login_failed').map(({ details }) => details['reason'])
    assert.deepEqual(new Set(reasons), new Set(['unknown_user', 'wrong_password', 'user_deactivated']))
    assert.equal(reasons.length, 9 + 5)
  })

  test('as somebody who does not exist has to wait just the same', async () => {
    limits()
    await failTimes(2, 'nobody')
    assert.equal((await tryAs('nobody', WRONG)).status, 429)
  })

  test('at the same moment is no way around it', async () => {
    limits()
    const answers = await Promise.all(Array.from({ length: 20 }, () => tryAs('max', WRONG)))
    const statuses = answers.map(({ status }) => status).toSorted()
    assert.deepEqual(statuses, [...Array(2).fill(401), ...Array(18).fill(429)])
  })

  test('from made-up addresses is no way around it: an unknown proxy is not believed', async () => {
    limits()
    for (let tries = 0; tries < 3; tries++) {
      const headers = { 'x-forwarded-for': `198.51.100.${tries}`, forwarded: `for=198.51.100.${tries}` }
      assert.equal((await tryAs('max', WRONG, undefined, headers)).status, tries < 2 ? 401 : 429)
    }
  })

  test('makes a hash of an earlier time anew, so that it costs as much to guess as one of today', async () => {
    limits()
    const salt = Buffer.alloc(16, 7)
    const parameters = { memory: 64, passes: 1, parallelism: 1, tagLength: 32, nonce: salt }
    const tag = argon2Sync('argon2id', { message: PASSWORD, ...parameters })
    const [saltText, tagText] = [salt, tag].map((bytes) => bytes.toString('base64').replaceAll('=', ''))
    const { id } = acme.owner
    await needs.store.change(async (tx) => ({
      result: await tx.users.setPasswordHash(id, `$argon2id$v=19$m=64,t=1,p=1$${saltText}$${tagText}`),
      events: [],
    }))
    assert.equal((await tryAs('olivia', PASSWORD)).status, 201)
    assert.match((await needs.store.users.findCredentials('olivia'))!.passwordHash, /m=19456,t=2,/)
    assert.equal((await tryAs('olivia', PASSWORD)).status, 201)
  })

  test('rightly starts the count anew', async () => {
    limits()
    for (let rounds = 0; rounds < 3; rounds++) {
      await failTimes(1, 'max')
      assert.equal((await tryAs('max', PASSWORD)).status, 201)
    }
  })

  test('as many from one address has to wait, and nobody elsewhere has', async () => {
    limits({ address: 3 })
    for (const username of ['a', 'b', 'c']) await failTimes(1, username)
    assert.equal((await tryAs('max', PASSWORD)).status, 429)
    assert.equal((await tryAs('max', PASSWORD, '192.0.2.2')).status, 201)
  })

  test('to one account from many addresses refuses nobody by the account alone', async () => {
    limits({ account: 3 })
    for (const last of [11, 12, 13, 14, 15]) await failTimes(1, 'max', `192.0.2.${last}`)
    assert.equal((await tryAs('max', WRONG, '192.0.2.16')).status, 401)
    assert.equal((await tryAs('max', PASSWORD, '192.0.2.17')).status, 201)
    assert.equal((await tryAs('olivia', PASSWORD, '192.0.2.14')).status, 201)
  })

  test('is closed while the throttle does not work', async () => {
    const broken = (): never => {
      throw new Error('no connection')
    }
    const pair: Throttle = { waitSeconds: broken, count: broken, giveBack: broken, forget: broken }
    Object.assign(needs.signInThrottles, { pair })
    const { status, cookie } = await tryAs('max', PASSWORD)
    assert.deepEqual([status, cookie], [500, undefined])
  })

  test('and giving the password again and changing it are throttled together', async () => {
    limits()
    const headers = await sessionOf(acme, acme.member)
    const wrong: readonly (readonly ['POST' | 'PUT', string, Readonly<Record<string, string>>])[] = [
      ['POST', '/api/v1/session/reauthentication', { password: WRONG }],
      ['PUT', '/api/v1/account/password', { currentPassword: WRONG, newPassword: PASSWORD }],
    ]
    for (let tries = 0; tries < 3; tries++) {
      const [method, url, body] = wrong[tries % 2]!
      const { status } = await request(acme, method, url, { headers, body })
      assert.equal(status, tries < 2 ? 401 : 429)
    }
  })

  test('with a password that is changed at that very moment is refused, so are renewing and changing again', async () => {
    limits({ pair: 10 })
    const { cookie } = await signIn(needs, ORIGIN, { username: 'max', password: PASSWORD })
    const signedIn = await authenticateSession(needs, cookie.reveal(), ORIGIN)
    const change = (currentPassword: string, newPassword: string) =>
      changePassword(needs, signedIn, { currentPassword, newPassword })
    // Between looking at the password and opening the session, another request changes it.
    const late = {
      ...needs,
      store: {
        ...needs.store,
        change: (async (work) => {
          await change(PASSWORD, `${PASSWORD}, changed`)
          return needs.store.change(work)
        }) as typeof needs.store.change,
      },
    }
    const attempts = [
      () => signIn(late, ORIGIN, { username: 'max', password: PASSWORD }),
      () => reauthenticate(late, signedIn, PASSWORD),
      () =>
        changePassword(late, signedIn, { currentPassword: PASSWORD, newPassword: `${PASSWORD}, of a thief` }),
    ]
    for (const attempt of attempts) {
      await assert.rejects(attempt, { code: 'credentials_invalid' })
      await change(`${PASSWORD}, changed`, PASSWORD)
    }
    const sessions = await needs.store.sessions.listForUser(acme.member.id)
    assert.deepEqual(
      sessions.map(({ id }) => id),
      [signedIn.session.id],
    )
  })
})
