/** Revoking one, several or all of one's API tokens: for good, at once, and nobody else's. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { ApiToken, GeneratedApiToken } from '@countersign/api'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../../testing/requests.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`revoking on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const path = apiTokensPath(acme)
    const session = await sessionOf(acme, acme.member)
    const someTokens = async (count: number, headers = session): Promise<GeneratedApiToken[]> =>
      Promise.all(Array.from({ length: count }, () => generate(acme, headers)))
    const statesOf = async (tokens: readonly GeneratedApiToken[], headers = session): Promise<string[]> =>
      Promise.all(
        tokens.map(
          async ({ apiToken }) =>
            (await request(acme, 'GET', `${path}/${apiToken.id}`, { headers })).body.state,
        ),
      )
    const eventsOf = async ({ apiToken }: GeneratedApiToken): Promise<string[]> => {
      const { body } = await request(acme, 'GET', `${path}/${apiToken.id}/events`, { headers: session })
      return body.items.map(({ name }: { name: string }) => name).toSorted()
    }
    const revokeSeveral = (ids: readonly string[]) =>
      request(acme, 'POST', `${path}/revocations`, { headers: session, body: { ids } })

    test('one refuses its next exchange and its access tokens; doing it again is no error and no event', async () => {
      const [token, other] = (await someTokens(2)) as [GeneratedApiToken, GeneratedApiToken]
      const accessToken = await accessTokenFor(acme, token.value)
      for (let times = 0; times < 2; times++) {
        const { status, body } = await request(acme, 'DELETE', `${path}/${token.apiToken.id}`, {
          headers: session,
        })
        assert.deepEqual([status, body.state, Date.parse(body.revokedAt)], [200, 'revoked', acme.clock.now])
      }
      assert.equal((await exchange(acme, token.value)).status, 400)
      const headers = { 'csp-auth-token': accessToken }
      assert.equal((await request(acme, 'GET', path, { headers })).status, 401)
      assert.equal((await exchange(acme, other.value)).status, 200)
      assert.deepEqual(await eventsOf(token), ['csp__generate_api_token', 'csp__revoke_api_token'])
    })

    test('several is all of them', async () => {
      const tokens = await someTokens(3)
      const { status, body } = await revokeSeveral(tokens.map(({ apiToken }) => apiToken.id))
      assert.equal(status, 200)
      assert.deepEqual(
        body.items.map(({ id, state }: ApiToken) => [id, state]),
        tokens.map(({ apiToken }) => [apiToken.id, 'revoked']),
      )
      assert.deepEqual(await statesOf(tokens), ['revoked', 'revoked', 'revoked'])
    })

    test('several is none of them when one is not there or somebody else’s', async () => {
      const tokens = await someTokens(2)
      const ids = tokens.map(({ apiToken }) => apiToken.id)
      const colleague = await sessionOf(acme, acme.owner)
      const theirs = await someTokens(1, colleague)
      for (const id of ['AbCdEfGhIjKl', theirs[0]!.apiToken.id]) {
        for (const list of [
          [...ids, id],
          [id, ...ids],
        ]) {
          const { status, body } = await revokeSeveral(list)
          assert.deepEqual([status, body.code], [404, 'api_token_not_found'])
        }
      }
      assert.deepEqual(await statesOf(tokens), ['active', 'active'])
      assert.deepEqual(await statesOf(theirs, colleague), ['active'])
      assert.deepEqual(await eventsOf(tokens[0]!), ['csp__generate_api_token'])
    })

    test('all is all of one’s own in this organization, counted, and told in the history of each', async () => {
      const colleague = await sessionOf(acme, acme.owner)
      const theirs = await someTokens(1, colleague)
      const tokens = await someTokens(3)
      const before = await request(acme, 'GET', `${path}?limit=200`, { headers: session })
      const alive = before.body.items.filter(({ state }: ApiToken) => state === 'active').length
      const revokeAll = () => request(acme, 'DELETE', path, { headers: session })
      assert.deepEqual((await revokeAll()).body, { revoked: alive })
      assert.deepEqual((await revokeAll()).body, { revoked: 0 })
      for (const { value } of tokens) assert.equal((await exchange(acme, value)).status, 400)
      assert.equal((await exchange(acme, theirs[0]!.value)).status, 200)
      assert.deepEqual(await eventsOf(tokens[0]!), ['csp__generate_api_token', 'csp__revoke_api_token'])
    })

    test('in opposite orders at the same moment works for both', async () => {
      for (let round = 0; round < 3; round++) {
        const ids = (await someTokens(6)).map(({ apiToken }) => apiToken.id)
        const answers = await Promise.all([
          revokeSeveral(ids),
          revokeSeveral(ids.toReversed()),
          revokeSeveral(ids),
        ])
        assert.deepEqual(
          answers.map(({ status }) => status),
          [200, 200, 200],
        )
      }
    })
  })
}
