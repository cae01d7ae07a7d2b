/** Whoever presents an API token that is not valid learns that, and nothing more; its owner can read why. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, suite, test } from 'node:test'
import { makeTokenString } from '../../crypto/token-string.ts'
import { DAY_MS } from '../../domain/instant.ts'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { openAcme } from '../../../testing/acme.ts'
import { AUTHORIZE, detailsOf, tokenOf } from '../../../testing/compatible.ts'
import { spelled } from '../../../testing/forged.ts'
import { apiTokensPath, exchange, generate, request, signIn } from '../../../testing/requests.ts'

const log: string[] = []
const acme = await openAcme({ after }, { log: (line) => log.push(line) })
const { app, organization } = acme

const changed = (value: string, at: number): string =>
  value.slice(0, at) + (value[at] === 'x' ? 'y' : 'x') + value.slice(at + 1)

const session = await signIn(acme, 'olivia')
const generated = async (name: string, more = {}) => {
  const { value, apiToken } = await generate(acme, session, { name, ...more })
  return { value, id: apiToken.id }
}
const good = await generated('good')
const revoked = await generated('revoked')
const regenerated = await generated('regenerated')
const deactivated = await generated('deactivated')
const expired = await generated('expired', { lifetime: { amount: 1, unit: 'minutes' } })
const leaver = await tokenOf(acme, 'max')

const path = apiTokensPath(acme)
const revoking = await request(acme, 'DELETE', `${path}/${revoked.id}`, { headers: session })
assert.equal(revoking.body.state, 'revoked')
const replacing = { headers: session, body: {} }
const replaced = await request(acme, 'POST', `${path}/${regenerated.id}/value`, replacing)
assert.notEqual(replaced.body.value, regenerated.value)
// There is no action for it yet.
const database = new DatabaseSync(join(acme.dataDir, 'countersign.db'))
database.prepare('update api_tokens set deactivated_at = 1 where id = ?').run(deactivated.id)
database.close()
acme.clock.now += 60_000

const withoutMax = {
  deactivated: (at: number | null) =>
    app.needs.store.change(async (tx) => ({
      result: await tx.users.setDeactivatedAt(acme.member.id, at),
      events: [],
    })),
  removed: () =>
    app.needs.store.change(async (tx) => ({
      result: await tx.organizations.removeMember(organization.id, acme.member.id),
      events: [],
    })),
}

type Refused = {
  what: string
  presented: string
  id?: string
  reason?: string
  first?: () => Promise<unknown>
}

const REFUSED: Refused[] = [
  { what: 'never issued', presented: makeTokenString('t').value.reveal() },
  { what: 'of another kind', presented: makeTokenString('i').value.reveal() },
  { what: 'mistyped in its secret', presented: changed(good.value, 30) },
  { what: 'mistyped at its end', presented: changed(good.value, 64) },
  { what: 'cut off', presented: good.value.slice(0, 64) },
  { what: 'with something behind it', presented: `${good.value}x` },
  { what: 'in capitals', presented: good.value.toUpperCase() },
  {
    what: 'guessed',
    presented: spelled(changed(good.value, 30).slice(0, 59)),
    id: good.id,
    reason: 'wrong_secret',
  },
  { what: 'expired', presented: expired.value, id: expired.id, reason: 'expired' },
  { what: 'revoked', presented: revoked.value, id: revoked.id, reason: 'revoked' },
  { what: 'replaced by another value', presented: regenerated.value, id: regenerated.id, reason: 'revoked' },
  { what: 'deactivated', presented: deactivated.value, id: deactivated.id, reason: 'deactivated' },
  {
    what: 'of a deactivated user',
    presented: leaver.value,
    id: leaver.id,
    reason: 'user_deactivated',
    first: () => withoutMax.deactivated(1),
  },
  {
    what: 'of somebody who is no member any more',
    presented: leaver.value,
    id: leaver.id,
    reason: 'not_a_member',
    first: async () => {
      await withoutMax.deactivated(null)
      await withoutMax.removed()
    },
  },
]

suite('an API token is refused that is', () => {
  const bodies = new Set<string>()
  const headerNames = new Set<string>()

  for (const { what, presented, id, reason, first } of REFUSED) {
    test(what, async () => {
      await first?.()
      acme.clock.now += 1
      const { status, headers, text, body } = await exchange(acme, presented)
      const message = `invalid_grant: Invalid refresh token: xxxx...${presented.slice(-5)}`
      assert.equal(status, 400)
      assert.deepEqual(body, {
        statusCode: 400,
        moduleCode: 340,
        cspErrorCode: '540.120-340.800',
        message,
        traceId: headers['x-request-id'],
        requestId: headers['x-request-id'],
        metadata: null,
        error: 'invalid_grant',
        error_description: message.slice('invalid_grant: '.length),
      })
      assert.equal(headers['cache-control'], 'no-store')
      bodies.add(text.replaceAll(String(body.requestId), 'ID').replaceAll(presented.slice(-5), 'LAST5'))
      headerNames.add(Object.keys(headers).toSorted().join())
      if (id === undefined) return
      await flushUsage(app.needs)
      const userId = id === leaver.id ? acme.member.id : acme.owner.id
      const owner = { organizationId: organization.id, userId }
      const page = { offset: 0, limit: 1 }
      const { items } = await app.needs.store.gatheredEvents.listForApiToken(
        owner,
        id,
        'exchange_refused',
        page,
      )
      assert.equal(items[0]?.reason, reason)
    })
  }

  test('and nobody can tell which of these it was', () => {
    assert.deepEqual([bodies.size, headerNames.size], [1, 1])
  })

  test('while a good one is taken, until its last whole second', async () => {
    const begun = acme.clock.now
    const { value } = await tokenOf(acme, 'olivia', { lifetime: { amount: 1, unit: 'days' } })
    acme.clock.now = begun + DAY_MS - 1_000
    assert.equal((await exchange(acme, value)).status, 200)
    acme.clock.now = begun + DAY_MS
    assert.equal((await exchange(acme, value)).status, 400)
    acme.clock.now = begun
  })
})

suite('a request without an API token is told so', () => {
  const REQUESTS: [string, string][] = [
    ['nothing', ''],
    ['a form about something else', 'grant_type=refresh_token'],
    ['an empty value', 'refresh_token='],
    ['white space', 'refresh_token=%20%20'],
    ['an empty object', '{}'],
    ['null', '{"refresh_token":null}'],
    ['a number', '{"refresh_token":12345678901234567890}'],
    ['an array', `{"refresh_token":["${good.value}"]}`],
    ['an object', `{"refresh_token":{"value":"${good.value}"}}`],
    ['another name', `{"token":"${good.value}","__proto__":{"refresh_token":"${good.value}"}}`],
    ['an array in a form', `refresh_token[]=${good.value}`],
  ]
  for (const [what, payload] of REQUESTS) {
    test(what, async () => {
      const response = await app.server.inject({ method: 'POST', url: AUTHORIZE, payload })
      assert.equal(response.statusCode, 400)
      const { statusCode, error, message } = response.json()
      assert.deepEqual([statusCode, error], [400, 'invalid_request'])
      assert.equal(message, 'Send the API token as refresh_token or api_token.')
    })
  }
})

test('no API token is in the log, whatever was wrong with it', async () => {
  await request(acme, 'POST', `${AUTHORIZE}?refresh_token=${good.value}`)
  await detailsOf(acme, expired.value)
  const payload = `{"refresh_token":${good.value}}`
  const notJson = await app.server.inject({ method: 'POST', url: AUTHORIZE, payload })
  assert.equal(notJson.json().message, 'The body is not valid JSON.')
  assert.ok(log.length > REFUSED.length)
  for (const { value } of [good, expired, revoked, leaver]) {
    for (const part of [value.slice(0, 8), value.slice(16, 24), value.slice(51, 59)]) {
      assert.ok(!log.some((line) => line.includes(part)))
    }
  }
})
