/** One person has no more API tokens in force than the installation allows, whichever way and however many at once. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { MINUTE_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, call } from '../../../testing/compatible.ts'
import { sessionOf } from '../../../testing/people.ts'
import { apiTokensPath, generate, request } from '../../../testing/requests.ts'

const MOST = 4
const ONE_MINUTE = { amount: 1, unit: 'minutes' }

for (const engine of ['sqlite', 'postgres'] as const) {
  suite(`the limit on API tokens on ${engine}`, async () => {
    const env = { COUNTERSIGN_API_TOKENS_PER_PERSON: String(MOST) }
    const acme = await openAcme({ after }, { engine, env })
    const path = apiTokensPath(acme)
    const session = () => sessionOf(acme, acme.member)
    const generating = async () =>
      request(acme, 'POST', path, {
        headers: await session(),
        body: { name: 'CI', scopes: { allRoles: true } },
      })
    const assertRefused = ({ status, body }: { status: number; body: Record<string, string> }) => {
      assert.equal(status, 409, JSON.stringify(body))
      assert.match(body['message']!, /^You have 4 API tokens in this organization, and 4 is the limit\./)
    }

    test('holds when many are generated at once: exactly as many as there may be', async () => {
      const answers = await Promise.all(Array.from({ length: 9 }, generating))
      const statuses = answers.map(({ status }) => status).toSorted()
      assert.deepEqual(statuses, [...Array(MOST).fill(201), ...Array(9 - MOST).fill(409)])
      for (const answer of answers.filter(({ status }) => status === 409)) assertRefused(answer)
      assert.equal(answers.find(({ status }) => status === 409)!.body.code, 'limit_reached')
    })

    test('leaves room again for what was revoked or has expired, and holds when an expired one is revived', async () => {
      const headers = await session()
      const { items } = (await request(acme, 'GET', path, { headers })).body
      assertRefused(await generating())
      await request(acme, 'DELETE', `${path}/${items[0].id}`, { headers })
      const short = await generate(acme, headers, { lifetime: ONE_MINUTE })
      acme.clock.now += MINUTE_MS
      assert.equal((await generating()).status, 201)
      const revive = async (id: string) =>
        request(acme, 'POST', `${path}/${id}/value`, { headers: await session(), body: {} })
      assertRefused(await revive(short.apiToken.id))
      assert.equal((await revive(items[1].id)).status, 200, 'one that is in force is not one more')
      await request(acme, 'DELETE', `${path}/${items[1].id}`, { headers })
      assert.equal((await revive(short.apiToken.id)).status, 200)
    })

    test('is each person’s own', async () => {
      assert.equal((await generate(acme, await sessionOf(acme, acme.owner))).apiToken.state, 'active')
    })

    test('holds on the compatible API as well', async () => {
      const { value } = await generate(acme, await sessionOf(acme, acme.owner), {
        scopes: { allRoles: true, administration: true },
      })
      const accessToken = await accessTokenFor(acme, value)
      const create = () =>
        call(acme, accessToken, 'POST', `/loggedin/user/orgs/${acme.organization.id}/api-tokens`, {
          tokenName: 'made',
          refreshTokenTTL: 3600,
        })
      const answers = [await create(), await create(), await create()]
      assert.equal(answers.filter(({ status }) => status < 300).length, 2)
      assertRefused(answers.at(-1)!)
    })
  })
}
