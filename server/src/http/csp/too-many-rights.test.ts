/** However many rights one holds, the access token fits into a header, and the rest is told to whoever asks with it. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { registerService } from '../../actions/services/register-service.ts'
import { removeRole } from '../../actions/roles/assign-role.ts'
import type { User } from '../../domain/user.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenFor, call, isWithin, tokenOf } from '../../../testing/compatible.ts'
import { addMember } from '../../actions/people/add-member.ts'
import { PASSWORD } from '../../../testing/acme.ts'
import { apiTokensPath, claimsOf, exchange, request, signIn } from '../../../testing/requests.ts'
import { overTheWire } from '../../../testing/wire.ts'

const acme = await openAcme({ after })
const { organization, inventory } = acme
const { needs } = acme.app

/** What a server that reads 16 KB of headers has left for one of them. */
const MOST_CHARACTERS = 12_000
const EXPAND = '/auth/token/expand-overflow-claims'

type Claims = {
  perms?: string[]
  scope: string
  ovl?: true
  aud: string | string[]
  jti: string
} & Record<string, unknown>
const read = (accessToken: string): Claims => claimsOf(accessToken) as Claims
const whole = async (accessToken: string) => (await call(acme, accessToken, 'GET', EXPAND)).body as Claims

const give = (user: User, resource: string): Promise<void> =>
  acme.give(user, 'inventory:admin', inventory, { resource })

const person = (username: string): Promise<User> =>
  addMember(needs, organization.id, {
    username,
    firstName: 'A',
    lastName: 'B',
    email: `${username}@acme.example`,
    password: PASSWORD,
  })
const some = await person('some')
const many = await person('many')
for (let at = 0; at < 60; at++) await give(some, `resource ${at}`)
for (let at = 0; at < 150; at++) await give(many, `resource ${at}`)
const ofSome = await tokenOf(acme, 'some', { scopes: { allRoles: true, openId: true } })
const ofMany = await tokenOf(acme, 'many')
const ofOwner = await tokenOf(acme, 'olivia')

suite('an access token with more rights than fit', () => {
  test('names the roles only and says so, and all of it is answered to whoever has it', async () => {
    const { body } = await exchange(acme, ofSome.value)
    const claims = read(body.access_token)
    assert.equal(claims.ovl, true)
    assert.ok(claims.perms!.includes(`external/${inventory.id}/resource%200/inventory:admin`))
    assert.ok(claims.perms!.every((perm) => /:admin$|^csp:org_member$/.test(perm)))
    assert.equal(claims.perms!.length, 61)
    assert.ok(body.access_token.length < MOST_CHARACTERS, body.access_token.length)

    const { status, body: all, headers } = await call(acme, body.access_token, 'GET', EXPAND)
    assert.equal(status, 200)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(all.perms.length, 1 + 2 + 60 * 4)
    const { perms: _, scope, ovl, ovl_of, ...others } = claims
    assert.deepEqual([ovl, typeof ovl_of, scope], [true, 'object', all.scope])
    const { perms, scope: wholeScope, ...same } = all
    assert.deepEqual(same, others)
    assert.equal(wholeScope, body.scope)
    for (const perm of claims.perms!) assert.ok(perms.includes(perm))
  })

  test('names none when not even the roles fit', async () => {
    const { body } = await exchange(acme, ofMany.value)
    const claims = read(body.access_token)
    assert.deepEqual([claims.ovl, 'perms' in claims, claims.scope], [true, false, ''])
    assert.ok(body.access_token.length < 3_000)
    assert.equal((await whole(body.access_token)).perms!.length, 1 + 2 + 150 * 4)
  })

  test('is taken by our own API, with the rights that it has', async () => {
    const accessToken = await accessTokenFor(acme, ofMany.value)
    assert.equal((await call(acme, accessToken, 'GET', '/loggedin/user')).status, 200)
    assert.equal((await call(acme, accessToken, 'GET', `/orgs/${organization.id}`)).status, 200)
    assert.equal((await call(acme, accessToken, 'GET', `/v2/orgs/${organization.id}/users`)).status, 403)
    const send = await overTheWire(acme)
    for (const value of [ofSome.value, ofMany.value]) {
      const header = `Authorization: Bearer ${await accessTokenFor(acme, value)}`
      const { status, body } = await send([`GET /csp/gateway/am/api${EXPAND} HTTP/1.1`, header])
      assert.equal(status, 200)
      assert.ok(body.perms.length > 200)
    }
  })

  test('is not told after its API token is revoked, and to nobody without it', async () => {
    const { value, id } = await tokenOf(acme, 'some')
    const accessToken = await accessTokenFor(acme, value)
    assert.equal((await call(acme, accessToken, 'GET', EXPAND)).status, 200)
    const headers = await signIn(acme, 'some')
    await request(acme, 'DELETE', `${apiTokensPath(acme)}/${id}`, { headers })
    assert.equal((await call(acme, accessToken, 'GET', EXPAND)).status, 401)
    assert.equal((await request(acme, 'GET', `/csp/gateway/am/api${EXPAND}`)).status, 401)
    assert.equal((await call(acme, `${accessToken.slice(0, -4)}AAAA`, 'GET', EXPAND)).status, 401)
  })

  test('loses what its person loses, and gains nothing that they are given later', async () => {
    const accessToken = await accessTokenFor(acme, ofSome.value)
    const before = (await whole(accessToken)).perms!
    acme.clock.now += 1
    await give(some, 'later')
    await acme.give(some, 'org_owner')
    await removeRole(needs, {
      organizationId: organization.id,
      userId: some.id,
      serviceId: inventory.id,
      name: 'inventory:admin',
      resource: 'resource 7',
    })
    const { perms } = await whole(accessToken)
    assert.deepEqual(
      before.filter((perm) => !perms!.includes(perm)).map((perm) => perm.split('/')[2]),
      Array(4).fill('resource%207'),
    )
    assert.ok(perms!.every((perm) => before.includes(perm)))
    assert.equal((await call(acme, accessToken, 'GET', `/v2/orgs/${organization.id}/users`)).status, 403)
    assert.ok((await whole(await accessTokenFor(acme, ofSome.value))).perms!.includes('csp:org_owner'))
  })

  test('that was narrowed is told as narrow as it was given', async () => {
    const byScope = { scope: 'inventory:item.read inventory:item.write openid' }
    const permissions = ['inventory:item.read', 'inventory:item.delete'].map((permissionId) => ({
      permissionId,
      resources: [],
    }))
    const byResources = {
      allowed_resource_scope: JSON.stringify({
        servicesScopes: [{ serviceDefinitionId: inventory.id, permissions }],
      }),
    }
    const names = async (narrowing: Record<string, string>): Promise<string[]> => {
      const accessToken = await accessTokenFor(acme, ofMany.value, narrowing)
      assert.deepEqual([read(accessToken).ovl, read(accessToken)['narrowed']], [true, true])
      assert.ok(accessToken.length < MOST_CHARACTERS)
      const { perms } = await whole(accessToken)
      assert.ok(perms!.length >= 150)
      return [...new Set(perms!.map((perm) => perm.split('/').at(-1)!))].toSorted()
    }
    assert.deepEqual(await names(byScope), ['inventory:item.read', 'inventory:item.write'])
    assert.deepEqual(await names(byResources), ['inventory:item.delete', 'inventory:item.read'])
    assert.deepEqual(await names({ ...byScope, ...byResources }), ['inventory:item.read'])
  })

  test('that was narrowed by more than can be remembered is refused, and says so', async () => {
    const perms = (await whole(await accessTokenFor(acme, ofMany.value))).perms!
    const { status, body } = await exchange(acme, ofMany.value, { scope: perms.slice(0, 300).join(' ') })
    assert.deepEqual([status, body.error], [400, 'invalid_scope'])
    assert.match(body.message, /Narrow by fewer names, or to less\.$/)
    const few = perms.filter((perm) => perm.endsWith('item.read')).slice(0, 40)
    const narrowed = read(await accessTokenFor(acme, ofMany.value, { scope: few.join(' ') }))
    assert.deepEqual([narrowed.ovl, narrowed.perms!.toSorted()], [undefined, few.toSorted()])
  })

  test('that carries all of its rights is expanded to what it says', async () => {
    const accessToken = await accessTokenFor(acme, ofOwner.value)
    assert.deepEqual(await whole(accessToken), read(accessToken))
    const narrowed = await accessTokenFor(acme, ofSome.value, { scope: 'openid' })
    assert.deepEqual((await whole(narrowed)).perms, [])
  })
})

test('of any number of roles, an access token fits, and says all or says that it does not', async () => {
  const grower = await person('grower')
  const { value } = await tokenOf(acme, 'grower')
  const seen = new Set<string>()
  for (let at = 0; at < 120; at++) {
    await give(grower, `${at} ${'ü'.repeat(at % 9)}`)
    if (at % 10 > 0) continue
    const accessToken = await accessTokenFor(acme, value)
    const claims = read(accessToken)
    assert.ok(accessToken.length < MOST_CHARACTERS, String(accessToken.length))
    const { perms } = await whole(accessToken)
    assert.equal(perms!.length, 1 + 2 + 4 * (at + 1))
    for (const perm of claims.perms ?? []) assert.ok(isWithin(perms!, perm))
    if (claims.ovl === undefined) assert.deepEqual(claims.perms, perms)
    seen.add(`${claims.ovl} ${claims.perms === undefined}`)
  }
  assert.deepEqual([...seen], ['undefined false', 'true false', 'true true'])
})

test('rights in more services than an access token can name are refused, until the exchange is narrowed', async () => {
  const wide = await person('wide')
  const { value } = await tokenOf(acme, 'wide')
  const names = Array.from({ length: 160 }, (_, at) => `s${at}`)
  for (const name of names) {
    const permissions = [{ name: `${name}:use`, description: '' }]
    const roles = [{ name: `${name}:user`, displayName: 'User', permissions: [`${name}:use`] }]
    const service = await registerService(needs, organization.id, {
      name,
      displayName: name,
      permissions,
      roles,
    })
    await acme.give(wide, `${name}:user`, service)
  }
  const { status, body } = await exchange(acme, value)
  assert.deepEqual([status, body.error], [400, 'invalid_scope'])
  assert.match(body.message, /160 services, and an access token can name 150\. Narrow the exchange by scope/)
  const scope = names
    .slice(0, 30)
    .map((name) => `${name}:use`)
    .join(' ')
  const accessToken = await accessTokenFor(acme, value, { scope })
  assert.equal(read(accessToken).aud.length, 30)
})
