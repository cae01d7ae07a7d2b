/** API tokens that were made with an API token: their owner sees with which, and revoking it ends them unless told otherwise. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { GeneratedApiToken } from '@countersign/api'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, exchange, generate, request } from '../../../testing/requests.ts'

const SCOPES = { administration: true, allRoles: true }

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`made with an API token, on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const path = apiTokensPath(acme)
    const session = await sessionOf(acme, acme.member)
    const generated = (): Promise<GeneratedApiToken> =>
      generate(acme, session, { scopes: SCOPES, lifetime: { amount: 1, unit: 'days' } })
    const by = async ({ value }: GeneratedApiToken) => ({
      'csp-auth-token': await accessTokenFor(acme, value),
    })
    const make = async (maker: GeneratedApiToken): Promise<GeneratedApiToken> =>
      generate(acme, await by(maker), { scopes: SCOPES, lifetime: { amount: 1, unit: 'hours' } })
    const line = async (length: number): Promise<GeneratedApiToken[]> => {
      const made = [await generated()]
      while (made.length < length) made.push(await make(made.at(-1)!))
      return made
    }
    const read = async ({ apiToken }: GeneratedApiToken, what = '') =>
      (await request(acme, 'GET', `${path}/${apiToken.id}${what}`, { headers: session })).body
    const statusesOf = (tokens: readonly GeneratedApiToken[]) =>
      Promise.all(tokens.map(async ({ value }) => (await exchange(acme, value)).status))
    const revoke = ({ apiToken }: GeneratedApiToken, query = '') =>
      request(acme, 'DELETE', `${path}/${apiToken.id}${query}`, { headers: session })

    test('is shown with which; one that a person generated says so', async () => {
      const [maker, made] = (await line(2)) as [GeneratedApiToken, GeneratedApiToken]
      assert.equal((await read(maker)).madeWith, null)
      assert.equal((await read(made)).madeWith, maker.apiToken.id)
    })

    test('ends in the very next exchange when its maker is revoked, however many lie between', async () => {
      const tokens = await line(4)
      const [other] = await line(1)
      assert.equal((await revoke(tokens[0]!)).status, 200)
      assert.deepEqual(await statusesOf([...tokens, other!]), [400, 400, 400, 400, 200])
      const { items } = await read(tokens[3]!, '/events')
      const revoked = items.find(({ name }: { name: string }) => name === 'csp__revoke_api_token')
      assert.equal(revoked.details.madeWith, tokens[0]!.apiToken.id)
    })

    test('stays when revoking says so, and ends when a maker further up is revoked later', async () => {
      const tokens = await line(3)
      assert.equal((await revoke(tokens[1]!, '?made=keep')).status, 200)
      assert.deepEqual(await statusesOf(tokens), [200, 400, 200])
      assert.equal((await revoke(tokens[0]!, '?made=revoke')).status, 200)
      assert.deepEqual(await statusesOf(tokens), [400, 400, 400])
    })

    test('what is to become of it is readable or refused', async () => {
      const [maker, made] = (await line(2)) as [GeneratedApiToken, GeneratedApiToken]
      for (const query of ['?made=', '?made=none', '?made=keep&made=revoke', '?keep=true', '?made=KEEP'])
        assert.equal((await revoke(maker, query)).status, 400, query)
      for (const value of [null, '', 'Keep', ['keep'], true]) {
        const body = { ids: [maker.apiToken.id], made: value }
        const { status } = await request(acme, 'POST', `${path}/revocations`, { headers: session, body })
        assert.equal(status, 400, String(value))
      }
      assert.deepEqual(await statusesOf([maker, made]), [200, 200])
    })

    test('ends with several that are revoked together, and with one whose value is presented', async () => {
      const [first, second, third] = [await line(2), await line(2), await line(2)]
      const ids = [first[0]!.apiToken.id, second[0]!.apiToken.id]
      const { status } = await request(acme, 'POST', `${path}/revocations`, {
        headers: session,
        body: { ids },
      })
      assert.equal(status, 200)
      const presented = await request(acme, 'POST', '/api/v1/api-tokens/revocation', {
        body: { value: third[0]!.value },
      })
      assert.equal(presented.status, 204)
      assert.deepEqual(await statusesOf([...first, ...second, ...third]), Array(6).fill(400))
    })

    test('is made by no token that is being revoked: none slips through between', async () => {
      for (let round = 0; round < 4; round++) {
        const maker = await generated()
        const headers = await by(maker)
        const body = { name: 'CI', scopes: SCOPES, lifetime: { amount: 1, unit: 'hours' } }
        const making = Array.from({ length: 6 }, () => request(acme, 'POST', path, { headers, body }))
        const [, ...answers] = await Promise.all([revoke(maker), ...making])
        for (const { status, body: answer } of answers) {
          assert.ok(status === 201 || status === 401, String(status))
          if (status === 201) assert.equal((await exchange(acme, answer.value)).status, 400)
        }
      }
    })

    test('goes by whose access token renewed it last', async () => {
      const [first, second] = (await line(2)) as [GeneratedApiToken, GeneratedApiToken]
      const other = await generated()
      const renew = async (what: GeneratedApiToken, who: GeneratedApiToken) =>
        request(acme, 'POST', `${path}/${what.apiToken.id}/value`, {
          headers: await by(who),
          body: { lifetime: { amount: 30, unit: 'minutes' } },
        })
      const renewed = await generated()
      const answer = await renew(renewed, first)
      assert.equal(answer.status, 200)
      assert.equal(answer.body.apiToken.madeWith, first.apiToken.id)
      await revoke(first)
      assert.deepEqual(await statusesOf([first, second, answer.body, other]), [400, 400, 400, 200])
    })

    test('renews nothing that it was made with, however many lie between', async () => {
      const day = { amount: 1, unit: 'days' }
      const first = await generated()
      const second = await generate(acme, await by(first), { scopes: SCOPES, lifetime: day })
      const third = await generate(acme, await by(second), { scopes: SCOPES, lifetime: day })
      for (const maker of [third, second, first]) {
        const { status, body } = await request(acme, 'POST', `${path}/${maker.apiToken.id}/value`, {
          headers: await by(third),
          body: { lifetime: { amount: 30, unit: 'minutes' } },
        })
        assert.deepEqual([status, body.code], [403, 'regeneration_of_itself'])
      }
      assert.deepEqual(await statusesOf([first, second, third]), [200, 200, 200])
    })

    test('has a line that ends: the seventeenth is refused with what to do instead', async () => {
      const tokens = await line(16)
      const { status, body } = await request(acme, 'POST', path, {
        headers: await by(tokens.at(-1)!),
        body: { name: 'CI', scopes: SCOPES, lifetime: { amount: 1, unit: 'hours' } },
      })
      assert.deepEqual([status, body.code], [409, 'lineage_limit'])
      assert.match(body.detail, /in the console/)
    })
  })
}
