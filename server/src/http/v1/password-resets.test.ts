/** One-time links for a new password: who may make one, that it works once, and what it ends. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { makePasswordResetAtTheMachine } from '../../actions/password-resets/make-password-reset.ts'
import { DAY_MS } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'
import { openAcme, PASSWORD, type Acme } from '../../../testing/acme.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../../testing/people.ts'
import { exchange, generate, request, signIn } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

const EC = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }
const NEW_PASSWORD = 'another quite long passphrase'

const make = (acme: Acme, headers: Credentials, { id }: User) =>
  request(acme, 'POST', `/api/v1/organizations/${acme.organization.id}/people/${id}/password-reset`, {
    headers,
  })
const look = (acme: Acme, code: string) =>
  request(acme, 'POST', '/api/v1/password-resets/look', { body: { code } })
const use = (acme: Acme, code: string, password = NEW_PASSWORD) =>
  request(acme, 'POST', '/api/v1/password-resets/use', { body: { code, password } })

async function made(acme: Acme): Promise<string> {
  const { status, body, text } = await make(acme, await sessionOf(acme, acme.owner), acme.member)
  assert.equal(status, 201, text)
  assert.match(body.link, /^http:\/\/127\.0\.0\.1:8080\/reset-password#code=csni[0-9A-Za-z]{61}$/)
  return String(body.link).split('=')[1]!
}

const joinOther = (acme: Acme, { id }: User): Promise<void> =>
  acme.app.needs.store.change(async (tx) => {
    await tx.organizations.addMember(acme.other.id, id, acme.clock.now)
    return { result: undefined, events: [] }
  })

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  void suite(`a link for a new password on ${engine}`, () => {
    test('works once, ends the sessions of the person, and revokes no API token', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const session = await sessionOf(acme, acme.member)
      const { value } = await generate(acme, session)
      const code = await made(acme)
      for (const { status, body } of [await look(acme, code), await look(acme, code)])
        assert.deepEqual([status, body.username, body.state], [200, 'max', 'open'])
      assert.deepEqual(Object.keys((await use(acme, code, 'short')).body.fields), ['password'])
      const answers = await Promise.all([use(acme, code), use(acme, code)])
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [204, 409])
      assert.equal((await request(acme, 'GET', '/api/v1/session', { headers: session })).status, 401)
      await signIn(acme, 'max', NEW_PASSWORD)
      assert.equal((await exchange(acme, value)).status, 200)
      const after = await look(acme, code)
      assert.equal(after.body.state, 'used')
      assert.ok(after.body.usedAt)
    })

    test('ends after a day, and a newer one takes its place', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const first = await made(acme)
      const second = await made(acme)
      assert.equal((await use(acme, first)).body.code, 'link_invalid')
      acme.clock.now += DAY_MS
      assert.equal((await look(acme, second)).body.state, 'expired')
      assert.equal((await use(acme, second)).body.code, 'link_over')
      await signIn(acme, 'max', PASSWORD)
    })
  })
}

void suite('making a link for a new password', () => {
  test('is an owner’s, in the console, for a person of the organization', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const owner = await sessionOf(acme, acme.owner)
    assert.equal((await make(acme, owner, acme.stranger)).status, 404)
    await acme.give(acme.member, 'org_admin')
    assert.equal((await make(acme, await sessionOf(acme, acme.member), acme.owner)).status, 403)
    const scopes = { allRoles: true, administration: true }
    assert.equal(
      (await make(acme, await accessTokenOf(acme, acme.owner, { scopes }), acme.member)).status,
      403,
    )
  })

  test('no owner takes over an account that is used in another organization, not even with a link from before', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const code = await made(acme)
    await joinOther(acme, acme.member)
    const refused = await make(acme, await sessionOf(acme, acme.owner), acme.member)
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden'])
    assert.match(refused.body.detail, /only a platform operator/)
    assert.equal((await use(acme, code)).body.code, 'link_over')
    await acme.give(acme.owner, 'platform_operator')
    assert.equal((await use(acme, await made(acme))).status, 204)
  })

  test('an owner takes over no platform operator', async (t) => {
    const acme = await openAcme(t, { env: EC })
    await acme.give(acme.member, 'platform_operator')
    assert.equal((await make(acme, await sessionOf(acme, acme.owner), acme.member)).status, 403)
  })

  test('whoever runs the installation makes one at the machine', async (t) => {
    const acme = await openAcme(t, { env: EC })
    await joinOther(acme, acme.member)
    const origin = { requestId: 'test', address: '', userAgent: 'countersign' }
    const { code } = await makePasswordResetAtTheMachine(acme.app.needs, origin, 'MAX')
    assert.equal((await use(acme, code.reveal())).status, 204)
    await assert.rejects(makePasswordResetAtTheMachine(acme.app.needs, origin, 'nobody'), {
      code: 'not_found',
    })
  })
})
