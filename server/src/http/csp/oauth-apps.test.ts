/** OAuth apps as clients of the platform look after them: the same rules as in our own API, in their shape. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { HOUR_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { call } from '../../../testing/compatible.ts'
import { accessTokenOf } from '../../../testing/people.ts'

suite('OAuth apps in the compatible API', async () => {
  const acme = await openAcme({ after }, { env: { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' } })
  const scopes = { allRoles: true, administration: true }
  const own = (await accessTokenOf(acme, acme.owner, { scopes }))['csp-auth-token']!
  const apps = `/orgs/${acme.organization.id}/oauth-apps`
  const ask = async (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    answers = 200,
  ) => {
    const answer = await call(acme, own, method, apps + path, body as never)
    assert.equal(answer.status, answers, `${method} ${path}: ${answer.text}`)
    return answer.body
  }
  const secretsInForce = async (id: string): Promise<number> => {
    const client = await acme.app.needs.store.oauthApps.findClient(id)
    return client?.secrets.filter(({ expiresAt }) => (expiresAt ?? Infinity) > acme.clock.now).length ?? 0
  }

  test('makes a machine, lists it, changes it and removes it', async () => {
    const { clientSecret, ...made } = await ask('POST', '', {
      displayName: 'Night run',
      description: 'Counts the shelves',
      grantTypes: ['client_credentials'],
      accessTokenTTL: 600,
      allowedScopes: {
        servicesScopes: [
          { serviceDefinitionId: acme.inventory.id, roles: [{ name: 'inventory:viewer', resource: null }] },
        ],
      },
    })
    assert.match(clientSecret, /^csns[0-9A-Za-z]{61}$/)
    assert.deepEqual(
      [made.displayName, made.grantTypes, made.accessTokenTTL, made.publicClient, made.redirectUris],
      ['Night run', ['client_credentials'], 600, false, []],
    )
    assert.equal(made.allowedScopes.servicesScopes[0].roles[0].name, 'inventory:viewer')
    assert.deepEqual(await ask('GET', `/${made.id}`), made)
    const listed = await ask('GET', '')
    assert.deepEqual([listed.totalResults, listed.results], [1, [made]])
    const changed = await ask('PATCH', `/${made.id}`, { displayName: 'Day run', description: '' })
    assert.deepEqual(changed, { ...made, displayName: 'Day run', description: '' })
    await ask('PATCH', `/${made.id}`, { grantTypes: ['authorization_code'] }, 409)
    assert.deepEqual(await ask('DELETE', `/${made.id}`), {})
    await ask('GET', `/${made.id}`, undefined, 404)
  })

  test('makes an app for people by its grants, and a public one without a secret', async () => {
    const web = await ask('POST', '', {
      displayName: 'Wiki',
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['https://wiki.example/callback'],
      refreshTokenTTL: 3600,
    })
    assert.match(web.clientSecret, /^csns/)
    assert.deepEqual([web.grantTypes, web.refreshTokenTTL], [['authorization_code', 'refresh_token'], 3600])
    const tanzu = await ask('POST', '', {
      id: 'tanzu-cli-client-id',
      displayName: 'Tanzu CLI',
      publicClient: true,
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/callback'],
      allowedScopes: { generalScopes: ['openid', 'all_roles'] },
    })
    assert.deepEqual(
      [tanzu.id, tanzu.publicClient, tanzu.clientSecret],
      ['tanzu-cli-client-id', true, undefined],
    )
  })

  test('switches signing in on another device on and off by its grant', async () => {
    const grantTypes = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code']
    const body = { displayName: 'Command line', publicClient: true, grantTypes }
    const { id, ...made } = await ask('POST', '', body)
    assert.deepEqual(made.grantTypes, grantTypes)
    assert.deepEqual((await ask('PATCH', `/${id}`, { displayName: 'Shell' })).grantTypes, grantTypes)
    const without = await ask('PATCH', `/${id}`, { grantTypes: ['authorization_code'] })
    assert.deepEqual(without.grantTypes, ['authorization_code'])
  })

  test('replaces a secret now, or lets the old one live for 48 hours', async () => {
    const { id, clientSecret } = await ask('POST', '', { displayName: 'Rotated' })
    const later = await ask('POST', `/${id}/secret`)
    assert.match(later.clientSecret, /^csns/)
    assert.notEqual(later.clientSecret, clientSecret)
    assert.equal(await secretsInForce(id), 2)
    acme.clock.now += 48 * HOUR_MS
    assert.equal(await secretsInForce(id), 1)
    acme.clock.now -= 48 * HOUR_MS
    await ask('PUT', `/${id}/secret`)
    assert.equal(await secretsInForce(id), 1)
  })

  test('what is not as it must be is refused with the name of the member', async () => {
    for (const [body, told, answers = 400] of [
      [{}, /displayName/],
      [{ displayName: 'X', id: 'mine' }, /id must be left out/],
      [{ displayName: 'X', grantTypes: ['client_credentials', 'authorization_code'] }, /two OAuth apps/],
      [{ displayName: 'X', accessTokenTTL: 59 }, /accessTokenTTL must be 60 to 18000/],
      [{ displayName: 'X', accessTokenTTL: '600s' }, /accessTokenTTL/],
      [{ displayName: 'X', redirectUris: ['http://app.example/'] }, /Use https/],
      [{ displayName: 'X', redirectUris: 'https://app.example/' }, /redirectUris must be an array/],
    ] as const) {
      const { message } = await ask('POST', '', body, answers)
      assert.match(message, told)
    }
  })

  test('whose access token may not administer changes nothing', async () => {
    const narrow = (await accessTokenOf(acme, acme.owner))['csp-auth-token']!
    const answer = await call(acme, narrow, 'POST', apps, { displayName: 'X' })
    assert.equal(answer.status, 403, answer.text)
    assert.equal((await call(acme, narrow, 'GET', apps)).status, 200)
  })
})
