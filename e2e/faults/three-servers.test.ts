/** Three servers that are processes of their own, on one PostgreSQL, under everything at once: they act as one. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { after, suite, test } from 'node:test'
import { createVerifier } from '@countersign/verify'
import { PUBLIC_URL } from '../../server/testing/acme.ts'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { diceOf } from './dice.ts'
import { emptyRealPlace, moveAcmeIn } from './real-place.ts'
import { startServer, type Server } from './real-process.ts'
import { exchange, send, signIn } from './real-requests.ts'
import { rotations } from './three-rotations.ts'
import { serviceBehind } from './three-services.ts'

/** Of each race at least; they go on as long as keys are rotated. */
const RACES = isLong ? 150 : 5
const ROTATIONS = isLong ? 12 : 1
const EMERGENCIES = isLong ? 4 : 1

suite('three servers under everything at once', { concurrency: true }, async () => {
  const dice = diceOf(seed)
  const place = await emptyRealPlace({ after }, 'postgres')
  const { organization, inventory } = await moveAcmeIn(place)
  const servers: Server[] = await Promise.all([1, 2, 3].map(() => startServer({ after }, place.env)))
  const session = await signIn(servers[0]!, 'olivia')
  const path = `/api/v1/organizations/${organization.id}/api-tokens`
  const generate = async (
    at: Server,
  ): Promise<{ value: string; apiToken: { id: string; valueId: string } }> => {
    const body = { name: 'CI', scopes: { allRoles: true } }
    const { status, body: generated, text } = await send(at, 'POST', path, { body, headers: session })
    assert.equal(status, 201, text)
    return generated
  }
  const regenerate = (at: Server, id: string, body: object) =>
    send(at, 'POST', `${path}/${id}/value`, { body, headers: session })
  const inOtherOrder = (): Server[] => {
    const first = dice.below(3)
    return [0, 1, 2].map((at) => servers[(first + at) % 3]!)
  }
  let isRotating = true
  const goesOn = (races: number): boolean => races < RACES || (isLong && isRotating)

  test('of many who regenerate one token on all three exactly one wins, and only its value is good anywhere', async (t) => {
    let [races, exchanges] = [0, 0]
    for (; goesOn(races); races += 1) {
      const { value, apiToken } = await generate(dice.oneOf(servers)!)
      for (const at of servers) assert.equal((await exchange(at, value)).status, 200)
      const answers = await Promise.all(
        [...inOtherOrder(), ...inOtherOrder()].map((at) =>
          regenerate(at, apiToken.id, { replaces: apiToken.valueId }),
        ),
      )
      const why = `race ${races}, seed ${seed}, token ${apiToken.id}`
      assert.deepEqual(
        answers.map(({ status }) => status).toSorted((one, other) => one - other),
        [200, 409, 409, 409, 409, 409],
        why,
      )
      const winner: string = answers.find(({ status }) => status === 200)!.body.value
      for (const at of servers) {
        assert.equal((await exchange(at, value)).status, 400, `${why}: the replaced value`)
        assert.equal((await exchange(at, winner)).status, 200, `${why}: the winner's value`)
        exchanges += 3
      }
    }
    t.diagnostic(`${races} races of 6 regenerations, ${exchanges} exchanges, seed ${seed}`)
    assert.ok(races >= RACES && exchanges === 9 * races)
  })

  test('what one revoked the others refuse in the very next exchange, whatever they regenerate meanwhile', async (t) => {
    const counts = { revoked: 0, regenerated: 0, refused: 0, exchangedBefore: 0 }
    for (; goesOn(counts.revoked); counts.revoked += 1) {
      const { value, apiToken } = await generate(dice.oneOf(servers)!)
      const [revoker, ...others] = inOtherOrder() as [Server, ...Server[]]
      const values = [value]
      let isRevoked = false
      const busy = others.map(async (at) => {
        while (!isRevoked) {
          const { status, body, text } = await regenerate(at, apiToken.id, {})
          assert.ok([200, 409].includes(status), `${status} ${text}, seed ${seed}`)
          if (status !== 200) continue
          values.push(body.value)
          counts.regenerated += 1
          const wasRevoked = isRevoked
          const { status: exchanged } = await exchange(at, body.value)
          if (exchanged === 200) counts.exchangedBefore += 1
          assert.ok(exchanged === 400 || !wasRevoked, `exchanged after its revocation, seed ${seed}`)
        }
      })
      while (values.length === 1) await sleep(1)
      await sleep(dice.below(30))
      const { status } = await send(revoker, 'DELETE', `${path}/${apiToken.id}`, { headers: session })
      assert.equal(status, 200)
      isRevoked = true
      const refuses = async (): Promise<void> => {
        const answers = await Promise.all(values.flatMap((each) => others.map((at) => exchange(at, each))))
        const statuses = new Set(answers.map((answer) => answer.status))
        assert.deepEqual([...statuses], [400], `of ${values.length} values of ${apiToken.id}, seed ${seed}`)
        counts.refused += answers.length
      }
      await refuses()
      await Promise.all(busy)
      // What a regeneration that was answered late has told is worth nothing either.
      await refuses()
    }
    t.diagnostic(`${JSON.stringify(counts)}, seed ${seed}`)
    assert.ok(counts.revoked >= RACES && counts.refused >= 4 * counts.revoked, JSON.stringify(counts))
    assert.ok(counts.regenerated > 0, JSON.stringify(counts))
  })

  test('services know every access token through all rotations; after an emergency none from before counts', async (t) => {
    const { value } = await generate(servers[0]!)
    const follows = { keysMaxAgeSeconds: 1, keysCooldownSeconds: 1 }
    const services = servers.map((at) =>
      serviceBehind(at, (more) =>
        createVerifier({ issuer: PUBLIC_URL, audience: inventory.id, ...follows, ...more }),
      ),
    )
    const stage = { test: { after }, place, servers, services, value }
    try {
      const counts = await rotations(stage, { ordinary: ROTATIONS, emergencies: EMERGENCIES })
      t.diagnostic(`${JSON.stringify(counts)}, seed ${seed}`)
      assert.equal(counts.rotations, ROTATIONS)
      assert.equal(counts.emergencies, EMERGENCIES)
      assert.ok(counts.verified > 20 && counts.ofServers > 20, JSON.stringify(counts))
      assert.ok(counts.refusedAfterEmergency >= 3 * EMERGENCIES, JSON.stringify(counts))
      assert.ok(counts.keys > ROTATIONS + EMERGENCIES, JSON.stringify(counts))
    } finally {
      isRotating = false
    }
  })

  test('a fourth that starts meanwhile is one of them at once', async () => {
    const { value, apiToken } = await generate(servers[0]!)
    const fourth = await startServer({ after }, place.env)
    for (const at of [...servers, fourth]) assert.equal((await exchange(at, value)).status, 200)
    const { body } = await regenerate(fourth, apiToken.id, {})
    for (const at of [...servers, fourth]) {
      assert.equal((await exchange(at, value)).status, 400)
      assert.equal((await exchange(at, body.value)).status, 200)
    }
  })
})
