/** OAuth apps over HTTP: who may, what is refused, how secrets are replaced, and what a machine gets. On both engines. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, suite, test } from 'node:test'
import { addMember } from '../../actions/people/add-member.ts'
import { NO_SCOPES } from '../../domain/allowed-scopes.ts'
import { DAY_MS, HOUR_MS, toRfc3339 } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'
import { flushUsage } from '../../jobs/flush-usage.ts'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { basic, postForm } from '../../../testing/oauth.ts'
import { newOAuthApp } from '../../../testing/oauth-apps.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

const MACHINE = { kind: 'machine', authentication: 'secret', scopes: {} }
const WEB = {
  ...{ kind: 'web', authentication: 'secret', scopes: {} },
  redirectUris: ['https://app.example/callback'],
}
const NATIVE = {
  ...{ kind: 'native', authentication: 'none', scopes: {} },
  redirectUris: ['http://127.0.0.1/callback'],
}
const publicJwk = (kid?: string) => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  ...(kid && { kid }),
})

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  void suite(`OAuth apps on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine, env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } })
    const { store } = acme.app.needs
    let made = 0
    const person = async (...roles: string[]): Promise<User> => {
      const username = `person-${++made}`
      const names = { username, email: `${username}@acme.example`, firstName: 'Per', lastName: 'Son' }
      const user = await addMember(acme.app.needs, acme.organization.id, { ...names, password: PASSWORD })
      for (const name of roles) await acme.give(user, name, name.includes(':') ? acme.inventory : null)
      return user
    }
    const owner = await sessionOf(acme, acme.owner)
    const developer = await person('developer', 'inventory:viewer')
    const dev = await sessionOf(acme, developer)
    const stranger = await sessionOf(acme, acme.stranger)
    type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    const asked = (method: Method, path: string, body?: object, headers: Credentials = owner) =>
      request(acme, method, `/api/v1/organizations/${acme.organization.id}/oauth-apps${path}`, {
        headers,
        ...(body && { body: body as never }),
      })
    const elsewhere = (method: Method, path: string, body?: object) =>
      request(acme, method, `/api/v1/organizations/${acme.other.id}/oauth-apps${path}`, {
        headers: stranger,
        ...(body && { body: body as never }),
      })
    const create = async (body: object, headers: Credentials = owner) => {
      const answer = await asked('POST', '', { name: `App ${++made}`, ...body }, headers)
      assert.equal(answer.status, 201, answer.text)
      return answer.body as { app: { id: string }; secretValue: string | null }
    }
    const viewer = () => ({ serviceId: acme.inventory.id, name: 'inventory:viewer' })
    const scopesOf = (name: string, resource: string | null = null) => ({
      services: [{ serviceId: acme.inventory.id, roles: [{ name, resource }] }],
    })

    test('a developer makes an app, finds it, and sees its secret once', async () => {
      const { app, secretValue } = await create({ ...MACHINE, name: 'Night run' }, dev)
      assert.match(app.id, /^app-[0-9a-z]{20}$/)
      assert.match(secretValue ?? '', /^csns[0-9A-Za-z]{61}$/)
      const listed = await asked('GET', '?search=NIGHT', undefined, dev)
      assert.deepEqual([listed.body.total, listed.body.items[0].id], [1, app.id])
      const shown = await asked('GET', `/${app.id}`, undefined, dev)
      assert.deepEqual([shown.body.mayChange, shown.body.isOwn, shown.body.owner], [true, true, 'Acme'])
      assert.ok(!shown.text.includes(secretValue ?? ''))
      assert.equal(shown.body.secrets.length, 1)
      const twice = await asked('POST', '', { ...MACHINE, name: 'night RUN' })
      assert.deepEqual([twice.status, twice.body.code], [409, 'name_taken'])
      assert.ok(twice.body.fields.name)
    })

    test('a member makes none and sees none; an administrator sees them', async () => {
      const member = await sessionOf(acme, acme.member)
      assert.equal((await asked('GET', '', undefined, member)).status, 403)
      assert.equal((await asked('POST', '', { ...MACHINE, name: 'X' }, member)).status, 403)
      const admin = await sessionOf(acme, await person('org_admin'))
      assert.equal((await asked('GET', '', undefined, admin)).status, 200)
      assert.equal((await asked('POST', '', { ...MACHINE, name: 'X' }, admin)).status, 403)
    })

    test('what its kind can’t have is refused beside its field, all at once', async () => {
      const REFUSED: readonly (readonly [object, ...string[]])[] = [
        [{ ...MACHINE, redirectUris: ['https://app.example/'] }, 'redirectUris'],
        [{ ...MACHINE, authentication: 'none' }, 'authentication'],
        [{ ...MACHINE, hasRefreshTokens: true }, 'hasRefreshTokens'],
        [{ ...MACHINE, hasDeviceFlow: true }, 'hasDeviceFlow'],
        [{ ...WEB, redirectUris: [] }, 'redirectUris'],
        [{ ...WEB, authentication: 'none' }, 'authentication'],
        [{ ...NATIVE, authentication: 'secret' }, 'authentication'],
        [{ ...WEB, redirectUris: ['https://app.example/', 'http://app.example/#x'] }, 'redirectUris.1'],
        [{ ...WEB, postLogoutRedirectUris: ['https://*.example/'] }, 'postLogoutRedirectUris.0'],
        [{ ...WEB, redirectUris: ['com.example.app:/x'] }, 'redirectUris.0'],
        [{ ...WEB, refreshIdleSeconds: 600, refreshLifetimeSeconds: 300 }, 'refreshIdleSeconds'],
        [{ ...MACHINE, authentication: 'private_key_jwt' }, 'publicKeys'],
        [{ ...MACHINE, publicKeys: [publicJwk()] }, 'publicKeys'],
        [
          { ...MACHINE, authentication: 'private_key_jwt', publicKeys: [publicJwk(), publicJwk('b')] },
          'publicKeys.0',
        ],
        [
          {
            ...MACHINE,
            authentication: 'private_key_jwt',
            publicKeys: [publicJwk('a'), { ...publicJwk('b'), d: 'x' }, publicJwk('a')],
          },
          ...['publicKeys.1', 'publicKeys.2'],
        ],
      ]
      for (const [body, ...fields] of REFUSED) {
        const answer = await asked('POST', '', { name: 'Refused', ...body })
        assert.deepEqual([answer.status, answer.body.code], [400, 'oauth_app_invalid'], answer.text)
        assert.deepEqual(Object.keys(answer.body.fields), fields, answer.text)
      }
    })

    test('an app with a key of its own has no secret, and only the public parts are kept', async () => {
      const { app, secretValue } = await create({
        ...MACHINE,
        authentication: 'private_key_jwt',
        publicKeys: [{ ...publicJwk('a'), use: 'sig', ext: true }],
      })
      assert.equal(secretValue, null)
      const { body } = await asked('GET', `/${app.id}`)
      assert.deepEqual(Object.keys(body.publicKeys[0]).toSorted(), ['crv', 'kid', 'kty', 'x', 'y'])
      assert.equal((await asked('POST', `/${app.id}/secrets`, { name: 'Second' })).status, 409)
    })

    test('two secrets work at a time, one is replaced at once or after a while, and a third is one too many', async () => {
      const { app } = await create(MACHINE)
      const secrets = async () =>
        (await asked('GET', `/${app.id}`)).body.secrets as {
          name: string
          isInForce: boolean
          expiresAt: string
        }[]
      const inForce = async () => (await secrets()).filter((each) => each.isInForce).map(({ name }) => name)
      const add = (body: object) => asked('POST', `/${app.id}/secrets`, body)
      const second = await add({ name: 'Second' })
      assert.match(second.body.secretValue, /^csns/)
      assert.deepEqual((await inForce()).toSorted(), ['First', 'Second'])
      const third = await add({ name: 'Third' })
      assert.deepEqual([third.status, third.body.code], [409, 'limit_reached'])
      assert.match(third.body.detail, /^2 secrets/)
      assert.equal((await add({ name: 'Third', others: 'end' })).status, 201)
      assert.deepEqual(await inForce(), ['Third'])
      const othersEndAt = toRfc3339(acme.clock.now + 10_000)
      assert.equal((await add({ name: 'Fourth', others: 'end', othersEndAt })).status, 201)
      assert.deepEqual((await inForce()).toSorted(), ['Fourth', 'Third'])
      assert.equal((await secrets()).find(({ name }) => name === 'Third')?.expiresAt, othersEndAt)
      acme.clock.now += 10_000
      assert.deepEqual(await inForce(), ['Fourth'])
      const past = await add({ name: 'Past', expiresAt: toRfc3339(acme.clock.now) })
      assert.deepEqual([past.status, past.body.code], [400, 'lifetime_invalid'])
    })

    test('of 20 that add a secret at once, one succeeds where one is left', async () => {
      const { app } = await create(MACHINE)
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => asked('POST', `/${app.id}/secrets`, { name: `S${index}` })),
      )
      const statuses = answers.map(({ status }) => status)
      assert.equal(statuses.filter((status) => status === 201).length, 1, statuses.join(' '))
    })

    test('a secret that leaked ends, and everyone who let the app in is asked again', async () => {
      const { app } = await create(WEB)
      const { body } = await asked('GET', `/${app.id}`)
      const [secret] = body.secrets
      const key = { organizationId: acme.organization.id, appId: app.id, userId: developer.id }
      await store.change(async (tx) => {
        const at = acme.clock.now
        await tx.oauthGrants.putConsent({
          ...{ ...key, words: ['openid'], allowed: NO_SCOPES, givenAt: at, lastUsedAt: at },
        })
        return { result: undefined, events: [] }
      })
      const { people } = (await asked('GET', `/${app.id}/consequences`)).body
      assert.deepEqual([people.total, people.items[0].username], [1, developer.username])
      const end = (more: object) => asked('POST', `/${app.id}/secrets/${secret.id}/end`, more)
      const ended = await end({ hasLeaked: true })
      assert.equal(ended.body.secrets[0].isInForce, false)
      assert.notEqual(ended.body.secrets[0].endedAt, null)
      assert.equal(await store.oauthGrants.findConsent(key), undefined)
      assert.equal((await end({})).status, 200, 'ending it twice is nothing to do')
      assert.equal((await asked('POST', `/${app.id}/secrets/unknown00000/end`, {})).status, 404)
    })

    test('is edited as a whole, by who read it, and what was chosen stays', async () => {
      const { app } = await create(WEB)
      const { body, headers } = await asked('GET', `/${app.id}`)
      const { kind: _, ...definition } = WEB
      const change = { ...definition, name: 'Edited', description: 'Shows shelves' }
      const put = (etag: string) =>
        request(acme, 'PUT', `/api/v1/organizations/${acme.organization.id}/oauth-apps/${app.id}`, {
          headers: { ...owner, 'if-match': etag },
          body: change,
        })
      const edited = await put(String(headers['etag']))
      assert.deepEqual(
        [edited.status, edited.body.name, body.name === 'Edited'],
        [200, 'Edited', false],
        edited.text,
      )
      assert.equal((await put(String(headers['etag']))).status, 412)
    })

    test('a developer lets an app have no more than they hold, and an owner whatever there is', async () => {
      const refused = async (scopes: object, headers = dev) => {
        const { status, body } = await asked('POST', '', { ...WEB, name: `R${++made}`, scopes }, headers)
        return [status, body.code]
      }
      const BEYOND = [403, 'scope_exceeds_caller']
      assert.deepEqual(await refused({ allRoles: true }), BEYOND)
      assert.deepEqual(await refused(scopesOf('inventory:admin')), BEYOND)
      assert.deepEqual(
        await refused({ services: [{ serviceId: acme.inventory.id, allRoles: true }] }),
        BEYOND,
      )
      assert.deepEqual(await refused({ organization: { roles: [{ name: 'org_owner' }] } }), BEYOND)
      assert.deepEqual((await refused({ administration: true }))[0], 403)
      const unknown = '00000000-0000-4000-8000-000000000000'
      assert.equal((await refused({ services: [{ serviceId: unknown, allRoles: true }] }, owner))[0], 404)
      await create({ ...WEB, scopes: scopesOf('inventory:viewer') }, dev)
      await create({ ...WEB, scopes: { allRoles: true } })
      // Its rights are those of its roles, and these somebody gives who may.
      await create({ ...MACHINE, scopes: { allRoles: true } }, dev)
    })

    test('what may do more than a developer is not theirs to change, get a secret of, or start again', async () => {
      const { app } = await create({ ...MACHINE, scopes: { allRoles: true } }, dev)
      const give = (role: object, headers = owner) => asked('PUT', `/${app.id}/roles`, role, headers)
      assert.equal((await give(viewer(), dev)).status, 403, 'who manages no members gives no roles')
      assert.equal((await give(viewer())).status, 200)
      const secret = { name: 'Mine', others: 'end' }
      assert.equal((await asked('POST', `/${app.id}/secrets`, secret, dev)).status, 201)
      assert.equal((await give({ ...viewer(), name: 'inventory:admin' })).status, 200)
      const shown = await asked('GET', `/${app.id}`, undefined, dev)
      assert.equal(shown.body.mayChange, false)
      const beyond = await asked('POST', `/${app.id}/secrets`, secret, dev)
      assert.deepEqual([beyond.status, beyond.body.code], [403, 'forbidden'])
      assert.match(beyond.body.detail, /inventory:admin/)
      const edit = { name: 'Mine', authentication: 'secret', scopes: {} }
      assert.equal((await asked('PUT', `/${app.id}`, edit, dev)).status, 403)
      assert.equal((await asked('PATCH', `/${app.id}`, { isDeactivated: true }, dev)).status, 200)
      assert.equal((await asked('PATCH', `/${app.id}`, { isDeactivated: false }, dev)).status, 403)
      const secretId = shown.body.secrets.find((each: { isInForce: boolean }) => each.isInForce).id
      assert.equal((await asked('POST', `/${app.id}/secrets/${secretId}/end`, {}, dev)).status, 200)
    })

    test('a machine holds a role for a while, a custom one too, and never what is given to persons by name', async () => {
      const { app } = await create({ ...MACHINE, scopes: { allRoles: true } })
      const give = (role: object, headers = owner) => asked('PUT', `/${app.id}/roles`, role, headers)
      for (const name of ['org_owner', 'platform_operator'])
        assert.deepEqual((await give({ name })).body.code, 'role_invalid')
      const endsAt = toRfc3339(acme.clock.now + HOUR_MS)
      const given = await give({ ...viewer(), resource: 'shelf-1', endsAt })
      assert.deepEqual(
        given.body.roles.map((role: Record<string, unknown>) => [
          role['name'],
          role['resource'],
          role['endsAt'],
        ]),
        [['inventory:viewer', 'shelf-1', endsAt]],
      )
      await request(acme, 'POST', `/api/v1/organizations/${acme.organization.id}/custom-roles`, {
        headers: owner,
        body: {
          name: 'reader',
          displayName: 'Reader',
          services: [{ serviceId: acme.inventory.id, permissions: ['inventory:item.read'] }],
        },
      })
      assert.equal((await give({ name: 'reader' })).body.roles.length, 2)
      assert.equal((await give({ name: 'nobody' })).status, 404)
      const admin = await sessionOf(acme, await person('org_admin', 'inventory:viewer'))
      assert.equal((await give({ ...viewer(), resource: 'shelf-2' }, admin)).status, 200)
      assert.equal((await give({ ...viewer(), name: 'inventory:admin' }, admin)).status, 403)
      const take = (role: object) => asked('POST', `/${app.id}/roles/removal`, role)
      assert.equal((await take({ name: 'reader' })).body.roles.length, 2)
      assert.equal((await take({ name: 'reader' })).status, 404)
      const { app: web } = await create(WEB)
      assert.equal((await asked('PUT', `/${web.id}/roles`, viewer())).status, 409)
      const machine = await store.oauthApps.findMachine(app.id, acme.organization.id)
      assert.ok(machine?.roles.some(({ resource }) => resource === 'shelf-1'))
    })

    test('what a machine would lose is told before a custom role is narrowed, a service changed, or a person goes', async () => {
      const { app } = await create({ ...MACHINE, name: 'Counter', scopes: { allRoles: true } })
      const ours = `/api/v1/organizations/${acme.organization.id}`
      const post = (path: string, body: object, headers: Credentials = owner) =>
        request(acme, 'POST', ours + path, { headers, body: body as never })
      const services = [{ serviceId: acme.inventory.id, permissions: ['inventory:item.read'] }]
      await post('/custom-roles', { name: 'counting', displayName: 'Counting', services })
      const give = (role: object) => asked('PUT', `/${app.id}/roles`, role)
      assert.equal((await give({ name: 'counting' })).status, 200)
      const gone = await post('/custom-roles/counting/preview', { services: null })
      const lost = { id: app.id, name: 'Counter', lastUsedAt: null, permissions: 1 }
      assert.deepEqual(gone.body.machines, { items: [{ ...lost, roles: ['counting'] }], total: 1 })
      assert.equal((await give({ ...viewer(), name: 'inventory:admin' })).status, 200)
      const kept = await post('/custom-roles/counting/preview', { services: null })
      assert.deepEqual(kept.body.machines.items[0]?.permissions, 0, 'what it holds otherwise is not lost')
      const removed = await post(`/services/${acme.inventory.id}/preview`, { definition: null })
      const named = removed.body.machines.items.find(({ id }: { id: string }) => id === app.id)
      assert.deepEqual(named.roles.toSorted(), ['counting', 'inventory:admin'])
      const maker = await person('developer', 'inventory:viewer')
      await create(MACHINE, await sessionOf(acme, maker))
      const stops = await request(acme, 'GET', `${ours}/people/${maker.id}/consequences`, { headers: owner })
      assert.deepEqual(stops.body.oauthApps, { letIn: 0, secretsMade: 1 })
    })

    test('an app that is shared is added by its id, works under what is given there, and goes with what it had', async () => {
      const { app } = await create({ ...MACHINE, isShared: true, scopes: { allRoles: true } })
      const { app: kept } = await create(MACHINE)
      assert.equal((await elsewhere('POST', '/added', { id: kept.id })).status, 404)
      assert.equal((await elsewhere('GET', `/${app.id}`)).status, 404)
      const added = await elsewhere('POST', '/added', { id: app.id })
      assert.deepEqual(
        [added.status, added.body.isOwn, added.body.secrets.length],
        [201, false, 0],
        added.text,
      )
      assert.equal((await elsewhere('POST', '/added', { id: app.id })).status, 409)
      const OWN_ALONE: readonly (readonly [Method, string, object?])[] = [
        ['PUT', `/${app.id}`, { name: 'Theirs', authentication: 'secret', scopes: {} }],
        ['PATCH', `/${app.id}`, { isDeactivated: true }],
        ['DELETE', `/${app.id}`],
        ['POST', `/${app.id}/secrets`, { name: 'Theirs' }],
        ['GET', `/${app.id}/organizations`],
      ]
      for (const call of OWN_ALONE) assert.equal((await elsewhere(...call)).status, 409, call.join(' '))
      assert.equal((await elsewhere('PUT', `/${app.id}/roles`, { name: 'support_user' })).status, 200)
      const having = await asked('GET', `/${app.id}/organizations`)
      assert.equal(having.body.total, 2)
      const before = await asked('GET', `/${app.id}/consequences`)
      assert.deepEqual(
        [before.body.organizations.total, before.body.roles, before.body.secrets.length],
        [2, 1, 1],
      )
      assert.equal((await asked('DELETE', `/added/${app.id}`)).status, 409, 'one’s own is removed itself')
      assert.equal((await elsewhere('DELETE', `/added/${app.id}`)).status, 204)
      assert.equal(await store.oauthApps.findMachine(app.id, acme.other.id), undefined)
      assert.equal((await asked('DELETE', `/${app.id}`)).status, 204)
      assert.equal((await asked('GET', `/${app.id}`)).status, 404)
    })

    test('the id that the Tanzu CLI knows is the home organization’s, and answers to the same machine alone', async () => {
      const body = { ...NATIVE, name: 'Tanzu CLI', id: 'tanzu-cli-client-id' }
      assert.equal((await elsewhere('POST', '', body)).status, 409)
      const other = { ...body, redirectUris: ['https://app.example/callback'] }
      assert.equal((await asked('POST', '', other)).status, 400)
      assert.equal((await create(body)).app.id, body.id)
      const again = await asked('POST', '', { ...body, name: 'Again' })
      assert.deepEqual([again.status, again.body.code], [409, 'name_taken'])
    })

    test('an access token makes no secret or key that outlives its API token', async () => {
      const token = await accessTokenOf(acme, acme.owner, {
        scopes: { allRoles: true, administration: true },
      })
      const { app } = await create(MACHINE, token)
      const { body } = await asked('GET', `/${app.id}`)
      assert.notEqual(body.secrets[0].expiresAt, null)
      const long = { name: 'Long', expiresAt: toRfc3339(acme.clock.now + 400 * DAY_MS) }
      const answer = await asked('POST', `/${app.id}/secrets`, long, token)
      assert.deepEqual([answer.status, answer.body.code], [403, 'lifetime_exceeds_caller'])
      const keyed = { ...MACHINE, authentication: 'private_key_jwt', publicKeys: [publicJwk()] }
      assert.equal((await asked('POST', '', { name: 'Keyed', ...keyed }, token)).status, 403)
    })

    test('every change is told, and no telling has a secret in it', async () => {
      const { app, secretValue } = await create(MACHINE)
      await asked('PUT', `/${app.id}/roles`, viewer())
      await asked('DELETE', `/${app.id}`)
      const page = { offset: 0, limit: 1000 }
      const events = await store.auditEvents.listForOrganization(acme.organization.id, page)
      const items = events.items.filter(({ target }) => target?.id === app.id)
      assert.deepEqual(items.map(({ name }) => name).toSorted(), [
        'csp__add_oauth_secret',
        'csp__assign_oauth_app_role',
        'csp__create_oauth_app',
        'csp__remove_oauth_app',
      ])
      assert.ok(!JSON.stringify(items).includes(secretValue ?? ''))
    })

    test('why an app is refused is counted for its organization, and an added one’s for nobody else', async () => {
      const { app, secretValue } = await create({ ...WEB, isShared: true })
      const { app: machine, secretValue: machineSecret } = await create(MACHINE)
      const post = (form: Record<string, string>, id = app.id, secret = secretValue ?? '') =>
        postForm(acme, '/oauth2/token', form, basic(id, secret))
      const code = { grant_type: 'authorization_code', code: 'x', redirect_uri: WEB.redirectUris[0]! }
      for (const _time of [1, 2]) await post({ ...code, code_verifier: 'x'.repeat(43) })
      await post({ grant_type: 'client_credentials' })
      await post({ grant_type: 'client_credentials' }, app.id, machineSecret ?? '')
      await post(
        { grant_type: 'client_credentials', resource: 'https://nowhere.example' },
        machine.id,
        machineSecret ?? '',
      )
      await post(code)
      await flushUsage(acme.app.needs)
      const refusals = async (id: string) =>
        (await asked('GET', `/${id}/refusals`, undefined, dev)).body.items
          .map(({ reason, times }: { reason: string; times: number }) => `${reason} ${times}`)
          .toSorted()
      assert.deepEqual(await refusals(app.id), ['client_unauthorized 1', 'code_unknown 2', 'wrong_secret 1'])
      assert.deepEqual(await refusals(machine.id), ['target_invalid 1'])
      await elsewhere('POST', '/added', { id: app.id })
      assert.deepEqual((await elsewhere('GET', `/${app.id}/refusals`)).body.total, 0)
      assert.equal((await elsewhere('GET', `/${machine.id}/refusals`)).status, 404)
    })

    test('an organization has no more apps than the limit, added ones counted', async () => {
      const most = acme.app.needs.settings.oauthApps.perOrganization
      await store.change(async (tx) => {
        const have = await tx.oauthApps.countOf(acme.organization.id)
        for (let index = have; index < most; index++)
          await tx.oauthApps.insert(newOAuthApp(acme.organization.id, acme.clock.now))
        return { result: undefined, events: [] }
      })
      const answer = await asked('POST', '', { ...MACHINE, name: 'One too many' })
      assert.deepEqual([answer.status, answer.body.code], [409, 'limit_reached'])
      assert.match(answer.body.detail, new RegExp(`${most} OAuth apps`))
    })
  })
}
