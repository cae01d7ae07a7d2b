/** The life of the signing keys: at no moment of a rotation does a service meet a token that it can't check. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createVerifier } from '@countersign/verify'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/instant.ts'
import { Refusal } from '../../domain/refusal.ts'
import { PUBLICATION_LEAD_MS } from '../../domain/signing-key.ts'
import { openAcme, openApp, PUBLIC_URL, type Acme } from '../../../testing/acme.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { accessTokenFor } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { openReplicas } from '../../../testing/replicas.ts'
import { generate, request } from '../../../testing/requests.ts'
import { maintainSigningKeys, refreshKeyring, rotateSigningKeys } from './signing-keys.ts'

const EC = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }
const LONGEST_TOKEN_MS = 5 * HOUR_MS

type Server = Pick<Acme, 'app' | 'clock'>

const statesOf = async ({ app }: Server): Promise<string[]> =>
  (await app.needs.store.signingKeys.list()).map(({ state }) => state).toSorted()
const activeKey = async ({ app }: Server) =>
  (await app.needs.store.signingKeys.list()).find(({ state }) => state === 'active')!

/** A service that asks this server for the keys, once, and never again in the test. */
const serviceOf = ({ app, clock, inventory }: Acme) => {
  let fetches = 0
  const verifier = createVerifier({
    issuer: PUBLIC_URL,
    audience: inventory.id,
    keysMaxAgeSeconds: 86_400,
    rememberedTokens: 0,
    now: () => clock.now,
    fetch: async (input) => {
      fetches++
      const { pathname, search } = new URL(String(input))
      const { statusCode, headers, body } = await app.server.inject(pathname + search)
      return new Response(body, {
        status: statusCode,
        headers: { 'content-type': String(headers['content-type']) },
      })
    },
  })
  return { verify: (token: string) => verifier.verify(token), fetches: () => fetches }
}

async function tokenOn(server: Acme): Promise<string> {
  const { value } = await generate(server, await sessionOf(server, server.member), { lifetime: null })
  return value
}

suite('a signing key', () => {
  test('signs only after it was published long enough for every service to know it', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const early = (error: unknown): boolean =>
      error instanceof Refusal && error.code === 'conflict' && /Rotate in 10 min/.test(error.detail ?? '')
    await assert.rejects(rotateSigningKeys(acme.app.needs, null), early)
    acme.clock.now += PUBLICATION_LEAD_MS - 1
    await assert.rejects(rotateSigningKeys(acme.app.needs, null))
    assert.deepEqual(await statesOf(acme), ['active', 'next'])
    acme.clock.now += 1
    await rotateSigningKeys(acme.app.needs, null)
    assert.deepEqual(await statesOf(acme), ['active', 'next', 'retiring'])
  })

  test('is replaced without one failed verification, and says in the audit log by whom', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const value = await tokenOn(acme)
    const service = serviceOf(acme)
    const before = await accessTokenFor(acme, value)
    await service.verify(before)
    acme.clock.now += PUBLICATION_LEAD_MS
    const [old, next] = [await activeKey(acme), acme.app.needs.keyring.publicKeys()[1]!.kid]
    const origin = { requestId: 'r', address: '192.0.2.7', userAgent: 'countersign' }
    await rotateSigningKeys(acme.app.needs, origin)
    const afterwards = await accessTokenFor(acme, value)
    for (const token of [before, afterwards]) await service.verify(token)
    assert.equal(service.fetches(), 1)
    assert.notEqual(before.split('.')[0], afterwards.split('.')[0])
    const [event] = eventsNamed(acme, 'csp__rotate_signing_key')
    assert.deepEqual(
      [event!.target_id, event!.details['retired'], event!.address, event!.request_id],
      [next, old.id, origin.address, origin.requestId],
    )
  })

  test('stays published until the last token it can have signed has expired, then its private half is gone', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const { needs } = acme.app
    acme.clock.now += PUBLICATION_LEAD_MS
    const old = await activeKey(acme)
    const token = await accessTokenFor(acme, await tokenOn(acme))
    await rotateSigningKeys(needs, null)
    acme.clock.now += LONGEST_TOKEN_MS
    await maintainSigningKeys(needs)
    assert.ok(needs.keyring.publicKeys().some(({ kid }) => kid === old.id))
    acme.clock.now += 6 * MINUTE_MS
    await maintainSigningKeys(needs)
    assert.deepEqual(await statesOf(acme), ['active', 'next'])
    assert.ok(!needs.keyring.publicKeys().some(({ kid }) => kid === old.id))
    assert.equal(await needs.keyring.verify('at+jwt', token), undefined)
    assert.deepEqual(
      eventsNamed(acme, 'csp__remove_signing_key').map(({ target_id }) => target_id),
      [old.id],
    )
  })

  test('is replaced by itself at the age that is set, once', async (t) => {
    const acme = await openAcme(t, { env: { ...EC, COUNTERSIGN_KEY_ROTATION_DAYS: '2' } })
    const first = await activeKey(acme)
    acme.clock.now += 2 * DAY_MS - 1
    await maintainSigningKeys(acme.app.needs)
    assert.equal((await activeKey(acme)).id, first.id)
    acme.clock.now += 1
    await maintainSigningKeys(acme.app.needs)
    const second = await activeKey(acme)
    assert.notEqual(second.id, first.id)
    await maintainSigningKeys(acme.app.needs)
    assert.equal((await activeKey(acme)).id, second.id)
  })

  test('of another algorithm comes into use after its time when the setting changes', async (t) => {
    const before = await openAcme(t, { env: EC })
    const env = { COUNTERSIGN_SIGNING_ALGORITHM: 'Ed25519' }
    await before.app.close()
    const { app, clock } = await openApp(t, { env, dataDir: before.dataDir, now: before.clock.now })
    await maintainSigningKeys(app.needs)
    assert.equal((await activeKey({ app, clock })).algorithm, 'ES256')
    clock.now += PUBLICATION_LEAD_MS
    await maintainSigningKeys(app.needs)
    assert.equal((await activeKey({ app, clock })).algorithm, 'Ed25519')
    assert.deepEqual(await statesOf({ app, clock }), ['active', 'next', 'retiring'])
  })
})

suite('a rotation on one of two servers', async () => {
  const { one, other } = await openReplicas({ after })
  const value = await tokenOn(one)
  const services = [serviceOf(one), serviceOf(other)]
  const bothSign = async () => [await accessTokenFor(one, value), await accessTokenFor(other, value)]
  const allVerify = async (tokens: readonly string[]): Promise<void> => {
    for (const service of services) for (const token of tokens) await service.verify(token)
    for (const server of [one, other]) {
      for (const token of tokens) {
        const headers = { 'csp-auth-token': token }
        const url = `/api/v1/organizations/${one.organization.id}/my-roles`
        assert.equal((await request(server, 'GET', url, { headers })).status, 200)
      }
    }
  }
  const kidsOf = (tokens: readonly string[]): number =>
    new Set(tokens.map((token) => token.split('.')[0])).size

  test('fails no verification: not before the other has heard of it, and not after', async () => {
    const before = await bothSign()
    await allVerify(before)
    for (const server of [one, other]) server.clock.now += PUBLICATION_LEAD_MS
    await rotateSigningKeys(one.app.needs, null)
    const unheard = await bothSign()
    assert.equal(kidsOf(unheard), 2)
    await allVerify([...before, ...unheard])
    await refreshKeyring(other.app.needs)
    const heard = await bothSign()
    assert.equal(kidsOf(heard), 1)
    await allVerify([...before, ...unheard, ...heard])
    for (const service of services) assert.equal(service.fetches(), 1)
  })

  test('and on the other at the same moment happens once', async () => {
    for (const server of [one, other]) server.clock.now += PUBLICATION_LEAD_MS
    const rotations = await Promise.allSettled(
      [one, other].map(({ app }) => rotateSigningKeys(app.needs, null)),
    )
    assert.deepEqual(rotations.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    const [lost] = rotations.filter((rotation) => rotation.status === 'rejected')
    assert.equal((lost!.reason as Refusal).code, 'conflict')
    assert.deepEqual(await statesOf(one), ['active', 'next', 'retiring', 'retiring'])
    await refreshKeyring(one.app.needs)
    await refreshKeyring(other.app.needs)
    assert.equal(kidsOf(await bothSign()), 1)
  })
})
