/**
 * A service listens while servers are killed, feeds are cut and API tokens are revoked at once: whatever was acknowledged is
 * refused by it, and is told to whoever reads on from any place.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createVerifier, VerifyError } from '@countersign/verify'
import { PUBLIC_URL } from '../../server/testing/acme.ts'
import { claimsOf } from '../../server/testing/requests.ts'
import type { EngineName } from '../../server/testing/stores.ts'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { diceOf } from './dice.ts'
import { emptyRealPlace, moveAcmeIn } from './real-place.ts'
import { startServer, type Server } from './real-process.ts'
import { exchange, send, signIn } from './real-requests.ts'

const ROUNDS = isLong ? 40 : 2
const TOKENS = 12
/** Where a server is killed: a new start, the longest pause of who was cut off, and a machine that is busy. */
const HEARD_WITHIN_MS = 15_000

type Made = { readonly id: string; readonly value: string; readonly accessToken: string }
type Place = { readonly status_list: { readonly idx: number } }

for (const engine of ['sqlite', 'postgres'] as const satisfies EngineName[]) {
  suite(`the feed under faults, on ${engine}`, async () => {
    const dice = diceOf(seed)
    const place = await emptyRealPlace({ after }, engine)
    const { organization, inventory } = await moveAcmeIn(place)
    /** On a database of its own there is one server. */
    const servers: Server[] = []
    for (let count = 0; count < (engine === 'sqlite' ? 1 : 2); count++)
      servers.push(await startServer({ after }, place.env))
    const open = new Set<AbortController>()
    /** A service whose connections end up at any of the servers, and can be cut. */
    const reach = (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      const cut = new AbortController()
      open.add(cut)
      const { address } = dice.oneOf(servers)!
      const signals = [cut.signal, ...(init.signal ? [init.signal] : [])]
      return fetch(String(url).replace(PUBLIC_URL, address), { ...init, signal: AbortSignal.any(signals) })
    }
    const session = await signIn(servers[0]!, 'olivia')
    const base = `/api/v1/organizations/${organization.id}`
    const made = await send(servers[0]!, 'POST', `${base}/services/${inventory.id}/feed-tokens`, {
      ...{ body: { name: 'Under faults' }, headers: session },
    })
    const feedToken: string = made.body.value
    const verifier = createVerifier({
      ...{ issuer: PUBLIC_URL, audience: inventory.id, fetch: reach as typeof fetch },
      revocation: { feed: { token: feedToken } },
    })
    after(() => verifier.close())

    const make = async (): Promise<Made> => {
      const body = { name: 'CI', scopes: { allRoles: true } }
      const generated = await send(servers[0]!, 'POST', `${base}/api-tokens`, { body, headers: session })
      assert.equal(generated.status, 201, generated.text)
      const { value, apiToken } = generated.body
      return { id: apiToken.id, value, accessToken: (await exchange(servers[0]!, value)).body.access_token }
    }
    const codeOf = async ({ accessToken }: Made): Promise<string> =>
      verifier.verify(accessToken).then(
        () => 'accepted',
        (error: unknown) => (error instanceof VerifyError ? error.code : String(error)),
      )

    test('nothing that was acknowledged is missed, whatever is killed or cut', async (t) => {
      const everAcknowledged: Made[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const why = `round ${round}, seed ${seed}`
        const tokens: Made[] = []
        for (let count = 0; count < TOKENS; count++) tokens.push(await make())
        const [kept, ...doomed] = tokens as [Made, ...Made[]]
        for (const token of tokens) assert.equal(await codeOf(token), 'accepted', why)

        const acknowledged: Made[] = []
        const killedAt = dice.below(doomed.length)
        for (const [count, token] of doomed.entries()) {
          if (dice.happens(0.3)) for (const each of open) each.abort()
          const answering = send(dice.oneOf(servers)!, 'DELETE', `${base}/api-tokens/${token.id}`, {
            headers: session,
          }).then(
            ({ status }) => void (status < 300 && acknowledged.push(token)),
            () => {},
          )
          if (count === killedAt) {
            const at = dice.below(servers.length)
            await sleep(dice.below(15))
            await servers[at]!.kill()
            servers[at] = await startServer(t, place.env)
          }
          await answering
        }
        const giveUpAt = performance.now() + HEARD_WITHIN_MS
        for (const token of acknowledged) {
          while ((await codeOf(token)) !== 'token_revoked') {
            assert.ok(performance.now() < giveUpAt, `${why}: ${await codeOf(token)}`)
            await sleep(20)
          }
        }
        assert.equal(await codeOf(kept), 'accepted', why)
        assert.ok(acknowledged.length >= doomed.length - 2, why)
        everAcknowledged.push(...acknowledged)
      }

      const places = new Set<number>()
      for (let after = 0; ;) {
        const { body } = await send(servers[0]!, 'GET', `/revocations?after=${after}`, {
          headers: { authorization: `Bearer ${feedToken}`, accept: 'application/json' },
        })
        for (const batch of body.revocations as string[])
          for (const entry of claimsOf(batch)['revocations'] as Place[]) places.add(entry.status_list?.idx)
        if (body.position === after) break
        after = body.position
      }
      for (const { accessToken } of everAcknowledged)
        assert.ok(places.has((claimsOf(accessToken)['status'] as Place).status_list.idx))
      t.diagnostic(`${ROUNDS} rounds, ${everAcknowledged.length} acknowledged, seed ${seed}`)
    })
  })
}
