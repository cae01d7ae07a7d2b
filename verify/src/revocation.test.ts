/** A verifier that hears of revocations: what it refuses and when, and what it never believes. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateSync } from 'node:zlib'
import { FEED_TOKEN, startFeed } from './fake-feed.ts'
import { NOW_SECONDS, SERVICE } from './fake-issuer.ts'
import { makeKey } from './forge-token.ts'
import { VerifyError } from './errors.ts'
import type { RevocationOptions } from './revocation-options.ts'
import { createKnownRevocations } from './known-revocations.ts'
import { createRevocation } from './revocation.ts'
import { createVerifier, type Verifier } from './verifier.ts'

type Feed = Awaited<ReturnType<typeof startFeed>>

function verifierFor(
  { issuer }: Feed,
  revocation: RevocationOptions = { feed: { token: FEED_TOKEN } },
  now = NOW_SECONDS,
) {
  const verifier = createVerifier({
    ...{ issuer: issuer.url, audience: SERVICE, now: () => now * 1000, revocation },
  })
  return Object.assign(verifier, { [Symbol.dispose]: () => verifier.close() })
}

const tokenOf = ({ issuer, key, place }: Feed, idx = 7, more: object = {}) =>
  issuer.token(key, { ...{ status: place(idx), as_of: 1000 }, ...more })

const codeOf = async (verifying: Promise<unknown>): Promise<string> =>
  verifying.then(
    () => 'accepted',
    (error: unknown) => (error instanceof VerifyError ? error.code : String(error)),
  )

async function becomes(verifier: Verifier, token: string, code: string): Promise<void> {
  const giveUpAt = performance.now() + 5_000
  for (;;) {
    const found = await codeOf(verifier.verify(token))
    if (found === code) return
    if (performance.now() > giveUpAt) assert.equal(found, code)
    await sleep(5)
  }
}

test('what the feed tells is refused at once, also a token that was seen before, and others are not', async () => {
  await using feed = await startFeed()
  using verifier = verifierFor(feed)
  const [token, other] = [tokenOf(feed), tokenOf(feed, 8)]
  assert.equal(await codeOf(verifier.verify(token)), 'accepted')
  feed.tell(feed.place(7))
  await becomes(verifier, token, 'token_revoked')
  assert.equal(await codeOf(verifier.verify(other)), 'accepted')
  assert.ok(verifier.revocation()!.isConnected && verifier.revocation()!.stalenessSeconds < 5)
})

test('rights that were lost are refused in tokens from before, and not in those exchanged since', async () => {
  await using feed = await startFeed()
  using verifier = verifierFor(feed)
  const claimsOf = { sub: 'local:9d4a', context_name: 'acme' }
  const before = tokenOf(feed, 1, claimsOf)
  assert.equal(await codeOf(verifier.verify(before)), 'accepted')
  feed.tell(claimsOf)
  await becomes(verifier, before, 'token_revoked')
  assert.equal(
    await codeOf(verifier.verify(tokenOf(feed, 1, { ...claimsOf, as_of: feed.position }))),
    'accepted',
  )
  assert.equal(
    await codeOf(verifier.verify(tokenOf(feed, 1, { ...claimsOf, sub: 'local:other' }))),
    'accepted',
  )
  assert.equal(
    await codeOf(verifier.verify(tokenOf(feed, 1, { ...claimsOf, context_name: 'globex' }))),
    'accepted',
  )
  feed.tell({ aud: SERVICE })
  await becomes(verifier, tokenOf(feed, 2, { as_of: feed.position - 1 }), 'token_revoked')
  assert.equal(await codeOf(verifier.verify(tokenOf(feed, 2, { as_of: feed.position }))), 'accepted')
})

test('a feed that is cut is read on from its last place', async () => {
  await using feed = await startFeed()
  using verifier = verifierFor(feed)
  const token = tokenOf(feed)
  assert.equal(await codeOf(verifier.verify(token)), 'accepted')
  feed.cut()
  const { position } = feed
  feed.position += 5
  const { onFeed } = feed
  feed.onFeed = (request, response) => {
    onFeed(request, response)
    feed.tell(feed.place(7))
  }
  await becomes(verifier, token, 'token_revoked')
  assert.deepEqual(feed.cursors, ['0', String(position)])
})

test('without the feed the status list tells, and without both the service says 503, or accepts where it says so', async () => {
  await using feed = await startFeed()
  feed.onFeed = (_request, response) => void response.writeHead(500).end()
  using verifier = verifierFor(feed)
  feed.ended = [7]
  assert.equal(await codeOf(verifier.verify(tokenOf(feed))), 'token_revoked')
  assert.equal(await codeOf(verifier.verify(tokenOf(feed, 8))), 'accepted')
  feed.onList = (response) => void response.writeHead(500).end()
  using other = verifierFor(feed, { feed: { token: FEED_TOKEN }, whenStale: 'accept' })
  assert.equal(await codeOf(other.verify(tokenOf(feed))), 'accepted')
  assert.equal(await codeOf(other.verify(tokenOf(feed), { whenStale: 'refuse' })), 'revocation_unavailable')
  using strict = verifierFor(feed)
  const error = await strict.verify(tokenOf(feed)).catch((refused: VerifyError) => refused)
  assert.ok(error instanceof VerifyError && error.status === 503 && error.retryAfterSeconds === 5)
})

test('by lists alone: what is set is refused, a list that is out is fetched again, and a token without a place holds', async () => {
  await using feed = await startFeed()
  using verifier = verifierFor(feed, { statusList: true })
  assert.equal(await codeOf(verifier.verify(tokenOf(feed))), 'accepted')
  assert.equal(feed.cursors.length, 0)
  assert.equal(feed.issuer.asked.filter((url) => url.startsWith('/status-lists')).length, 1)
  assert.equal(await codeOf(verifier.verify(tokenOf(feed, 8))), 'accepted')
  assert.equal(feed.issuer.asked.filter((url) => url.startsWith('/status-lists')).length, 1)
  assert.equal(
    await codeOf(verifier.verify(tokenOf(feed, 8, { status: undefined, as_of: undefined }))),
    'accepted',
  )
  feed.ended = [7]
  using later = verifierFor(feed, { statusList: true })
  assert.equal(await codeOf(later.verify(tokenOf(feed))), 'token_revoked')
})

test('a service whose clock is two minutes off, either way, is served', async () => {
  await using feed = await startFeed()
  for (const seconds of [-2, 120]) {
    using byList = verifierFor(feed, { statusList: true }, NOW_SECONDS + seconds)
    using byFeed = verifierFor(feed, undefined, NOW_SECONDS + seconds)
    for (const verifier of [byList, byFeed])
      assert.equal(await codeOf(verifier.verify(tokenOf(feed))), 'accepted')
  }
})

const WRONG_LISTS: Readonly<Record<string, (feed: Feed) => void>> = {
  'of another issuer': (feed) => (feed.listClaims = { iss: 'https://other.example' }),
  'for another address': (feed) => (feed.listClaims = { sub: `${feed.uri}2` }),
  'that is over': (feed) => (feed.listClaims = { exp: NOW_SECONDS - 301 }),
  'with two bits for each': (feed) => (feed.listClaims = { status_list: { bits: 2, lst: 'eJwDAAAAAAE' } }),
  'that does not say how new it is': (feed) => (feed.listClaims = { as_of: undefined }),
  'that inflates to more than a list has': (feed) =>
    (feed.listClaims = {
      status_list: { bits: 1, lst: deflateSync(Buffer.alloc(64 * 2 ** 20)).toString('base64url') },
    }),
  'that is no list': (feed) => (feed.listClaims = { status_list: { bits: 1, lst: 'AAAA' } }),
  'too short for the token': (feed) =>
    (feed.listClaims = {
      status_list: { bits: 1, lst: deflateSync(feed.bitsOf([], 1)).toString('base64url') },
    }),
  'signed by somebody else': (feed) => {
    const stranger = makeKey('ES256')
    feed.onList = (response) => void response.end(feed.signed('statuslist+jwt', {}, stranger))
  },
  'that is an access token': (feed) => (feed.onList = (response) => void response.end(tokenOf(feed))),
  'without an end': (feed) => {
    feed.onList = (response) => {
      response.on('error', () => {})
      const more = (error?: Error | null): void => {
        if (!error) response.write('a'.repeat(65_536), more)
      }
      more()
    }
  },
}
for (const [what, spoil] of Object.entries(WRONG_LISTS)) {
  test(`a list ${what} is not believed`, async () => {
    await using feed = await startFeed()
    spoil(feed)
    using verifier = verifierFor(feed, { statusList: true })
    assert.equal(await codeOf(verifier.verify(tokenOf(feed, 8))), 'revocation_unavailable')
  })
}

test('a list of somewhere else is never fetched', async () => {
  await using feed = await startFeed()
  using verifier = verifierFor(feed, { statusList: true })
  for (const uri of ['https://other.example/status-lists/1', `${feed.uri}/../../x`, `${feed.uri}?a`]) {
    const token = feed.issuer.token(feed.key, { status: feed.place(7, uri) })
    assert.equal(await codeOf(verifier.verify(token)), 'revocation_unavailable')
  }
  assert.deepEqual(
    feed.issuer.asked.filter((url) => !url.startsWith('/csp/')),
    [],
  )
})

test('what a list said while the feed was away counts no more once the feed is back and the list is old', async () => {
  await using feed = await startFeed()
  let clock = 0
  const { onFeed } = feed
  feed.onFeed = (_request, response) => void response.writeHead(500).end()
  const revocation = createRevocation({
    options: {
      ...{ feedToken: FEED_TOKEN, maxStalenessSeconds: 10, whenStale: 'refuse', onState: undefined },
    },
    ...{ issuer: feed.issuer.url, services: [SERVICE], timeoutSeconds: 5, fetch },
    ...{ now: () => NOW_SECONDS * 1000, clockMs: () => clock },
    prove: async (_type, text) => JSON.parse(Buffer.from(text.split('.')[1]!, 'base64url').toString()),
  })
  const claims = { status: feed.place(7), as_of: 1 } as never
  const code = () => codeOf(Promise.resolve().then(() => revocation.ensureFresh(claims)))
  feed.ended = [7]
  assert.equal(await code(), 'token_revoked')
  // It was a suspension, which is over.
  feed.ended = []
  feed.onFeed = onFeed
  clock += 11_000
  while (!revocation.state().isConnected) {
    await code()
    await sleep(5)
  }
  assert.equal(await codeOf(Promise.resolve().then(() => revocation.refuseKnown(claims))), 'accepted')
  revocation.close()
})

test('what was told is forgotten when no access token from before is left, also when nothing is told any more', () => {
  let clock = 0
  const uri = 'https://tokens.example/status-lists/1'
  const known = createKnownRevocations([SERVICE], 'https://tokens.example/status-lists/', () => clock)
  known.add({ position: 5, status_list: { uri, idx: 7 } })
  known.add({ position: 6, sub: 'local:9d4a' })
  const byPlace = { status: { status_list: { uri, idx: 7 } }, as_of: 9 } as never
  const byLoss = { sub: 'local:9d4a', as_of: 5 } as never
  for (const [hours, isKnown] of [
    [5, true],
    [7, true],
    [14, false],
  ] as const) {
    clock = hours * 3_600_000
    assert.deepEqual([known.isRevoked(byPlace), known.isRevoked(byLoss)], [isKnown, isKnown], `${hours} h`)
  }
})

test('a list that is older than the one before is not taken for news', async () => {
  await using feed = await startFeed()
  let clock = 0
  const revocation = createRevocation({
    options: { feedToken: undefined, maxStalenessSeconds: 10, whenStale: 'refuse', onState: undefined },
    ...{
      issuer: feed.issuer.url,
      services: [SERVICE],
      now: () => NOW_SECONDS * 1000,
      timeoutSeconds: 2,
      fetch,
    },
    prove: async (_type, text) => JSON.parse(Buffer.from(text.split('.')[1]!, 'base64url').toString()),
    clockMs: () => clock,
  })
  const claims = { status: feed.place(7), as_of: 1 } as never
  feed.ended = [7]
  assert.equal(await codeOf(revocation.ensureFresh(claims) ?? Promise.resolve()), 'token_revoked')
  feed.listAsOf -= 1
  feed.ended = []
  clock += 11_000
  assert.equal(await codeOf(revocation.ensureFresh(claims) ?? Promise.resolve()), 'token_revoked')
  const other = { status: feed.place(8), as_of: 1 } as never
  assert.equal(await codeOf(revocation.ensureFresh(other) ?? Promise.resolve()), 'revocation_unavailable')
  feed.listAsOf += 2
  assert.equal(await codeOf(revocation.ensureFresh(claims) ?? Promise.resolve()), 'accepted')
})

const WRONG_BATCHES: Readonly<Record<string, (feed: Feed) => string>> = {
  'signed by somebody else': (feed) =>
    feed.signed('revocations+jwt', { iss: feed.issuer.url, revocations: [] }, makeKey('ES256')),
  'of another issuer': (feed) =>
    feed.signed('revocations+jwt', { iss: 'https://other.example', revocations: [] }),
  'of another type': (feed) => feed.signed('at+jwt', { iss: feed.issuer.url, revocations: [] }),
  'with an index out of range': (feed) => feed.batch({ position: 1, ...feed.place(2 ** 20) }),
  'with a list of somewhere else': (feed) =>
    feed.batch({ position: 1, ...feed.place(1, 'https://other.example/status-lists/1') }),
  'that concerns nobody': (feed) => feed.batch({ position: 1 }),
  'without a place': (feed) => feed.batch(feed.place(1)),
  'that is no token': () => 'nothing',
}
for (const [what, spoiled] of Object.entries(WRONG_BATCHES)) {
  test(`entries ${what} cut the feed off, and are asked for again`, async () => {
    await using feed = await startFeed()
    using verifier = verifierFor(feed)
    assert.equal(await codeOf(verifier.verify(tokenOf(feed))), 'accepted')
    const { position } = feed
    feed.send('revocations', 2000, spoiled(feed))
    const giveUpAt = performance.now() + 4_000
    while (feed.cursors.length < 2 && performance.now() < giveUpAt) await sleep(5)
    assert.deepEqual(feed.cursors, ['0', String(position)])
  })
}

test('when everything is told anew, what was known counts until it has been', async () => {
  await using feed = await startFeed()
  using verifier = verifierFor(feed)
  const [token, other] = [tokenOf(feed), tokenOf(feed, 8)]
  assert.equal(await codeOf(verifier.verify(other)), 'accepted')
  feed.tell(feed.place(7))
  await becomes(verifier, token, 'token_revoked')
  feed.send('reset', 0, '{}')
  feed.tell(feed.place(8))
  await sleep(50)
  assert.equal(await codeOf(verifier.verify(token)), 'token_revoked')
  feed.current()
  await becomes(verifier, other, 'token_revoked')
  assert.equal(await codeOf(verifier.verify(token)), 'accepted')
})

test('whoever is told when the feed opens and closes is told', async () => {
  await using feed = await startFeed()
  const states: boolean[] = []
  using verifier = verifierFor(feed, {
    ...{ feed: { token: FEED_TOKEN }, onState: ({ isConnected }) => void states.push(isConnected) },
  })
  await verifier.verify(tokenOf(feed))
  feed.cut()
  const giveUpAt = performance.now() + 2_000
  while (states.length < 2 && performance.now() < giveUpAt) await sleep(5)
  assert.deepEqual(states.slice(0, 2), [true, false])
})

test('options that cannot be right are a TypeError at start', async () => {
  await using feed = await startFeed()
  const wrong: unknown[] = [
    {},
    { feed: { token: FEED_TOKEN }, statusList: true },
    { feed: { token: 'csnt' } },
    { feed: {} },
    { statusList: false },
    { statusList: true, maxStalenessSeconds: 5 },
    { statusList: true, maxStalenessSeconds: Number.NaN },
    { statusList: true, whenStale: 'maybe' },
    { statusList: true, onState: 'log' },
    { statusList: true, maxStaleness: 60 },
    null,
    'feed',
  ]
  for (const revocation of wrong)
    assert.throws(
      () => verifierFor(feed, revocation as RevocationOptions),
      TypeError,
      JSON.stringify(revocation),
    )
  const [issuer, audience] = ['http://tokens.example.com', SERVICE]
  const jwksUri = 'https://tokens.example.com/keys'
  const asked = { issuer, audience, jwksUri, overflow: 'refuse' } as const
  assert.throws(
    () => createVerifier({ ...asked, revocation: { statusList: true } }),
    /must be https for revocation/,
  )
})
