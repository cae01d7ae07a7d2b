/** Token exchange (RFC 8693): for fewer rights and no longer, by those who were handed the token; never for more. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { addApp, basic, giveApp, postForm } from '../../../testing/oauth.ts'
import { sessionOf } from '../../../testing/people.ts'
import { claimsOf, exchange, generate, request } from '../../../testing/requests.ts'

const acme = await openAcme({ after }, { env: { COUNTERSIGN_FAILED_EXCHANGES_PER_MINUTE: '0' } })
const GRANT = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' }
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

const gateway = await addApp(acme)
const elsewhere = await addApp({ ...acme, organization: acme.other })
const native = await addApp(acme, { kind: 'native', authentication: 'none' })
await giveApp(acme, acme.organization.id, gateway.app.id, {
  serviceId: acme.billing.id,
  name: 'billing:clerk',
})
const asGateway = basic(gateway.app.id, gateway.secret)

const owner = await sessionOf(acme, acme.owner)
const { value, apiToken } = await generate(acme, owner)
const subjectOf = async (more: Record<string, string> = {}): Promise<string> =>
  (await exchange(acme, value, more)).body.access_token

const change = (
  subject_token: string,
  more: Record<string, string> = {},
  as: Record<string, string> = asGateway,
) =>
  postForm(acme, '/oauth2/token', { ...GRANT, subject_token, subject_token_type: ACCESS_TOKEN, ...more }, as)

suite('an access token', () => {
  test('is exchanged for one of the same person with what was asked for, that lasts no longer', async () => {
    const subject = await subjectOf()
    acme.clock.now += 60_000
    const { status, body } = await change(subject, {
      audience: acme.inventory.id,
      scope: 'inventory:item.read',
    })
    assert.equal(status, 200)
    assert.deepEqual([body.token_type, body.issued_token_type], ['Bearer', ACCESS_TOKEN])
    assert.ok(!('refresh_token' in body) && !('id_token' in body))
    const [before, after] = [claimsOf(subject), claimsOf(body.access_token)]
    for (const same of ['sub', 'client_id', 'value_id', 'username', 'context_name', 'exp', 'as_of', 'status'])
      assert.deepEqual(after[same], before[same], same)
    assert.deepEqual(
      [after['aud'], after['scope'], after['narrowed']],
      [acme.inventory.id, 'inventory:item.read', true],
    )
    assert.deepEqual(after['perms'], [`external/${acme.inventory.id}/inventory:item.read`])
    assert.notEqual(after['jti'], before['jti'])
    assert.ok(body.expires_in < 1740)
  })

  test('never gives more than it had, however often and whatever is asked', async () => {
    const narrow = await subjectOf({ scope: 'inventory:viewer inventory:item.read' })
    const rightsOf = (token: string) => claimsOf(token)['perms'] as string[]
    const own = new Set(rightsOf(narrow))
    const isWithin = (token: string) => rightsOf(token).every((right) => own.has(right))
    for (const more of [
      {},
      { scope: 'inventory:admin inventory:item.delete' },
      { audience: acme.inventory.id },
    ]) {
      const { body } = await change(narrow, more as Record<string, string>)
      assert.ok(isWithin(body.access_token), JSON.stringify(more))
      const again = await change(body.access_token, { scope: 'inventory:item.write' })
      assert.ok(isWithin(again.body.access_token))
    }
    for (const audience of [acme.billing.id, PUBLIC_URL, 'nobody']) {
      const { status, body } = await change(narrow, { audience })
      // Of itself an organization role it has none, so nothing at the issuer either.
      assert.deepEqual(
        [status, body.error ?? claimsOf(body.access_token)['aud']],
        [
          audience === PUBLIC_URL ? 200 : 400,
          audience === PUBLIC_URL ? `${PUBLIC_URL}/none` : 'invalid_target',
        ],
      )
    }
  })

  test('of a machine stays a machine’s', async () => {
    const own = await postForm(acme, '/oauth2/token', { grant_type: 'client_credentials' }, asGateway)
    const { body } = await change(own.body.access_token)
    const claims = claimsOf(body.access_token)
    assert.deepEqual([claims['sub'], claims['client_id']], [gateway.app.id, gateway.app.id])
    assert.ok(!('username' in claims))
  })

  const cases: readonly (readonly [
    string,
    Record<string, string>,
    Record<string, string>,
    number,
    string,
  ])[] = [
    [
      'by an app that it was not handed to',
      {},
      basic(elsewhere.app.id, elsewhere.secret),
      400,
      'invalid_grant',
    ],
    ['by an app that can keep no secret', { client_id: native.app.id }, {}, 400, 'unauthorized_client'],
    ['by nobody', {}, {}, 401, 'invalid_client'],
    ['without its type', { subject_token_type: '' }, asGateway, 400, 'invalid_request'],
    [
      'as an ID token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      asGateway,
      400,
      'invalid_request',
    ],
    ['with an actor', { actor_token: 'x' }, asGateway, 400, 'invalid_request'],
    [
      'for an ID token',
      { requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      asGateway,
      400,
      'invalid_request',
    ],
    ['when it is none', { subject_token: 'a.b.c' }, asGateway, 400, 'invalid_grant'],
    ['when it is not sent', { subject_token: '' }, asGateway, 400, 'invalid_request'],
  ]
  for (const [name, more, as, status, error] of cases) {
    test(`is not exchanged ${name}`, async () => {
      const answer = await change(await subjectOf(), more, as)
      assert.deepEqual([answer.status, answer.body.error], [status, error])
    })
  }

  test('whose API token was revoked is exchanged no more', async () => {
    const other = await generate(acme, owner)
    const token = (await exchange(acme, other.value)).body.access_token
    assert.equal((await change(token)).status, 200)
    const path = `/api/v1/organizations/${acme.organization.id}/api-tokens/${other.apiToken.id}`
    await request(acme, 'DELETE', path, { headers: owner })
    assert.equal((await change(token)).body.error, 'invalid_grant')
  })
})

suite('an API token', () => {
  test('is exchanged by whoever has it, without any app, and narrowed as asked', async () => {
    const type = 'urn:ietf:params:oauth:token-type:refresh_token'
    const resource = `${PUBLIC_URL}/services/${acme.inventory.id}`
    const { status, body } = await change(value, { subject_token_type: type, resource }, {})
    assert.deepEqual([status, body.issued_token_type], [200, ACCESS_TOKEN])
    assert.ok(!('refresh_token' in body))
    const claims = claimsOf(body.access_token)
    assert.deepEqual([claims['aud'], claims['client_id']], [acme.inventory.id, apiToken.id])
  })
})
