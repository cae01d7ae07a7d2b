/** Spans as an SDK would get them, from a provider of our own: their tree, and that they tell of nobody. */
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { after, before, test } from 'node:test'
import {
  context,
  ROOT_CONTEXT,
  trace,
  type Context,
  type ContextManager,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api'
import { openAcme } from '../../testing/acme.ts'
import { exchange, generate, signIn } from '../../testing/requests.ts'
import { isTraced } from './traces.ts'

type Recorded = {
  name: string
  parent: string | undefined
  attributes: Record<string, unknown>
  hasEnded: boolean
}
const recorded: Recorded[] = []

function startSpan(name: string, { attributes = {} }: SpanOptions = {}, within = context.active()): Span {
  const parent = trace.getSpan(within) as (Span & { record: Recorded }) | undefined
  const record: Recorded = {
    name,
    parent: parent?.record.name,
    attributes: { ...attributes },
    hasEnded: false,
  }
  recorded.push(record)
  return {
    record,
    setAttribute: (key: string, value: unknown) => (record.attributes[key] = value),
    setStatus: (status: object) => (record.attributes['status'] = status),
    end: () => (record.hasEnded = true),
  } as unknown as Span
}

function contextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>()
  return {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...given) => storage.run(active, () => work.call(self as never, ...given)),
    bind: (_active, target) => target,
    enable() {
      return this
    },
    disable() {
      return this
    },
  }
}

before(() => {
  assert.equal(isTraced(), false, 'without an SDK there is nothing')
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as unknown as Tracer })
  context.setGlobalContextManager(contextManager())
  assert.equal(isTraced(), true)
})
after(() => {
  trace.disable()
  context.disable()
})

test('an exchange is a span with the database and the signature in it, and no secret', async (t) => {
  const acme = await openAcme(t)
  const { value, apiToken } = await generate(acme, await signIn(acme, 'max'))
  recorded.length = 0
  assert.equal((await exchange(acme, value)).status, 200)
  const REQUEST = 'POST /csp/gateway/am/api/auth/api-tokens/authorize'
  assert.deepEqual(
    recorded.map(({ name, parent }) => [name, parent]),
    [
      [REQUEST, undefined],
      ['store exchange.findFacts', REQUEST],
      ['sign', REQUEST],
    ],
  )
  assert.deepEqual(recorded[0]?.attributes, {
    'http.request.method': 'POST',
    'http.route': '/csp/gateway/am/api/auth/api-tokens/authorize',
    'http.response.status_code': 200,
  })
  assert.ok(recorded.every(({ hasEnded }) => hasEnded))
  const everything = JSON.stringify(recorded)
  for (const secret of [value, value.slice(4, 16), apiToken.id, acme.organization.id]) {
    assert.ok(!everything.includes(secret), secret)
  }
})

test('a failure is a span with an error and nothing about it', async (t) => {
  const acme = await openAcme(t)
  const { value } = await generate(acme, await signIn(acme, 'max'))
  await acme.app.needs.store.close()
  recorded.length = 0
  await exchange(acme, value)
  assert.deepEqual(
    recorded.map(({ attributes }) => attributes['status']),
    [{ code: 2 }, { code: 2 }],
  )
})

test('what jobs do is no span', async (t) => {
  const acme = await openAcme(t)
  recorded.length = 0
  await acme.app.needs.store.ping()
  assert.deepEqual(recorded, [])
})
