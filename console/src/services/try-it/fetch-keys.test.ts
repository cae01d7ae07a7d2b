import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { fetchKeys } from './fetch-keys.ts'

const ADDRESS = 'https://tokens.example.com/keys'

const answering = (t: TestContext, answer: Response) =>
  t.mock.method(globalThis, 'fetch', () => Promise.resolve(answer))

test('the keys are asked for once, without a cookie and without a body', async (t) => {
  const fetched = answering(t, Response.json({ keys: [{ kid: 'one' }, null, 'two', ['three']] }))
  assert.deepEqual(await fetchKeys(ADDRESS), [{ kid: 'one' }])
  assert.deepEqual(
    fetched.mock.calls.map((call) => [...call.arguments]),
    [[ADDRESS, { credentials: 'omit', referrerPolicy: 'no-referrer' }]],
  )
})

for (const [what, answer, says] of [
  ['an error', new Response('no', { status: 503 }), /answered 503/],
  ['no document', Response.json(null), /no key document/],
  ['keys that are no list', Response.json({ keys: {} }), /no key document/],
] as const) {
  test(`${what} in place of the keys is told as that, and no token is called bad for it`, async (t) => {
    answering(t, answer)
    await assert.rejects(fetchKeys(ADDRESS), says)
  })
}
