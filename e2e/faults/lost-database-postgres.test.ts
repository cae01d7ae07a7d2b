/** PostgreSQL that is there and answers nothing, as behind a network that drops everything: a bounded wait, then an outage. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { flushUsage } from '../../server/src/jobs/flush-usage.ts'
import { openAcme } from '../../server/testing/acme.ts'
import { accessTokenFor, call } from '../../server/testing/compatible.ts'
import { openLink } from '../../server/testing/link.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { testDatabase } from '../../server/testing/postgres.ts'
import { apiTokensPath, COMPATIBLE, exchange, generate, request } from '../../server/testing/requests.ts'
import { assertOutage } from './outage.ts'
import { contentOf, rowsOf } from './whole-content.ts'

suite('while PostgreSQL is frozen', () => {
  test('every request ends in a 503, many at once too, and all is well when it thaws', async (t) => {
    const url = await testDatabase(t)
    const link = await openLink(url, t)
    // The limits are those of the service, only shorter, so that the test is.
    const hasty = `${link.url}?statement_timeout=1000&query_timeout=1500`
    const acme = await openAcme(t, { engine: 'postgres', env: { COUNTERSIGN_DATABASE_URL: hasty } })
    const headers = await sessionOf(acme, acme.member)
    const { value, apiToken } = await generate(acme, headers)
    const accessToken = await accessTokenFor(acme, value)
    const path = apiTokensPath(acme)
    const asking: Readonly<Record<string, () => ReturnType<typeof request>>> = {
      'an exchange': () => exchange(acme, value),
      'a call': () => call(acme, accessToken, 'GET', '/loggedin/user'),
      'a list': () => request(acme, 'GET', path, { headers }),
      generating: () => request(acme, 'POST', path, { headers, body: { name: 'CI', scopes: {} } }),
      readiness: () => request(acme, 'GET', '/readyz'),
    }
    // More than there are connections, so that some wait for one.
    const everything = () =>
      Promise.all(
        Array.from({ length: 6 }, () => Object.entries(asking))
          .flat()
          .map(async ([what, send]) => ({ what, answer: await send() })),
      )

    link.freeze()
    const waiting = everything()
    for (const alive of ['/healthz', `${COMPATIBLE}/auth/token-public-key`]) {
      assert.equal((await request(acme, 'GET', alive)).status, 200)
    }
    const answers = await waiting
    assert.equal(answers.length, 30)
    for (const { what, answer } of answers) assertOutage(answer, what)
    await assert.rejects(flushUsage(acme.app.needs), { code: 'store_unavailable' })

    await link.restore()
    for (const { what, answer } of await everything())
      assert.ok(answer.status < 300, `${what} ${answer.text}`)
    await flushUsage(acme.app.needs)
    const content = await contentOf(acme.app.needs.store)
    // What was refused while it was frozen has not happened since.
    assert.equal(rowsOf(content, 'api_tokens').length, 1 + 6)
    assert.equal(rowsOf(content, 'api_token_usage')[0]?.['exchanges'], 1 + 6)
    const revoked = await request(acme, 'DELETE', `${path}/${apiToken.id}`, { headers })
    assert.equal(revoked.status, 200)
    assert.equal((await exchange(acme, value)).status, 400)
  })
})
