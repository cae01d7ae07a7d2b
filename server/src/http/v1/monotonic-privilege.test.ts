/**
 * No access token ever makes more of itself: whatever API token it creates or regenerates, through either API, is worth
 * no more than the access token at that moment and ends no later than the API token it came from.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { removeRole } from '../../actions/roles/assign-role.ts'
import { NO_SCOPES, NO_SELECTION, type AllowedScopes } from '../../domain/allowed-scopes.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import { openAcme, PUBLIC_URL } from '../../../testing/acme.ts'
import { accessTokenFor, detailsOf } from '../../../testing/compatible.ts'
import { apiTokensPath, claimsOf, COMPATIBLE, exchange, request, signIn } from '../../../testing/requests.ts'
import { isPermWithin, rightsIn, together } from '../../../testing/rights.ts'
import { allowedScopesOf } from '../csp/allowed-scopes.ts'

/** As our API and the compatible one write them. */
const LIFETIMES = [
  { own: { amount: 1, unit: 'hours' }, seconds: 3600 },
  { own: { amount: 2, unit: 'hours' }, seconds: 7200 },
  { own: { amount: 2, unit: 'months' }, seconds: 60 * 86_400 },
  { own: null, seconds: 2_147_483_647 },
]

const isForIssuer = (accessToken: string): boolean =>
  [claimsOf(accessToken)['aud']].flat().includes(PUBLIC_URL)

const VIEWER = { name: 'inventory:viewer', resource: null }

suite('an access token', async () => {
  const acme = await openAcme({ after })
  await acme.give(acme.owner, 'inventory:viewer', acme.inventory, { resource: 'r1' })
  const session = await signIn(acme, 'olivia')
  const path = apiTokensPath(acme)
  const rights = rightsIn(acme.inventory.id, acme.billing.id)
  const someOf = (all: readonly AllowedScopes[], minLength = 0) =>
    fc.subarray([...all], { minLength, maxLength: Math.min(4, all.length) })
  const part = (...wider: (readonly AllowedScopes[])[]) => fc.oneof(...wider.map((all) => someOf(all)))
  const scenes = someOf(rights, 1).chain((own) =>
    fc.oneof(fc.constant(undefined), part(own, rights)).chain((narrowing) =>
      fc.record({
        own: fc.constant(together(own)),
        lifetime: fc.constantFrom(...LIFETIMES),
        narrowing: fc.constant(narrowing && together(narrowing)),
        wanted: part(narrowing ?? own, own, rights).map(together),
        wantedLifetime: fc.constantFrom(LIFETIMES[0]!, ...LIFETIMES),
        way: fc.constantFrom('create', 'create, compatible', 'regenerate'),
      }),
    ),
  )

  /** So that each way is seen to succeed and to fail, whatever chance brings. */
  const viewer = { ...NO_SELECTION, serviceId: acme.inventory.id, roles: [{ ...VIEWER, resource: 'r1' }] }
  const readsItems = [{ ...NO_SCOPES, services: [viewer] }]
  const [hour, , months, never] = LIFETIMES
  const certain = [
    {
      narrowing: undefined,
      wanted: together(readsItems),
      lifetime: never!,
      wantedLifetime: hour!,
      way: 'create',
    },
    {
      narrowing: together([...readsItems, { ...NO_SCOPES, administration: true }]),
      wanted: together(readsItems),
      lifetime: months!,
      wantedLifetime: hour!,
      way: 'regenerate',
    },
    {
      narrowing: undefined,
      wanted: together(readsItems),
      lifetime: hour!,
      wantedLifetime: never!,
      way: 'create, compatible',
    },
    {
      narrowing: together(readsItems),
      wanted: together(rights),
      lifetime: never!,
      wantedLifetime: hour!,
      way: 'create',
    },
  ].map((scene) => ({ ...scene, own: together(rights) }))

  const generated = async (scopes: AllowedScopes, { own: lifetime }: (typeof LIFETIMES)[number]) => {
    const { status, body, text } = await request(acme, 'POST', path, {
      headers: session,
      body: { name: 'of a person', scopes, lifetime },
    })
    assert.equal(status, 201, text)
    return body
  }
  const tryToMake = async (
    accessToken: string,
    way: string,
    scopes: AllowedScopes,
    lifetime: (typeof LIFETIMES)[number],
  ) => {
    const post = async (url: string, body: Readonly<Record<string, unknown>>) => ({
      ...(await request(acme, 'POST', url, { headers: { 'csp-auth-token': accessToken }, body })),
      oldValue: undefined as string | undefined,
    })
    if (way === 'create') return post(path, { name: 'made', scopes, lifetime: lifetime.own })
    if (way === 'regenerate') {
      const { apiToken, value: oldValue } = await generated(scopes, lifetime)
      return { ...(await post(`${path}/${apiToken.id}/value`, { overlap: 'one_hour' })), oldValue }
    }
    return post(`${COMPATIBLE}/loggedin/user/orgs/${acme.organization.id}/api-tokens`, {
      tokenName: 'made',
      refreshTokenTTL: lifetime.seconds,
      allowedScopes: allowedScopesOf(scopes),
    })
  }
  const endOf = async (value: string): Promise<number> =>
    (await detailsOf(acme, value)).body.expiresAt ?? Infinity

  test('of any scope, narrowed or not, makes no API token that is worth more or lives longer', async () => {
    const seen = { worthSomething: 0, narrowed: 0, regenerated: 0, tooWide: 0, tooLong: 0 }
    await fc.assert(
      fc.asyncProperty(scenes, async ({ own, lifetime, narrowing, wanted, wantedLifetime, way }) => {
        const { value } = await generated(own, lifetime)
        const exchanged = await exchange(acme, value, {
          ...(narrowing && { allowed_resource_scope: JSON.stringify(allowedScopesOf(narrowing)) }),
        })
        const perms = claimsOf(exchanged.body.access_token)['perms'] as string[]
        const made = await tryToMake(exchanged.body.access_token, way, wanted, wantedLifetime)
        if (made.status >= 400) {
          assert.equal(made.status, 403, made.text)
          seen[made.text.includes('expires no later') ? 'tooLong' : 'tooWide']++
          return
        }
        const madeValue: string = made.body.value ?? made.body.token
        const { body } = await exchange(acme, madeValue)
        const worth = claimsOf(body.access_token)['perms'] as string[]
        for (const perm of worth) assert.ok(isPermWithin(perm, perms), `${perm} is not in ${perms.join(' ')}`)
        assert.ok(!isForIssuer(body.access_token) || isForIssuer(exchanged.body.access_token))
        assert.ok(body.id_token === undefined || exchanged.body.id_token !== undefined)
        assert.ok((await endOf(madeValue)) <= (await endOf(value)))
        if (worth.length > 0) seen[narrowing ? 'narrowed' : 'worthSomething']++
        if (made.oldValue === undefined) return
        // What bounds the new value bounds the old one beside it.
        const old = await exchange(acme, made.oldValue)
        assert.deepEqual(claimsOf(old.body.access_token)['perms'], worth)
        seen.regenerated++
      }),
      { numRuns: 100, examples: certain.map((scene) => [scene]) },
    )
    assert.ok(Math.min(...Object.values(seen)) > 0, JSON.stringify(seen))
  })

  const tokenFor = async (scopes: AllowedScopes, narrowing: Readonly<Record<string, string>> = {}) => {
    const { value, apiToken } = await generated(scopes, LIFETIMES[3]!)
    return { apiToken, accessToken: await accessTokenFor(acme, value, narrowing) }
  }
  const administers = { ...NO_SCOPES, administration: true }
  const everything = { ...administers, allRoles: true, openId: true }
  const canRead = together([
    { ...administers, services: [{ ...NO_SELECTION, serviceId: acme.inventory.id, roles: [VIEWER] }] },
  ])

  test('that was narrowed does not get back what it left behind, in any way', async () => {
    const { accessToken } = await tokenFor(everything, { scope: 'administration inventory:viewer' })
    const wider = [
      { ...NO_SCOPES, allRoles: true },
      { ...NO_SCOPES, openId: true },
      { ...NO_SCOPES, services: [{ ...NO_SELECTION, serviceId: acme.inventory.id, allRoles: true }] },
      { ...NO_SCOPES, services: [{ ...NO_SELECTION, serviceId: acme.inventory.id, allPermissions: true }] },
      { ...NO_SCOPES, organization: { ...NO_SELECTION, allRoles: true } },
    ]
    for (const scopes of wider) {
      for (const way of ['create', 'create, compatible', 'regenerate']) {
        const { status, text } = await tryToMake(accessToken, way, scopes, LIFETIMES[0]!)
        assert.equal(status, 403, `${way} ${JSON.stringify(scopes)} ${text}`)
      }
    }
    assert.equal((await tryToMake(accessToken, 'create', readsItems[0]!, LIFETIMES[0]!)).status, 201)
  })

  test('renames only what it could have created itself', async () => {
    const wide = (await tokenFor(everything)).apiToken.id
    const narrow = (await tokenFor(canRead)).apiToken.id
    const rename = async (by: { accessToken: string }, id: string) => {
      const headers = { 'csp-auth-token': by.accessToken }
      return (await request(acme, 'PATCH', `${path}/${id}`, { headers, body: { name: 'renamed' } })).status
    }
    const narrowed = await tokenFor(everything, { scope: 'administration inventory:viewer' })
    assert.equal(await rename(await tokenFor(canRead), narrow), 200)
    assert.equal(await rename(await tokenFor(canRead), wide), 403)
    assert.equal(await rename(narrowed, wide), 403)
    assert.equal(await rename(await tokenFor(NO_SCOPES), narrow), 403)
    assert.equal(await rename(await tokenFor(administers), narrow), 403)
    assert.equal(await rename(await tokenFor(everything), wide), 200)
  })

  test('gives no role that its user has lost since it was issued', async () => {
    await acme.give(acme.owner, 'inventory:viewer', acme.inventory, { resource: 'soon gone' })
    const onResource = together([
      {
        ...administers,
        services: [
          { ...NO_SELECTION, serviceId: acme.inventory.id, roles: [{ ...VIEWER, resource: 'soon gone' }] },
        ],
      },
    ])
    const { accessToken } = await tokenFor(onResource)
    assert.equal((await tryToMake(accessToken, 'create', onResource, LIFETIMES[0]!)).status, 201)
    await removeRole(acme.app.needs, {
      organizationId: acme.organization.id,
      userId: acme.owner.id,
      serviceId: acme.inventory.id,
      name: VIEWER.name,
      resource: 'soon gone',
    })
    // The administrator's role remains, which has the same permissions and not this one.
    assert.equal((await tryToMake(accessToken, 'create', onResource, LIFETIMES[0]!)).status, 403)
  })

  test('gives nothing that another role carries later, by creating or by regenerating', async () => {
    await acme.give(acme.owner, 'inventory:viewer', acme.inventory)
    const inInventory = (more: object) => ({
      ...administers,
      services: [{ ...NO_SELECTION, serviceId: acme.inventory.id, ...more }],
    })
    const maker = await tokenFor(inInventory({ roles: [VIEWER] }))
    const reads = inInventory({ permissions: [{ name: 'inventory:item.read', resources: [] }] })
    const made = await Promise.all(
      ['create', 'create, compatible', 'regenerate'].map((way) =>
        tryToMake(maker.accessToken, way, reads, LIFETIMES[0]!),
      ),
    )
    const permsOf = async (value: string) =>
      claimsOf(await accessTokenFor(acme, value))['perms'] as readonly string[]
    const everywhere = `external/${acme.inventory.id}/inventory:item.read`
    const values = made.map(({ body }) => String(body.value ?? body.token))
    for (const value of values) assert.ok((await permsOf(value)).includes(everywhere))
    await removeRole(acme.app.needs, {
      organizationId: acme.organization.id,
      userId: acme.owner.id,
      serviceId: acme.inventory.id,
      ...VIEWER,
    })
    // The administrator's role still carries the permission on everything; what made them does not have it any more.
    for (const value of values) assert.ok(!(await permsOf(value)).includes(everywhere))
  })

  test('creates nothing once the API token behind it has expired', async () => {
    const { value } = await generated(everything, LIFETIMES[0]!)
    acme.clock.now += HOUR_MS - 1_000
    const accessToken = await accessTokenFor(acme, value)
    acme.clock.now += 2_000
    for (const way of ['create', 'create, compatible']) {
      assert.ok((await tryToMake(accessToken, way, NO_SCOPES, LIFETIMES[0]!)).status >= 400, way)
    }
  })
})
