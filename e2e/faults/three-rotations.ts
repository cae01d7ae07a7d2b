/**
 * Rotates the signing keys of three servers while access tokens of each are checked at each, and by services behind each.
 * Throws at the first that is refused though it should count, or counts though it should be refused.
 */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE_MS } from '../../server/src/domain/instant.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import { isLong, seed } from '../../server/testing/test-run.ts'
import type { RealPlace } from './real-place.ts'
import { startCountersign, type Server } from './real-process.ts'
import { exchange, loggedInUser } from './real-requests.ts'
import { publishedKeys, type Service } from './three-services.ts'

type Stage = {
  readonly test: Cleanup
  readonly place: RealPlace
  readonly servers: readonly Server[]
  readonly services: readonly Service[]
  readonly value: string
}

/** A server follows within five seconds. */
const FOLLOWS_WITHIN_MS = 60_000
const BETWEEN_CHECKS_MS = isLong ? 50 : 200

export async function rotations(
  stage: Stage,
  { ordinary, emergencies }: { readonly ordinary: number; readonly emergencies: number },
) {
  const { servers, services } = stage
  const counts = {
    rotations: 0,
    emergencies: 0,
    verified: 0,
    ofServers: 0,
    refusedAfterEmergency: 0,
    keys: 0,
  }
  const keys = new Set<string>()
  let clockAheadMs = 0

  /** A fresh access token of each server, known to every server and every service. */
  const check = async (): Promise<string[]> => {
    const accessTokens = await Promise.all(servers.map((at) => accessTokenOf(at, stage.value)))
    for (const accessToken of accessTokens) {
      keys.add(kidOf(accessToken))
      const why = `signed with ${kidOf(accessToken)}, seed ${seed}`
      for (const service of services) {
        assert.equal(await service.refusalOf(accessToken), undefined, `a service refused one ${why}`)
        counts.verified += 1
      }
      for (const at of servers) {
        assert.equal((await loggedInUser(at, accessToken)).status, 200, `a server refused one ${why}`)
        counts.ofServers += 1
      }
    }
    return accessTokens
  }
  /** Checks all the while. */
  const until = async (what: string, isSo: () => Promise<boolean>, meanwhile = check): Promise<void> => {
    const endsAt = performance.now() + FOLLOWS_WITHIN_MS
    for (;;) {
      await meanwhile()
      if (await isSo()) return
      assert.ok(performance.now() < endsAt, `${what} has not happened, seed ${seed}`)
      await sleep(BETWEEN_CHECKS_MS)
    }
  }
  const documents = (): Promise<string[][]> => Promise.all(servers.map(publishedKeys))
  const rotate = async (...how: string[]): Promise<string[]> => {
    clockAheadMs += how.length === 0 ? 11 * MINUTE_MS : 0
    const command = startCountersign(stage.test, stage.place.env, ['keys', 'rotate', ...how], {
      clockAheadMs,
    })
    let isOver = false
    const ended = command.ended.finally(() => (isOver = true))
    // In the meantime, too: no access token may be refused while the command is at work.
    while (!isOver && how.length === 0) {
      await check()
      await sleep(BETWEEN_CHECKS_MS)
    }
    const { code, output } = await ended
    assert.equal(code, 0, output)
    return linesOf(output)
  }

  // As it is published now: the servers' own job, each minute, puts another in place of one that a clock ahead has made.
  const isNextKnown = async (): Promise<boolean> => {
    const published = await documents()
    return services.every((each, index) => each.knownKeys().includes(published[index]![1]!))
  }

  for (const _rotation of Array.from({ length: ordinary })) {
    const active = activeIn(await rotate())
    counts.rotations += 1
    await until('signing with the key that was next', async () =>
      (await documents()).every(([signing]) => signing === active),
    )
    // What is known before it signs is what the ten minutes of publication are for: here as soon as all have fetched it.
    await until('knowing the next key', isNextKnown)
  }
  for (const _emergency of Array.from({ length: emergencies })) {
    const before = await check()
    const used = new Set(before.map(kidOf))
    const active = activeIn(await rotate('--emergency'))
    counts.emergencies += 1
    await until(
      'following the emergency',
      async () =>
        (await documents()).every(
          ([signing, next, ...more]) => signing === active && !used.has(next!) && more.length === 0,
        ),
      async () => Promise.all(servers.map((at) => accessTokenOf(at, stage.value))),
    )
    for (const at of servers) {
      for (const accessToken of before) {
        assert.equal(
          (await loggedInUser(at, accessToken)).status,
          401,
          `one from before counts, seed ${seed}`,
        )
        counts.refusedAfterEmergency += 1
      }
    }
    await until('knowing the next key', isNextKnown)
    for (const service of services) {
      for (const accessToken of before) assert.equal(await service.refusalOf(accessToken), 'key_unknown')
    }
  }
  return { ...counts, keys: keys.size }
}

async function accessTokenOf(at: Server, value: string): Promise<string> {
  const { status, body, text } = await exchange(at, value)
  assert.equal(status, 200, `an exchange during the rotation: ${text}, seed ${seed}`)
  return body.access_token
}

const kidOf = (jwt: string): string =>
  (JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid

const linesOf = (output: string): string[] => output.split('\n')
const activeIn = (lines: readonly string[]): string =>
  lines.find((line) => line.includes('  active '))!.split(' ')[0]!
