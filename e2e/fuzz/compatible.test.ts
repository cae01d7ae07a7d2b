/**
 * Whatever clients mix into an exchange, a good token is exchanged and no other is; whatever is sent to the other routes
 * of the compatible API, nothing is told to whom it does not belong and every mistake is answered as one.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { AUTHORIZE } from '../../server/testing/compatible.ts'
import { ALLOWED_SCOPES, COMPATIBLE_CALLS } from '../../server/testing/compatible-calls.ts'
import { anyCall, goodCall } from './compatible-calls.ts'
import { anExchange, SHAPES, writeExchange, type Exchange } from './exchanges.ts'
import { nastyText } from './junk.ts'
import type { Plan } from './plans.ts'
import { openPlay } from './play.ts'
import { runs } from './runs.ts'
import { routesOf } from './served-routes.ts'
import { spoiltValue } from './spoilt-values.ts'
import { told } from './target.ts'
import { PLATFORM_TOKEN_PATHS } from './token-forms.ts'
import { hasAccessToken } from './visits.ts'
import { claimsOf, COMPATIBLE } from '../../server/testing/requests.ts'

suite('the compatible API', async () => {
  const { acme, play, throwAt, visits, tally, finish } = await openPlay({ after })
  const exchangeAs = (as: string, exchange: Exchange, token: string, more?: readonly [string, unknown][]) => {
    const sent = writeExchange(exchange, token, more)
    // More is answered 413, whatever is in it.
    fc.pre(Buffer.byteLength(sent.body ?? '') <= 64 * 1024)
    return throwAt(sent, { as, mayHold: 'the token sent' }).then((answer) => ({ sent, answer }))
  }

  test('exchanges a good token in every shape, whatever else is in the request', async () => {
    const property = fc.asyncProperty(anExchange, async (exchange) => {
      const { ids } = await visits.of('member')
      const { sent, answer } = await exchangeAs(`exchange ${exchange.shape}`, exchange, ids['apiTokenValue']!)
      const context = told(sent, answer)
      assert.equal(answer.status, 200, context)
      assert.equal(answer.headers['cache-control'], 'no-store')
      const { access_token, refresh_token, ...rest } = answer.body as Record<string, unknown>
      assert.equal(refresh_token, ids['apiTokenValue'], context)
      assert.equal(claimsOf(String(access_token))['sub'], `local:${acme.member.id}`)
      const { token_type, expires_in, scope, id_token = 'not ticked' } = rest
      assert.deepEqual([token_type, expires_in], ['bearer', 1799], context)
      assert.deepEqual([typeof scope, typeof id_token], ['string', 'string'], context)
      assert.notEqual(id_token, '', context)
    })
    await fc.assert(property, runs(160))
    tally.assertReached(
      SHAPES.map((shape) => `exchange ${shape}`),
      1,
    )
  })

  test('exchanges nothing else, in no shape: one 400 that does not repeat what was sent', async () => {
    const wrong = fc.oneof(nastyText, fc.tuple(fc.nat({ max: 64 }), fc.constantFrom('', 'x', '_', '%', 'é')))
    const property = fc.asyncProperty(anExchange, wrong, async (exchange, change) => {
      const { ids } = await visits.of('member')
      const good = ids['apiTokenValue']!
      const token =
        typeof change === 'string' ? change : good.slice(0, change[0]) + change[1] + good.slice(change[0] + 1)
      fc.pre(token !== good && !token.includes('apiTokenValue'))
      const { sent, answer } = await exchangeAs('a wrong token', exchange, token)
      assert.equal(answer.status, 400, told(sent, answer))
    })
    await fc.assert(property, runs(80))
  })

  test('takes a scope that narrows however it is written, or says what is wrong with it', async () => {
    const scope = fc.oneof(
      nastyText,
      fc.constantFrom('openid', 'inventory:viewer org_member', ' ', 'nothing'),
    )
    const resourceScope = fc.oneof(fc.constant(ALLOWED_SCOPES), spoiltValue(ALLOWED_SCOPES), nastyText)
    const property = fc.asyncProperty(
      anExchange.filter(({ shape }) => shape !== 'd' && shape !== 'e'),
      fc.option(scope),
      fc.option(resourceScope),
      async (exchange, scope, resourceScope) => {
        const { ids } = await visits.of('member')
        const { sent, answer } = await exchangeAs('a narrowed exchange', exchange, ids['apiTokenValue']!, [
          ...(scope === null ? [] : [['scope', scope] as [string, unknown]]),
          ...(resourceScope === null ? [] : [['allowed_resource_scope', resourceScope] as [string, unknown]]),
        ])
        assert.ok([200, 400, 413].includes(answer.status), told(sent, answer))
      },
    )
    await fc.assert(property, runs(80))
    tally.assertReached(['a narrowed exchange'], 0)
    assert.ok(tally.statuses().includes(400))
  })

  test('has no route that is not tried here', () => {
    const served = routesOf(acme.app.server.printRoutes({ commonPrefix: false }))
    const compatible = served
      .filter(({ path }) => path.startsWith(COMPATIBLE))
      .map(({ method, path }) => `${method} ${path}`)
    const tried = [
      ...COMPATIBLE_CALLS.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
      `POST ${AUTHORIZE}`,
      // In `oauth.test.ts`.
      ...PLATFORM_TOKEN_PATHS.flatMap((path) => [`OPTIONS ${path}`, `POST ${path}`]),
    ]
    assert.deepEqual(compatible.filter((name) => !name.startsWith('HEAD')).toSorted(), tried.toSorted())
  })

  for (const call of COMPATIBLE_CALLS) {
    test(`answers ${call.name} only to whom it belongs, whatever is sent`, async () => {
      const property = fc.asyncProperty(anyCall(call), async (plan: Plan) => {
        const { sent, answer } = await play(plan, call)
        const { org, user } = plan.params
        const isOwn =
          (!call.path.includes('{org}') || org === '${organizationId}') &&
          (!call.path.includes('{user}') || ['${selfId}', 'local:${selfId}'].includes(user!))
        const isCaller = !call.needsCaller || hasAccessToken(plan.caller)
        if (answer.status < 400) assert.ok(isCaller && isOwn, told(sent, answer))
      })
      await fc.assert(property, { ...runs(15), examples: [[goodCall(call)]] })
    })
  }

  test('was reached, every route of it, and answered well often enough', () => {
    tally.assertReached(
      COMPATIBLE_CALLS.map(({ name }) => name),
      0.3,
    )
    finish()
  })
})
