/** Whatever is sent to the endpoints of OAuth that take a form, every mistake is answered as one, in the words of RFC 6749. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { openAcme } from '../../server/testing/acme.ts'
import { addApp, basic, postForm } from '../../server/testing/oauth.ts'
import { runs } from './runs.ts'
import { aTokenForm, type TokenForm } from './token-forms.ts'

suite('the endpoints of OAuth', async () => {
  const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
  const machine = await addApp(acme)
  const onDevices = await addApp(acme, {
    ...{ kind: 'web', redirectUris: ['https://wiki.example/'], hasDeviceFlow: true },
  })
  const statuses = new Map<number, number>()

  const headersOf = ({ authorization, path }: TokenForm): Record<string, string> => {
    if (authorization === 'none') return {}
    const { app, secret } = path === '/oauth2/device' ? onDevices : machine
    return authorization === 'known'
      ? basic(app.id, secret)
      : { authorization: `Basic ${authorization.text}` }
  }

  test('answer every form with what was asked for or with one error, and repeat nothing of it', async () => {
    const property = fc.asyncProperty(aTokenForm, async (form) => {
      const { status, body, text, headers } = await postForm(acme, form.path, form.entries, headersOf(form))
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const context = `${JSON.stringify(form)} ${status} ${text}`
      assert.ok([200, 400, 401].includes(status), context)
      for (const { secret } of [machine, onDevices]) assert.ok(!text.includes(secret), context)
      assert.equal(headers['cache-control'], 'no-store', context)
      if (status === 200) return
      assert.match(body.error, /^[a-z_]+$/, context)
      if (form.path.startsWith('/oauth2/'))
        assert.match(body.error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/, context)
      assert.equal(body.error === 'invalid_client', status === 401, context)
    })
    await fc.assert(property, runs(400))
    for (const status of [200, 400, 401])
      assert.ok((statuses.get(status) ?? 0) > 5, `${status} was not reached`)
  })
})
