/** In a browser: a stranger fills the refused exchanges of an API token, and its changes stay in view. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { flushUsage } from '../../server/src/jobs/flush-usage.ts'
import { forgedFor } from '../../server/testing/forged.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../server/testing/requests.ts'
import { openAcmeInBrowser, openBrowser } from './installation.ts'
import { openToken, signIn } from './people.ts'

const HOUR_MS = 3_600_000

suite('the page of an API token', async () => {
  const browser = await openBrowser({ after })
  const { acme, newPage } = await openAcmeInBrowser({ after }, browser, {
    openedAt: Date.now() - 30 * HOUR_MS,
  })

  test('shows changes and refused exchanges apart, and older ones of both when asked', async (t) => {
    const headers = await sessionOf(acme, acme.member)
    const { apiToken } = await generate(acme, headers)
    const path = `${apiTokensPath(acme)}/${apiToken.id}`
    for (let edit = 1; edit <= 14; edit++) {
      acme.clock.now += 1
      await request(acme, 'PATCH', path, { headers, body: { name: `name ${edit}` } })
    }
    for (let hour = 0; hour < 15; hour++) {
      acme.clock.now += HOUR_MS
      for (const _try of [1, 2]) await exchange(acme, forgedFor(apiToken.valueId))
      await flushUsage(acme.app.needs)
    }
    const page = await newPage(t)
    await signIn(page, 'max')
    await openToken(page, 'name 14')

    const changes = page.getByRole('region', { name: 'Changes', exact: true })
    const refused = page.getByRole('region', { name: 'Refused exchanges' })
    await changes.getByText('Renamed to “name 14”').waitFor()
    await refused.getByText('The value was wrong: 2 times within an hour, the last').first().waitFor()
    assert.equal(await changes.getByText('wrong').count(), 0)
    for (const [list, all] of [
      [changes, 15],
      [refused, 15],
    ] as const) {
      assert.equal(await list.getByRole('listitem').count(), 10)
      await list.getByRole('button', { name: 'Older' }).click()
      await list.getByRole('button', { name: 'Older' }).waitFor({ state: 'detached' })
      assert.equal(await list.getByRole('listitem').count(), all)
      assert.equal(await list.getByRole('heading').evaluate((each) => each === document.activeElement), true)
    }
    await changes.getByText('Generated').waitFor()
  })
})
