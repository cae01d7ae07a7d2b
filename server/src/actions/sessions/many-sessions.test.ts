/** However many sessions a person or an installation has, nobody else waits while they end. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { longestTurnMs, slowness } from '../../../testing/event-loop.ts'
import { deactivate } from '../../../testing/people.ts'
import { SESSION_ABSOLUTE_MS } from '../../domain/session.ts'
import { newHash, newSession } from '../../store/conformance/samples.ts'
import { authenticateSession } from './authenticate-session.ts'
import { changePassword } from './change-account.ts'
import { endOtherSessions } from './sessions.ts'
import { signIn } from './sign-in.ts'

/** What everybody else waits at the most while one request is worked on. */
const MOST_MS = 50
const SESSIONS = 20_000
const PER_CHANGE = 500
const ORIGIN = { requestId: 'r', address: '192.0.2.9', userAgent: 'test' }

suite('a person with twenty thousand sessions', async () => {
  const acme = await openAcme({ after })
  const { needs } = acme.app
  const { member } = acme

  const enter = async () => {
    const { cookie } = await signIn(needs, ORIGIN, { username: 'max', password: PASSWORD })
    return authenticateSession(needs, cookie.reveal(), ORIGIN)
  }
  const addSessions = async (at = needs.now()) => {
    for (let count = 0; count < SESSIONS; count += PER_CHANGE) {
      await needs.store.change(async (tx) => {
        for (let one = 0; one < PER_CHANGE; one++) {
          await tx.sessions.insert(newSession(member.id, { createdAt: at, lastSeenAt: at }), newHash())
        }
        return { result: undefined, events: [] }
      })
    }
  }
  const idsLeft = async () => (await needs.store.sessions.listForUser(member.id)).map(({ id }) => id)
  const assertShortTurns = async (work: () => Promise<unknown>): Promise<void> => {
    const longest = await longestTurnMs(work)
    const most = MOST_MS * slowness()
    assert.ok(longest < most, `${longest.toFixed(1)} ms of at most ${most.toFixed(1)}`)
  }

  test('ends all the others, and each is told of, while everybody else is served', async () => {
    const me = await enter()
    await addSessions()
    let count = 0
    await assertShortTurns(async () => (count = await endOtherSessions(needs, me)))
    assert.deepEqual([count, await idsLeft()], [SESSIONS, [me.session.id]])
  })

  test('ends them by a new password while everybody else is served', async () => {
    const me = await enter()
    await addSessions()
    const passwords = { currentPassword: PASSWORD, newPassword: 'another long enough passphrase' }
    await assertShortTurns(() => changePassword(needs, me, passwords))
    assert.deepEqual(await idsLeft(), [me.session.id])
    await changePassword(needs, me, { currentPassword: passwords.newPassword, newPassword: PASSWORD })
  })

  test('signs in after all of them ran out while everybody else is served', async () => {
    await addSessions(needs.now() - SESSION_ABSOLUTE_MS)
    let entered = ''
    await assertShortTurns(async () => (entered = (await enter()).session.id))
    assert.ok((await idsLeft()).includes(entered))
    assert.ok((await idsLeft()).length < 5)
  })

  test('is deactivated while everybody else is served', async () => {
    await addSessions()
    await assertShortTurns(() => deactivate(acme, member))
    assert.deepEqual(await idsLeft(), [])
  })
})
