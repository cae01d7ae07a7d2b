/**
 * `kill -9` while events are pushed and polled, on three servers over one PostgreSQL: whatever was acknowledged is told, in
 * its order, and nothing that a receiver acknowledged comes again.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import { openReceiver } from '../../server/testing/event-receiver.ts'
import { addReceiver } from '../../server/testing/event-streams.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { claimsOf } from '../../server/testing/requests.ts'
import { emptyRealPlace, moveAcmeIn } from './real-place.ts'
import { startServer, type Server } from './real-process.ts'

const ROUNDS = process.env['COUNTERSIGN_TEST_LONG'] ? 60 : 5
const CHANGES_PER_ROUND = 4

test('three servers, each killed now and then, tell a pushed and a polling receiver of every change, in order', async (t) => {
  const place = await emptyRealPlace(t, 'postgres')
  const env = { ...place.env, COUNTERSIGN_OUTBOUND_ADDRESSES: 'any' }
  const known = { accessToken: '', cookie: '', person: '' }
  await moveAcmeIn(place, async (acme) => {
    const { accessToken } = await addReceiver(acme)
    const { cookie } = await sessionOf(acme, acme.owner)
    const person = `/api/v1/organizations/${acme.organization.id}/people/${acme.member.id}`
    Object.assign(known, { accessToken, cookie, person })
  })
  const there = await openReceiver({ after: (done) => t.after(done as () => void) })
  const servers: Server[] = []
  for (let count = 0; count < 3; count++) servers.push(await startServer(t, env))
  const any = (): Server => servers[Math.floor(Math.random() * servers.length)]!
  type Answer = { readonly status: number; readonly body: unknown }
  const send = async (method: string, path: string, headers: object, body: object): Promise<Answer> => {
    const response = await fetch(any().address + path, {
      ...{ method, body: JSON.stringify(body) },
      headers: { 'content-type': 'application/json', ...headers },
      // A poll waits for longer than this test wants to.
      signal: AbortSignal.timeout(2_000),
    })
    return { status: response.status, body: await response.json().catch(() => ({})) }
  }
  /** Until it was answered: what it did before that nobody knows. */
  const surely = async (method: string, path: string, headers: object, body: object) => {
    for (;;) {
      const answer: Answer | undefined = await send(method, path, headers, body).catch(() => undefined)
      if (answer !== undefined && answer.status < 500) return answer
    }
  }
  const asReceiver = { authorization: `Bearer ${known.accessToken}` }
  const streamWith = async (delivery: object): Promise<string> => {
    const { status, body } = await surely('POST', '/ssf/streams', asReceiver, { delivery })
    assert.equal(status, 201)
    return (body as { stream_id: string }).stream_id
  }
  await streamWith({ method: 'urn:ietf:rfc:8935', endpoint_url: there.url })
  const polled = await streamWith({ method: 'urn:ietf:rfc:8936' })

  const taken: string[] = []
  const seen = new Set<string>()
  let isOver = false
  const polling = (async () => {
    let ack: string[] = []
    while (!isOver || ack.length > 0) {
      const request: object = { ack, maxEvents: 3, returnImmediately: isOver }
      const answer: Answer | undefined = await send(
        'POST',
        `/ssf/streams/${polled}/events`,
        asReceiver,
        request,
      ).catch(() => undefined)
      if (answer?.status !== 200) continue
      for (const jti of ack) seen.add(jti)
      const sets: [jti: string, token: string][] = Object.entries(
        (answer.body as { sets: Record<string, string> }).sets,
      )
      for (const [jti] of sets) assert.ok(!seen.has(jti), 'an acknowledged event came again')
      taken.push(...sets.map(([, token]) => token))
      ack = sets.map(([jti]) => jti)
    }
  })()

  let changes = 0
  for (let round = 0; round < ROUNDS; round++) {
    const which = round % servers.length
    const dying = servers[which]!
    const work = (async () => {
      for (let count = 0; count < CHANGES_PER_ROUND; count++) {
        const isDisabled = changes % 2 === 0
        const { status } = await surely('PATCH', known.person, { cookie: known.cookie }, { isDisabled })
        assert.equal(status, 200)
        changes += 1
      }
    })()
    await new Promise((resolve) => {
      setTimeout(resolve, Math.random() * 150)
    })
    await dying.kill()
    servers[which] = await startServer(t, env)
    await work
  }
  isOver = true
  await polling
  const giveUpAt = performance.now() + 90_000
  while (transitions(there.pushed.map(({ token }) => token)).length < changes && performance.now() < giveUpAt)
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  for (const tokens of [there.pushed.map(({ token }) => token), taken]) {
    const told = transitions(tokens)
    assert.deepEqual(
      told,
      Array.from({ length: changes }, (_, index) =>
        index % 2 === 0 ? 'account-disabled' : 'account-enabled',
      ),
    )
  }
})

/** Each event once, and what was asked for again because nobody knew, once too. */
function transitions(tokens: readonly string[]): string[] {
  const once = new Map(tokens.map((token) => [claimsOf(token)['jti'], token] as const))
  const types = [...once.values()]
    .map((token) => Object.keys(claimsOf(token)['events'] as object)[0] ?? '')
    .map((type) => type.slice(type.lastIndexOf('/') + 1))
    .filter((type) => type.startsWith('account-'))
  return types.filter((type, index) => type !== types[index - 1])
}
