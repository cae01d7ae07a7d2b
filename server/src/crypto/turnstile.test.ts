/** Who goes in, who waits and who is turned away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../domain/refusal.ts'
import { createTurnstile } from './turnstile.ts'

function visitor() {
  const leaving = Promise.withResolvers<string>()
  const visit = { hasEntered: false, leave: leaving.resolve, fail: leaving.reject }
  const work = () => {
    visit.hasEntered = true
    return leaving.promise
  }
  return Object.assign(visit, { work })
}

const settle = () => new Promise((resolve) => setImmediate(resolve))
const entered = (visitors: ReturnType<typeof visitor>[]) => visitors.map(({ hasEntered }) => hasEntered)

test('as many as allowed are inside at once, the others wait their turn', async () => {
  const pass = createTurnstile({ atOnce: 2, waiting: 2 })
  const visitors = [visitor(), visitor(), visitor(), visitor()]
  const passing = visitors.map(({ work }) => pass(work))
  await settle()
  assert.deepEqual(entered(visitors), [true, true, false, false])
  visitors[1]!.leave('second')
  await settle()
  assert.deepEqual(entered(visitors), [true, true, true, false])
  for (const { leave } of visitors) leave('done')
  assert.deepEqual(await Promise.all(passing), ['done', 'second', 'done', 'done'])
})

test('who comes when the queue is full is told to come back', async () => {
  const pass = createTurnstile({ atOnce: 1, waiting: 1 })
  const visitors = [visitor(), visitor()]
  const passing = visitors.map(({ work }) => pass(work))
  const turnedAway = visitor()
  await assert.rejects(
    pass(turnedAway.work),
    (error) =>
      error instanceof Refusal && error.code === 'too_many_attempts' && error.retryAfterSeconds === 1,
  )
  assert.equal(turnedAway.hasEntered, false)
  for (const { leave } of visitors) leave('done')
  await Promise.all(passing)
})

test('work that fails gives its place back', async () => {
  const pass = createTurnstile({ atOnce: 1, waiting: 1 })
  const [failing, following] = [visitor(), visitor()]
  const [failed, followed] = [pass(failing.work), pass(following.work)]
  failing.fail(new Error('broken'))
  await assert.rejects(failed, /broken/)
  following.leave('done')
  assert.equal(await followed, 'done')
  assert.equal(await pass(async () => 'free again'), 'free again')
})
