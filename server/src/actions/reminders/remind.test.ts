/** That people hear of what ends: in time, once, all of a day in one mail. Against a real mail server, on both engines. */
import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import { openAcme, type Acme } from '../../../testing/acme.ts'
import { longestTurnMs, slowness } from '../../../testing/event-loop.ts'
import { freePort } from '../../../testing/free-port.ts'
import { openRelay } from '../../../testing/relay.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, generate, request } from '../../../testing/requests.ts'
import { randomId } from '../../crypto/random.ts'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import { DAY_MS, HOUR_MS } from '../../domain/instant.ts'
import { sendMail } from '../mail/send-mail.ts'
import { purgeReminders } from './purge-reminders.ts'
import { remindOfApiTokens } from './remind-of-api-tokens.ts'
import { unsubscribeUrl } from './unsubscribe.ts'
import { remindOfRoles } from './remind-of-roles.ts'

const NOON = Date.UTC(2026, 2, 14, 12)
const settingsFor = (port: number) => ({
  COUNTERSIGN_SMTP_HOST: '127.0.0.1',
  COUNTERSIGN_SMTP_PORT: String(port),
  COUNTERSIGN_SMTP_SECURITY: 'none',
})

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`reminders on ${engine}`, () => {
    const open = async (t: TestContext) => {
      const relay = await openRelay(t)
      const acme = await openAcme(t, { engine, now: NOON, env: settingsFor(relay.port) })
      /** Of the mails since the last time, the reminders. */
      const run = async (): Promise<string[]> => {
        await remindOfApiTokens(acme.app.needs)
        await remindOfRoles(acme.app.needs)
        await sendMail(acme.app.needs)
        return relay.received
          .splice(0)
          .map(({ raw }) => raw.replaceAll('=\r\n', ''))
          .filter((raw) => /^Subject: .*(expires?|ends?) soon/m.test(raw))
      }
      const make = async (name: string, reminderDays: number, days = 100) =>
        (
          await generate(acme, await sessionOf(acme, acme.member), {
            ...{ name, reminderDays, lifetime: { amount: days, unit: 'days' } },
          })
        ).apiToken
      return { acme, relay, run, make }
    }

    test('all API tokens of a day are in one mail, which comes once, and again when the end is nearer', async (t) => {
      const { acme, run, make } = await open(t)
      await make('Nightly', 14)
      acme.clock.now += HOUR_MS
      await make('Weekly', 14)
      assert.deepEqual(await run(), [])
      acme.clock.now = NOON + 86 * DAY_MS - 1
      assert.deepEqual(await run(), [])
      acme.clock.now += 1
      const [mail, ...others] = await run()
      assert.deepEqual(others, [])
      assert.match(mail!, /^Subject: 2 of your API tokens expire soon/m)
      assert.match(mail!, /^To: max@acme.example/m)
      const [, url] = /^List-Unsubscribe: <(\S+)>\r$/m.exec(mail!.replaceAll(/\r\n /g, ' '))!
      assert.match(mail!, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
      assert.equal(url, unsubscribeUrl(acme.app.needs, acme.member.id))
      assert.ok(
        mail!.includes('Nightly expires on 2026-06-22 12:00 UTC') && mail!.includes('Weekly expires on'),
      )
      assert.ok(mail!.includes(`/o/${acme.organization.id}/account/api-tokens`))
      acme.clock.now += 2 * HOUR_MS
      assert.deepEqual(await run(), [])
      acme.clock.now = NOON + 93 * DAY_MS
      assert.equal((await run()).length, 1)
    })

    test('an outage of days delays a reminder and sends the tightest alone', async (t) => {
      const { acme, run, make } = await open(t)
      await make('Nightly', 30)
      acme.clock.now += 98 * DAY_MS
      assert.equal((await run()).length, 1)
      assert.deepEqual(await run(), [])
      acme.clock.now += DAY_MS
      assert.equal((await run()).length, 1)
      acme.clock.now += DAY_MS
      assert.deepEqual(await run(), [], 'it has expired')
    })

    test('what is revoked, regenerated or switched off is told of no more; a new choice tells nothing again', async (t) => {
      const { acme, run, make } = await open(t)
      const headers = await sessionOf(acme, acme.member)
      const [revoked, regenerated, off, later] = [
        await make('Revoked', 14),
        await make('Regenerated', 14),
        await make('Off', 14),
        await make('Later', 14),
      ]
      const path = apiTokensPath(acme)
      acme.clock.now += 80 * DAY_MS
      const session = await sessionOf(acme, acme.member)
      await request(acme, 'DELETE', `${path}/${revoked.id}`, { headers: session })
      await request(acme, 'POST', `${path}/${regenerated.id}/value`, { headers: session, body: {} })
      await request(acme, 'PATCH', `${path}/${off.id}`, { headers: session, body: { reminderDays: null } })
      acme.clock.now += 7 * DAY_MS
      const [mail] = await run()
      assert.match(mail!, /^Subject: Your API token Later expires soon/m)
      for (const name of ['Revoked', 'Regenerated', 'Off']) assert.ok(!mail!.includes(`${name} expires`))
      acme.clock.now += DAY_MS
      await request(acme, 'PATCH', `${path}/${later.id}`, {
        headers: await sessionOf(acme, acme.member),
        body: { reminderDays: 30 },
      })
      assert.deepEqual(await run(), [])
      assert.ok(headers.cookie)
      await purgeReminders(acme.app.needs)
      acme.clock.now = NOON + 93 * DAY_MS
      assert.equal((await run()).length, 1)
    })

    test('somebody who is deactivated hears nothing, and hears it when they are back', async (t) => {
      const { acme, run, make } = await open(t)
      await make('Nightly', 14)
      acme.clock.now += 90 * DAY_MS
      const set = (at: number | null) =>
        acme.app.needs.store.change(async (tx) => {
          await tx.users.setDeactivatedAt(acme.member.id, at)
          return { result: undefined, events: [] }
        })
      await set(acme.clock.now)
      assert.deepEqual(await run(), [])
      await set(null)
      assert.equal((await run()).length, 1)
    })

    test('of a role that ends people hear 7 and 1 days before, unless they hold it longer in another way', async (t) => {
      const { acme, run } = await open(t)
      const endsAt = NOON + 30 * DAY_MS
      await acme.give(acme.member, 'inventory:admin', acme.inventory, { endsAt })
      await acme.give(acme.member, 'billing:clerk', acme.billing, { resource: 'north', endsAt })
      await acme.give(acme.member, 'billing:clerk', acme.billing)
      await acme.give(acme.owner, 'developer', null, { endsAt: NOON + DAY_MS })
      assert.deepEqual(await run(), [])
      acme.clock.now = NOON + 23 * DAY_MS
      const [mail, ...others] = await run()
      assert.deepEqual(others, [])
      assert.match(mail!, /^Subject: Your role inventory:admin ends soon/m)
      assert.ok(mail!.includes(`/o/${acme.organization.id}/account/my-roles`))
      acme.clock.now += 5 * DAY_MS
      assert.deepEqual(await run(), [])
      acme.clock.now += DAY_MS
      assert.equal((await run()).length, 1)
      assert.deepEqual(await run(), [])
      acme.clock.now += 2 * DAY_MS
      await purgeReminders(acme.app.needs)
      assert.deepEqual(await run(), [])
    })
  })
}

test('two processes that look at the same moment remind each person once', async (t) => {
  const relay = await openRelay(t)
  const acme = await openAcme(t, { engine: 'postgres', now: NOON, env: settingsFor(relay.port) })
  const { needs } = acme.app
  await addTokens(acme, 300)
  acme.clock.now += 95 * DAY_MS
  await Promise.all([remindOfApiTokens(needs), remindOfApiTokens(needs), remindOfApiTokens(needs)])
  const { waiting } = await needs.store.mail.counts(null, 1)
  assert.equal(waiting, 300)
})

test('thousands that are due at once hold nobody up', async (t) => {
  const acme = await openAcme(t, { now: NOON, env: settingsFor(await freePort()) })
  const { needs } = acme.app
  await addTokens(acme, 2000)
  acme.clock.now += 95 * DAY_MS
  const longest = await longestTurnMs(() => remindOfApiTokens(needs))
  assert.ok(longest < 50 * slowness(), `${longest} ms`)
  assert.equal((await needs.store.mail.counts(null, 1)).waiting, 2000)
})

/** One each of so many people. */
async function addTokens({ app, organization, clock }: Acme, count: number): Promise<void> {
  const at = clock.now
  for (let from = 0; from < count; from += 500)
    await app.needs.store.change(async (tx) => {
      for (let each = from; each < Math.min(count, from + 500); each++) {
        const name = `person${each}`
        const user = {
          ...{ id: name, domain: 'acme.example', username: name, email: `${name}@acme.example` },
          ...{ firstName: 'A', lastName: 'B', isEmailVerified: false, createdAt: at, deactivatedAt: null },
        }
        await tx.users.insert(user, 'hash')
        await tx.organizations.addMember(organization.id, user.id, at)
        await tx.apiTokens.insert(
          {
            ...{ id: randomId(), organizationId: organization.id, userId: user.id, name, description: null },
            ...{ allowedScopes: NO_SCOPES, parentId: null, bounds: [], lifetime: null, reminderDays: 14 },
            ...{ createdAt: at, expiresAt: at + 100 * DAY_MS },
          },
          { id: randomId(), hash: new Uint8Array(32), hashKeyId: 'a', createdAt: at },
        )
      }
      return { result: undefined, events: [] }
    })
}
