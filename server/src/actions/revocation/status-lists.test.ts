/** Status lists as any verifier of the standard reads them; the oracle is another implementation of it. */
import assert from 'node:assert/strict'
import { createHook } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { getListFromStatusListJWT, StatusList } from '@sd-jwt/jwt-status-list'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { openAcme, PUBLIC_URL, type Acme } from '../../../testing/acme.ts'
import { apiTokensPath, claimsOf, exchange, generate, request, signIn } from '../../../testing/requests.ts'
import { STATUS_LIST_ENTRIES, statusBits } from '../../domain/status-list.ts'

type Status = { readonly status_list: { readonly idx: number; readonly uri: string } }

const statusOf = async (acme: Acme, value: string): Promise<Status['status_list']> => {
  const { body } = await exchange(acme, value)
  return (claimsOf(body.access_token)['status'] as Status).status_list
}

const listAt = async ({ app }: Acme, uri: string, headers: Readonly<Record<string, string>> = {}) =>
  app.server.inject({ method: 'GET', url: new URL(uri).pathname, headers })

const isEnded = async (acme: Acme, { uri, idx }: Status['status_list']): Promise<boolean> =>
  getListFromStatusListJWT((await listAt(acme, uri)).body).getStatus(idx) === 1

test('an access token says where it stands that its API token was revoked, and it stands there at once', async (t) => {
  const acme = await openAcme(t)
  const max = await signIn(acme, 'max')
  const { value, apiToken } = await generate(acme, max)
  const other = await generate(acme, max)
  const [status, otherStatus] = [await statusOf(acme, value), await statusOf(acme, other.value)]
  assert.deepEqual([await isEnded(acme, status), await isEnded(acme, otherStatus)], [false, false])

  const revoked = await request(acme, 'DELETE', `${apiTokensPath(acme)}/${apiToken.id}`, { headers: max })
  assert.ok(revoked.status < 300, revoked.text)
  assert.deepEqual([await isEnded(acme, status), await isEnded(acme, otherStatus)], [true, false])
})

test('a status list is signed by the issuer for its own address, and says how long it is good', async (t) => {
  const acme = await openAcme(t)
  const { value } = await generate(acme, await signIn(acme, 'max'))
  const { uri } = await statusOf(acme, value)
  const answer = await listAt(acme, uri)
  assert.equal(answer.headers['content-type'], 'application/statuslist+jwt')
  assert.equal(answer.headers['cache-control'], 'public, max-age=15')
  const keys = await request(acme, 'GET', '/csp/gateway/am/api/auth/token-public-key?format=jwks')
  const { payload } = await jwtVerify(answer.body, createLocalJWKSet(keys.body), {
    ...{ typ: 'statuslist+jwt', issuer: PUBLIC_URL, subject: uri },
    currentDate: new Date(acme.clock.now),
  })
  assert.deepEqual([payload.exp! - payload.iat!, payload['ttl']], [600, 15])
  assert.equal(uri, `${PUBLIC_URL}/status-lists/1`)
})

test('a list that has not changed is not sent again; after a change it is, and after half of its life', async (t) => {
  const acme = await openAcme(t)
  const max = await signIn(acme, 'max')
  const { value, apiToken } = await generate(acme, max)
  const { uri } = await statusOf(acme, value)
  const tag = String((await listAt(acme, uri)).headers.etag)
  const again = await listAt(acme, uri, { 'if-none-match': `"x", W/${tag}` })
  assert.deepEqual([again.statusCode, again.body], [304, ''])
  acme.clock.now += 301_000
  const renewed = await listAt(acme, uri, { 'if-none-match': tag })
  assert.equal(renewed.statusCode, 200)
  await request(acme, 'DELETE', `${apiTokensPath(acme)}/${apiToken.id}`, { headers: max })
  const changed = await listAt(acme, uri, { 'if-none-match': String(renewed.headers.etag) })
  assert.equal(changed.statusCode, 200)
})

test('a list is encoded when something in it changed, however often it is asked for, read anew and signed', async (t) => {
  let encodings = 0
  const hook = createHook({ init: (_id, type) => void (encodings += type === 'ZLIB' ? 1 : 0) }).enable()
  t.after(() => hook.disable())
  const acme = await openAcme(t)
  const max = await signIn(acme, 'max')
  const { value, apiToken } = await generate(acme, max)
  const { uri, idx } = await statusOf(acme, value)
  const tags = new Set<unknown>()
  encodings = 0
  for (let round = 0; round < 12; round++) {
    for (let asked = 0; asked < 5; asked++) tags.add((await listAt(acme, uri)).headers.etag)
    acme.clock.now += 31_000
  }
  assert.equal(encodings, 1)
  assert.equal(tags.size, 2, 'it was signed again after half of its life')
  await request(acme, 'DELETE', `${apiTokensPath(acme)}/${apiToken.id}`, { headers: max })
  encodings = 0
  await listAt(acme, uri)
  assert.equal(encodings, 1)
  assert.equal(await isEnded(acme, { uri, idx }), true)
})

test('there is no list with another number, whatever stands there', async (t) => {
  const acme = await openAcme(t)
  await generate(acme, await signIn(acme, 'max'))
  for (const list of ['2', '0', '01', '-1', '1.0', '1e0', 'one', '9999999999', '%31%00'])
    assert.equal((await listAt(acme, `${PUBLIC_URL}/status-lists/${list}`)).statusCode, 404, list)
})

test('bits stand where the standard says, and few of them make a small list', async () => {
  const ended = [0, 1, 7, 8, 4_711, STATUS_LIST_ENTRIES - 1]
  const entries = Array.from<number>({ length: STATUS_LIST_ENTRIES }).fill(0)
  for (const index of ended) entries[index] = 1
  const { deflateSync } = await import('node:zlib')
  const lst = deflateSync(statusBits(ended), { level: 9 }).toString('base64url')
  assert.ok(lst.length < 1_000, `${lst.length}`)
  const digest = (list: StatusList) =>
    createHash('sha256').update(new StatusList(list.statusList, 1).compressStatusList()).digest('hex')
  assert.equal(digest(StatusList.decompressStatusList(lst, 1)), digest(new StatusList(entries, 1)))
})
