/** How keys are fetched, against a real HTTP server that misbehaves in every way that comes to mind. */
import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import test, { suite } from 'node:test'
import { type FakeIssuer, NOW_SECONDS, SERVICE, startIssuer } from './fake-issuer.ts'
import { makeKey } from './forge-token.ts'
import { createVerifier, type VerifierOptions } from './index.ts'

const [first, second, third] = [makeKey('ES256'), makeKey('ES256'), makeKey('RS256')]

function setUp(issuer: FakeIssuer, options: Partial<VerifierOptions> = {}) {
  const clock = { seconds: NOW_SECONDS }
  const now = () => clock.seconds * 1000
  return { clock, verifier: createVerifier({ issuer: issuer.url, audience: SERVICE, now, ...options }) }
}

test('keys are asked for at the address of the compatible API, once, however many callers come at once', async () => {
  await using issuer = await startIssuer(first)
  const { verifier } = setUp(issuer)
  const tokens = Array.from({ length: 50 }, () => issuer.token(first))
  await Promise.all(tokens.map((token) => verifier.verify(token)))
  assert.deepEqual(issuer.asked, ['/csp/gateway/am/api/auth/token-public-key?format=jwks'])
})

test('while the keys are on their way nobody asks for them a second time', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  let publishNow = () => {}
  issuer.answer = (...call) => (publishNow = () => issuer.publish(...call))
  const early = verifier.verify(issuer.token(first))
  await until(() => issuer.asked.length === 1)
  clock.seconds += 3
  const late = verifier.verify(issuer.token(first))
  await setTimeout(50)
  publishNow()
  await Promise.all([early, late])
  assert.equal(issuer.asked.length, 1)
})

test('another address for the keys can be given', async () => {
  await using issuer = await startIssuer(first)
  const { verifier } = setUp(issuer, { jwksUri: `${issuer.url}/keys` })
  await verifier.verify(issuer.token(first))
  assert.deepEqual(issuer.asked, ['/keys'])
})

test('a rotation fails no verification, not even one that nobody announced', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  const old = issuer.token(first)
  await verifier.verify(old)
  for (const next of [second, third]) {
    clock.seconds += 31
    issuer.keys.push(next)
    await Promise.all([
      verifier.verify(old),
      verifier.verify(issuer.token(next)),
      verifier.verify(issuer.token(first)),
    ])
  }
  assert.equal(issuer.asked.length, 3)
})

test('unknown key ids cause one fetch per cool-down, however many there are', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
  const strangers = Array.from({ length: 20 }, () => issuer.token(makeKey('ES256')))
  const refuseAll = () =>
    Promise.all(strangers.map((token) => assert.rejects(verifier.verify(token), { code: 'key_unknown' })))
  await refuseAll()
  assert.equal(issuer.asked.length, 1, 'the keys were fetched a moment ago')
  clock.seconds += 30
  await refuseAll()
  clock.seconds += 29
  await refuseAll()
  assert.equal(issuer.asked.length, 2)
})

test('a key id that is no thumbprint is not even asked for', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
  clock.seconds += 60
  for (const kid of ['__proto__', `${first.kid}\n`, `${first.kid}x`, '../keys']) {
    await assert.rejects(verifier.verify(issuer.token({ ...first, kid })), { code: 'key_unknown' })
  }
  assert.equal(issuer.asked.length, 1)
})

test('keys that are old are fetched again behind the callers, who do not wait', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
  issuer.answer = () => {} // never
  clock.seconds += 601
  await verifier.verify(issuer.token(first))
  await until(() => issuer.asked.length === 2)
})

test('keys that come back unchanged make no token prove itself again', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  const text = issuer.token(first)
  const token = await verifier.verify(text)
  clock.seconds += 601
  await verifier.verify(text)
  await until(() => issuer.asked.length === 2)
  await setTimeout(50)
  assert.equal(await verifier.verify(text), token)
})

test('a key that the issuer has removed refuses tokens seen before', async () => {
  await using issuer = await startIssuer(first, second)
  const { clock, verifier } = setUp(issuer)
  const [underFirst, underSecond] = [issuer.token(first), issuer.token(second)]
  await verifier.verify(underFirst)
  await verifier.verify(underSecond)
  issuer.keys.shift()
  clock.seconds += 601
  await until(() =>
    verifier.verify(underFirst).then(
      () => false,
      ({ code }) => code === 'key_unknown',
    ),
  )
  await verifier.verify(underSecond)
})

test('with the issuer away, known keys go on working and unknown ones are a 503 that says when to come back', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
  await issuer.goAway()
  for (let day = 0; day < 3; day++) {
    clock.seconds += 86_400
    const stillGood = { iat: clock.seconds, nbf: clock.seconds, exp: clock.seconds + 60 }
    await verifier.verify(issuer.token(first, stillGood))
    await assert.rejects(verifier.verify(issuer.token(second)), {
      code: 'keys_unavailable',
      status: 503,
      retryAfterSeconds: 30,
    })
  }
})

test('an issuer that starts after the service is found within a second of the next call', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await issuer.goAway()
  const token = issuer.token(first)
  await assert.rejects(verifier.verify(token), { code: 'keys_unavailable', retryAfterSeconds: 1 })
  await issuer.comeBack()
  clock.seconds += 1
  await verifier.verify(token)
  await assert.rejects(verifier.verify(issuer.token(second)), { code: 'key_unknown' })
})

test('a clock that is set back does not stop the fetching', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
  clock.seconds -= 86_400
  issuer.keys.push(second)
  await verifier.verify(issuer.token(second, { iat: clock.seconds, nbf: clock.seconds }))
})

suite('an answer that cannot be the keys is refused, and the keys that were there are kept', () => {
  const jwks = JSON.stringify({ keys: [second.jwk] })
  const ways: [string, RequestListener][] = [
    ['not JSON', (_, response) => response.end('<html>Sign in</html>')],
    ['JSON without keys', (_, response) => response.end('{"alg":"RS256"}')],
    ['keys that are not an array', (_, response) => response.end('{"keys":{}}')],
    ['an array', (_, response) => response.end('[]')],
    ['null', (_, response) => response.end('null')],
    [
      'two keys with one id',
      (_, response) => response.end(JSON.stringify({ keys: [second.jwk, second.jwk] })),
    ],
    ['the right keys as an error', (_, response) => response.writeHead(500).end(jwks)],
    ['no content', (_, response) => response.writeHead(204).end()],
    ['a redirect to the right keys', redirectToKeys],
    ['too many bytes', (_, response) => response.end(`${jwks}${' '.repeat(70_000)}`)],
    [
      'bytes without end',
      (_, response) => void setInterval(() => response.write(' '.repeat(9000)), 1).unref(),
    ],
    ['nothing, ever', () => {}],
    ['half an answer, and then nothing', (_, response) => void response.write(jwks.slice(0, 99))],
    ['a connection that breaks', (request) => request.socket.destroy()],
    [
      'bytes that are not UTF-8',
      (_, response) => response.end(Buffer.from(`{"keys":[],"x":"\u00e9"}`, 'latin1')),
    ],
  ]
  function redirectToKeys(...[{ url }, response]: Parameters<RequestListener>) {
    if (url === '/moved') return response.end(jwks)
    return response.writeHead(302, { location: '/moved' }).end()
  }
  for (const [what, answer] of ways) {
    test(what, async () => {
      await using issuer = await startIssuer(first)
      const { clock, verifier } = setUp(issuer, { keysTimeoutSeconds: 1 })
      await verifier.verify(issuer.token(first))
      issuer.answer = answer
      clock.seconds += 60
      await assert.rejects(verifier.verify(issuer.token(second)), { code: 'keys_unavailable' })
      await verifier.verify(issuer.token(first))
      assert.equal(issuer.asked.length, 2, 'asked again, and nowhere else')
    })
  }
})

test('keys one cannot use are passed over, and the others used', async () => {
  const offCurve = { ...second.jwk, x: second.jwk.y!, y: second.jwk.x! }
  await using issuer = await startIssuer(first)
  issuer.answer = (_, response) => {
    response.end(
      JSON.stringify({
        keys: [null, 7, {}, { kty: 'AKP', alg: 'ML-DSA-65' }, { ...second.jwk, x: '!' }, offCurve, first.jwk],
      }),
    )
  }
  const { verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
})

/**
 * Cloudflare's workerd ends what a request has begun as soon as that is answered: what is fetched behind the callers'
 * backs then never comes.
 */
suite('in a runtime that ends what nobody waits for', () => {
  async function setUpEnding() {
    const issuer = await startIssuer(first)
    const ended = { times: 0, isOn: false }
    const setting = setUp(issuer, {
      fetch: (...call) => {
        if (!ended.isOn) return fetch(...call)
        ended.times++
        return new Promise(() => {})
      },
    })
    await setting.verifier.verify(issuer.token(first))
    return { issuer, ended, ...setting, [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose]() }
  }

  test('a key that is new is found all the same', async () => {
    await using service = await setUpEnding()
    const { issuer, clock, ended, verifier } = service
    clock.seconds += 601
    ended.isOn = true
    await verifier.verify(issuer.token(first))
    assert.equal(ended.times, 1)
    ended.isOn = false
    issuer.keys.push(second)
    await verifier.verify(issuer.token(second))
    assert.equal(issuer.asked.length, 2)
  })

  test('keys that are long due are waited for, so that one that was withdrawn is noticed', async () => {
    await using service = await setUpEnding()
    const { issuer, clock, ended, verifier } = service
    clock.seconds += 601
    ended.isOn = true
    await verifier.verify(issuer.token(first))
    ended.isOn = false
    issuer.keys.splice(0, 1, second)
    clock.seconds += 31
    await assert.rejects(verifier.verify(issuer.token(first)), { code: 'key_unknown' })
  })
})

test('of two answers on their way at once, the one asked for last is believed', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
  clock.seconds += 601
  const held: (() => void)[] = []
  issuer.answer = (_request, response) => {
    const document = JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) })
    held.push(() => response.end(document))
  }
  await verifier.verify(issuer.token(first))
  await until(() => held.length === 1)
  issuer.keys.push(second)
  const asking = verifier.verify(issuer.token(second))
  await until(() => held.length === 2)
  held[1]!()
  await asking
  held[0]!()
  await setTimeout(50)
  await verifier.verify(issuer.token(second))
})

test('of two on their way at once, an old failure does not hide what the later one was answered', async () => {
  await using issuer = await startIssuer(first)
  const { clock, verifier } = setUp(issuer)
  await verifier.verify(issuer.token(first))
  clock.seconds += 601
  const held: ((status: number) => void)[] = []
  issuer.answer = (_request, response) => {
    const document = JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) })
    held.push((status) => response.writeHead(status).end(document))
  }
  await verifier.verify(issuer.token(first))
  await until(() => held.length === 1)
  issuer.keys.push(second)
  const asking = verifier.verify(issuer.token(second))
  await until(() => held.length === 2)
  held[1]!(200)
  await asking
  held[0]!(500)
  await setTimeout(50)
  await assert.rejects(verifier.verify(issuer.token(third)), { code: 'key_unknown' })
})

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await isSo()) return
    await setTimeout(10)
  }
  throw new Error('It did not come to pass within 3 s')
}
