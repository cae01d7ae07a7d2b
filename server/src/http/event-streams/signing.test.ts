/** Events are signed with RS256, whatever access tokens are signed with, and through every change of that. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAcme, openApp, type Clock } from '../../../testing/acme.ts'
import {
  addReceiver,
  createStream,
  openedEvent,
  poll,
  receiverToken,
  ssf,
} from '../../../testing/event-streams.ts'
import { request } from '../../../testing/requests.ts'
import type { App } from '../../app.ts'
import { maintainSigningKeys } from '../../actions/signing-keys/signing-keys.ts'
import { replaceSigningKeysAtOnce } from '../../actions/signing-keys/withdraw-signing-keys.ts'
import { HOUR_MS, MINUTE_MS } from '../../domain/instant.ts'

const keysOf = async (app: App) => {
  const { body } = await request({ app }, 'GET', '/oauth2/jwks')
  return body.keys as readonly { readonly kid: string; readonly alg: string }[]
}
const states = async ({ needs }: App): Promise<string[]> =>
  (await needs.store.signingKeys.list())
    .map(({ purpose, algorithm, state }) => `${purpose} ${algorithm} ${state}`)
    .toSorted()
const ORIGIN = { requestId: 'test', address: '127.0.0.1', userAgent: 'test' }

test('an event is signed with RS256 where access tokens are signed with ES256, by a key that is published', async (t) => {
  const acme = await openAcme(t, { env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }, now: Date.now() })
  const receiver = await addReceiver(acme)
  const { stream_id: id } = await createStream(acme, receiver.accessToken)
  await ssf(acme, receiver.accessToken, 'POST', '/ssf/verification', { stream_id: id })
  const [token = ''] = Object.values((await poll(acme, receiver, id)).sets)
  const { header } = await openedEvent(acme, token, receiver.id)
  const keys = await keysOf(acme.app)
  // Clients that read only one key read the first.
  assert.equal(keys[0]!.alg, 'ES256')
  assert.equal(keys.find(({ kid }) => kid === header.kid)?.alg, 'RS256')
  // What signs events signs nothing that is taken here.
  assert.equal((await ssf(acme, token, 'GET', '/ssf/streams')).status, 401)

  // A leak of all keys ends those of events too.
  await replaceSigningKeysAtOnce(acme.app.needs, ORIGIN)
  const replaced = (await keysOf(acme.app)).map(({ kid }) => kid)
  assert.equal(replaced.includes(header.kid!), false)
  const accessToken = await receiverToken(acme, receiver)
  const [again = ''] = Object.values((await poll(acme, { ...receiver, accessToken }, id)).sets)
  assert.ok(replaced.includes((await openedEvent(acme, again, receiver.id)).header.kid!))
})

test('a change of how access tokens are signed, there and back, leaves events signed with a key that is known', async (t) => {
  const acme = await openAcme(t, { now: Date.now() })
  const receiver = await addReceiver(acme)
  await createStream(acme, receiver.accessToken)
  assert.deepEqual(await states(acme.app), ['tokens RS256 active', 'tokens RS256 next'])
  const { dataDir } = acme
  const known = new Set<string>()
  /** Time goes by, and what signs then was published before. */
  const pass = async ({ app, clock }: { readonly app: App; readonly clock: Clock }, ms: number) => {
    for (const { kid } of await keysOf(app)) known.add(kid)
    clock.now += ms
    await maintainSigningKeys(app.needs)
    const token = await app.needs.keyring.sign('secevent+jwt', EVENT)
    const { alg, kid } = JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as Head
    assert.ok(alg === 'RS256' && known.has(kid), `${alg} ${kid}`)
  }
  const env = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }
  const other = await openApp(t, { dataDir, env, now: acme.clock.now })
  await pass(other, 0)
  await pass(other, 11 * MINUTE_MS)
  assert.deepEqual(await states(other.app), [
    ...['events RS256 active', 'events RS256 next'],
    ...['tokens ES256 active', 'tokens ES256 next', 'tokens RS256 retiring'],
  ])
  const back = await openApp(t, { dataDir, now: other.clock.now })
  for (const ms of [0, 11 * MINUTE_MS, MINUTE_MS]) await pass(back, ms)
  const live = (await states(back.app)).filter((state) => !state.includes('retiring'))
  assert.deepEqual(live, ['tokens RS256 active', 'tokens RS256 next'])
  await pass(back, 6 * HOUR_MS)
  assert.deepEqual(await states(back.app), ['tokens RS256 active', 'tokens RS256 next'])
})

type Head = { readonly alg: string; readonly kid: string }
const EVENT = {
  ...{ iss: '', aud: '', jti: '', iat: 0, txn: '', events: {} },
  sub_id: { format: 'opaque', id: '' },
} as const
