/**
 * The API description tells the truth: what it allows is taken and answered as it says, by whom it lets in, and what it
 * does not allow is refused. Every operation, with requests generated from the document that the service itself serves.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { describedOperations, type Operation } from './described.ts'
import { goodPlan, validPlan, type Plan } from './plans.ts'
import { openPlay } from './play.ts'
import { runs } from './runs.ts'
import { nonsense, spoiltPlan } from './spoilt-plans.ts'
import { told } from './target.ts'
import { assertDescribed, verdictOf } from './verdict.ts'
import { hasSession } from './visits.ts'

/** What can't be said of a request that the description allows. */
const UNTRUE = [
  'request_invalid',
  'media_type_unsupported',
  'body_too_large',
  'access_token_invalid',
  'origin_forbidden',
]

/** Checking or hashing a password takes a while on purpose. */
const takesPassword = ({ body }: Operation): boolean =>
  /password/i.test(JSON.stringify(body?.properties ?? {}))

suite('a request that the API description', async () => {
  const player = await openPlay({ after })
  const { play, tally, finish } = player
  const operations = await describedOperations(player.acme)

  suite('allows is answered as it says:', () => {
    for (const operation of operations) {
      test(operation.name, async () => {
        const property = fc.asyncProperty(validPlan(operation), async (plan: Plan) => {
          const { sent, answer } = await play(plan, operation)
          const context = told(sent, answer)
          assert.equal(verdictOf(operation, sent), 'allowed', context)
          assertDescribed(operation, sent, answer)
          const isLetIn =
            operation.isOpen ||
            (plan.caller !== 'nobody' && (operation.takesAccessToken || hasSession(plan.caller)))
          const { code } = (answer.body ?? {}) as { code?: string }
          assert.ok(code === undefined || !UNTRUE.includes(code), context)
          assert.equal(code === 'unauthenticated', !isLetIn, context)
        })
        const numRuns = takesPassword(operation) ? 2 : 10
        await fc.assert(property, { ...runs(numRuns), examples: [[goodPlan(operation)]] })
      })
    }
  })

  suite('does not allow is refused:', () => {
    let refused = 0
    let sentAtAll = 0
    for (const operation of operations) {
      test(operation.name, async () => {
        const property = fc.asyncProperty(spoiltPlan(operation), async (plan: Plan) => {
          const { sent, answer } = await play(plan, operation)
          const verdict = verdictOf(operation, sent)
          sentAtAll++
          if (verdict === 'not allowed') {
            assert.ok(answer.status >= 400, told(sent, answer))
            refused++
          }
          if (verdict === 'allowed') assertDescribed(operation, sent, answer)
        })
        await fc.assert(property, runs(16))
      })
    }

    test('often enough to mean something', () => {
      assert.ok(refused > sentAtAll / 4, `${refused} of ${sentAtAll} were not allowed`)
    })
  })

  test('has never heard of is a mistake like any other', async () => {
    const property = fc.asyncProperty(nonsense, async ({ method, path, plan }) => {
      await play(plan, { name: 'nonsense', method, path, makesToken: false })
    })
    await fc.assert(property, runs(100))
  })

  test('came from us reached every operation, and got through often enough', () => {
    tally.assertReached(
      operations.map(({ name }) => name),
      0.25,
    )
    finish()
  })
})
