/** The main job, end to end over HTTP on both engines: generate, exchange, call, revoke. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openAcme } from '../testing/acme.ts'
import {
  apiTokensPath,
  claimsOf,
  COMPATIBLE,
  exchange,
  generate,
  request,
  signIn,
} from '../testing/requests.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`main path on ${engine}`, () => {
    test('a token is generated, exchanged, used and revoked, and refused in the very next exchange', async (t) => {
      const acme = await openAcme(t, { engine })
      const session = await signIn(acme, 'max')
      const { value, apiToken } = await generate(acme, session)
      assert.match(value, /^csnt[0-9A-Za-z]{61}$/)

      const exchanged = await exchange(acme, value)
      assert.equal(exchanged.status, 200, exchanged.text)
      assert.equal(exchanged.body.expires_in, 1799)
      assert.equal(exchanged.body.scope, 'org_member inventory:viewer')
      assert.deepEqual(claimsOf(exchanged.body.access_token)['perms'], [
        'csp:org_member',
        'csp:organization.read',
        'csp:services.read',
        `external/${acme.inventory.id}/inventory:viewer`,
        `external/${acme.inventory.id}/inventory:item.read`,
      ])

      const headers = { 'csp-auth-token': exchanged.body.access_token }
      const me = await request(acme, 'GET', `${COMPATIBLE}/loggedin/user`, { headers })
      assert.equal(me.status, 200)
      assert.equal(me.body.username, 'max')

      const revoked = await request(acme, 'DELETE', `${apiTokensPath(acme)}/${apiToken.id}`, {
        headers: session,
      })
      assert.equal(revoked.body.state, 'revoked')
      assert.equal((await exchange(acme, value)).status, 400)
      assert.equal((await request(acme, 'GET', `${COMPATIBLE}/loggedin/user`, { headers })).status, 401)
    })
  })
}
