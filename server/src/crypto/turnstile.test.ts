/** Who goes in, who waits and who is turned away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../domain/refusal.ts'
import { createTurnstile, type Lane } from './turnstile.ts'

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

/** Everyone who comes while the one place is taken, then lets them in one by one; answers the order. */
async function orderOf(
  limits: { waiting: number; each?: number },
  comers: readonly (readonly [name: string, lane: Lane, network: string])[],
) {
  const pass = createTurnstile({ atOnce: 1, ...limits })
  const first = visitor()
  const inside = pass(first.work)
  const order: string[] = []
  const passing = comers.map(async ([name, lane, network]) => {
    try {
      await pass(async () => void order.push(name), { lane, network })
      return undefined
    } catch {
      return name
    }
  })
  first.leave('done')
  await inside
  const turnedAway = (await Promise.all(passing)).filter((name) => name !== undefined)
  return { order: order.join(' '), turnedAway: turnedAway.join(' ') }
}

test('one from another network is not behind all of a network that sends many', async () => {
  const many = Array.from({ length: 5 }, (_, at) => [`a${at}`, 'crowded', 'a'] as const)
  const others = [
    ['b0', 'crowded', 'b'],
    ['c0', 'crowded', 'c'],
    ['b1', 'crowded', 'b'],
  ] as const
  const { order } = await orderOf({ waiting: 20 }, [...many, ...others])
  assert.equal(order, 'a0 b0 c0 a1 b1 a2 a3 a4')
})

test('who signed in before goes first, and the others still have their turns', async () => {
  const lane = (name: string, which: Lane) =>
    Array.from({ length: 5 }, (_, at) => [`${name}${at}`, which, name] as const)
  const comers = [...lane('x', 'crowded'), ...lane('u', 'usual'), ...lane('k', 'known')]
  const { order } = await orderOf({ waiting: 20 }, comers)
  assert.equal(order, 'k0 u0 k1 u1 x0 k2 u2 k3 u3 x1 k4 u4 x2 x3 x4')
})

test('when the queue is full, a network that sends many gives way to one that sends one, and the crowded to all', async () => {
  const many = Array.from({ length: 4 }, (_, at) => [`a${at}`, 'usual', 'a'] as const)
  const usual = await orderOf({ waiting: 4 }, [...many, ['b0', 'usual', 'b'], ['a4', 'usual', 'a']])
  assert.deepEqual([usual.order, usual.turnedAway], ['a0 b0 a1 a2', 'a3 a4'])
  const crowd = Array.from({ length: 4 }, (_, at) => [`x${at}`, 'crowded', `n${at}`] as const)
  const known = await orderOf({ waiting: 4 }, [...crowd, ['u', 'usual', 'u'], ['k', 'known', 'k']])
  assert.deepEqual(known.turnedAway.split(' ').length, 2)
  assert.match(known.order, /^k u x/)
})

test('one network has a share of the queue and no more', async () => {
  const many = Array.from({ length: 4 }, (_, at) => [`a${at}`, 'known', 'a'] as const)
  const { order, turnedAway } = await orderOf({ waiting: 9, each: 2 }, [...many, ['b0', 'known', 'b']])
  assert.deepEqual([order, turnedAway], ['a0 b0 a1', 'a2 a3'])
})
