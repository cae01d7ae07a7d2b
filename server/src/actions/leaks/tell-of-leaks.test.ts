/** Whoever a value belonged to hears that it leaked, and what it could do, from us and in our words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAcme } from '../../../testing/acme.ts'
import { sessionOf } from '../../../testing/people.ts'
import { exchange, generate, request } from '../../../testing/requests.ts'
import { MINUTE_MS } from '../../domain/instant.ts'
import type { Mail } from '../../domain/mail/mail.ts'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { sealedMail } from '../mail/enqueue-mail.ts'
import { tellOfLeaks } from './tell-of-leaks.ts'

const SCOPES = { allRoles: true, administration: true }

for (const engine of ['sqlite', 'postgres'] as const)
  test(`${engine}: what leaked is mailed once to each whom it concerns, with what was theirs and nothing that the report says`, async (t) => {
    const acme = await openAcme(t, { engine })
    const [max, olivia] = [await sessionOf(acme, acme.member), await sessionOf(acme, acme.owner)]
    const assertTaken = async (values: readonly string[], where: object = {}) => {
      const sent = await request(acme, 'POST', '/api/v1/leaks', { body: { values, ...where } })
      assert.equal(sent.status, 204)
    }
    const { needs } = acme.app
    const mails = async () => {
      await tellOfLeaks(needs)
      const taken = await needs.store.mailQueue.take({
        ...{ holder: 'test', at: acme.clock.now, until: Number.MAX_SAFE_INTEGER, limit: 100 },
      })
      return taken
        .filter(({ kind }) => kind === 'values_leaked')
        .map(({ id, recipient, sealed }) => ({
          recipient,
          ...(JSON.parse(needs.sealing.open(sealed, sealedMail(id)).toString()) as Mail),
        }))
        .toSorted((one, other) => one.recipient.localeCompare(other.recipient))
    }
    const mine = await generate(acme, max, { name: 'Of Max', scopes: SCOPES })
    const more = await generate(acme, max, { name: 'Another of Max', scopes: SCOPES })
    const hers = await generate(acme, olivia, { name: 'Of Olivia', scopes: SCOPES })
    await exchange(acme, mine.value, {})
    await assertTaken([mine.value, more.value, hers.value], {
      url: 'https://git.example/acme/.env',
      note: 'Call 0900 now',
    })
    await flushUsage(needs)
    const [toMax, toOlivia, ...others] = await mails()
    assert.deepEqual(
      [toMax!.recipient, toOlivia!.recipient, others],
      [acme.member.email, acme.owner.email, []],
    )
    assert.match(toMax!.subject, /^2 values leaked and were ended$/)
    assert.match(toMax!.text, /Of Max of max[^]*last used on[^]*rights in/)
    assert.doesNotMatch(toMax!.text, /Of Olivia/)
    assert.match(toOlivia!.subject, /^3 values leaked/)
    for (const { text, html } of [toMax!, toOlivia!])
      for (const told of [text, html]) {
        assert.doesNotMatch(told, /git\.example|0900/)
        for (const { value } of [mine, more, hers]) assert.ok(!told.includes(value))
      }

    // What is found soon after waits for the next mail, and nothing is told twice.
    const next = await generate(acme, max, { name: 'The next', scopes: SCOPES })
    await assertTaken([next.value, mine.value])
    assert.deepEqual(await mails(), [])
    acme.clock.now += 11 * MINUTE_MS
    assert.deepEqual(
      (await mails()).map(({ subject }) => subject),
      Array(2).fill('A value leaked and was ended: The next'),
    )
    assert.deepEqual(await mails(), [])
  })
