/** Whatever bytes come over a socket, the server goes on serving, and whatever it answers to them is proper HTTP and JSON. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { PASSWORD } from '../../server/testing/acme.ts'
import { tokenOf } from '../../server/testing/compatible.ts'
import { runs } from './runs.ts'
import { judge, openTarget } from './target.ts'
import { openWire } from './wire.ts'
import { someBytes } from './wire-bytes.ts'

suite('bytes that are hardly HTTP', async () => {
  const target = await openTarget({ after })
  const { acme, tally } = target
  const { throwBytes, isServing } = await openWire(acme)
  const { value } = await tokenOf(acme, 'max')
  target.guard('API token', value)
  const fill = (text: string) => text.replaceAll('${token}', value).replaceAll('${password}', PASSWORD)

  test('are answered in HTTP and JSON, tell nothing, and keep nobody else from being served', async () => {
    const property = fc.asyncProperty(someBytes, async (bytes) => {
      const { isStillServing, answers } = await throwBytes(bytes, fill)
      assert.ok(isStillServing)
      for (const answer of answers) {
        const { status, headers, text } = answer
        judge({ ...answer, body: text.startsWith('{') ? JSON.parse(text) : undefined }, `${status} ${text}`)
        if (status >= 400) target.search(`${JSON.stringify(headers)}${text}`)
        tally.count('answers', status)
      }
    })
    await fc.assert(property, runs(250))
    assert.ok(await isServing())
    assert.ok(tally.statuses().length >= 5, tally.told())
    target.finish()
  })
})
