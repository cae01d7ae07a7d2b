/** Nothing that a member or a stranger sends holds the only thread for long: the largest of everything, on both APIs. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { openAcme } from '../../testing/acme.ts'
import { longestTurnMs, slowness } from '../../testing/event-loop.ts'
import { sessionOf } from '../../testing/people.ts'
import { apiTokensPath, COMPATIBLE, exchange, generate, request } from '../../testing/requests.ts'
import { makeTokenString } from '../crypto/token-string.ts'
import { registerService } from '../actions/services/register-service.ts'

/** What everybody else waits at the most while one request is worked on. */
const MOST_MS = 50
const TRIES = 3

const acme = await openAcme({ after }, { env: { COUNTERSIGN_RIGHTS_PER_SERVICE: '10000' } })
const { needs } = acme.app
const path = apiTokensPath(acme)
const headers = await sessionOf(acme, acme.member)
const service = await registerService(needs, acme.organization.id, largeService())
for (const { name } of service.roles) await acme.give(acme.member, name, service)

const names = service.permissions.map(({ name }) => name)
/** As many rights as one may choose: each of some permissions on each of some resources. */
const onResources = (count: number) => ({
  serviceId: service.id,
  permissions: names.slice(0, 30).map((name) => ({
    name,
    resources: Array.from({ length: count }, (_, at) => `r${at}`),
  })),
})
const largest = { administration: true, openId: true, services: [onResources(32)] }
const everything = { administration: true, openId: true, allRoles: true }
const body = { name: 'Large', scopes: largest }

const scopeNames = (): string =>
  names
    .slice(0, 30)
    .flatMap((name) => Array.from({ length: 9 }, (_, at) => `external/${service.id}/r${at}/${name}`))
    .join(' ')
const resourceScope = (): string =>
  JSON.stringify({
    servicesScopes: [
      {
        serviceDefinitionId: service.id,
        permissions: names.slice(0, 30).map((permissionId) => ({
          permissionId,
          resources: Array.from({ length: 32 }, (_, at) => `r${at}`),
        })),
      },
    ],
  })

let whole: string
let large: string
const leaked: string[] = []
before(async () => {
  whole = (await generate(acme, headers, { scopes: everything })).value
  large = (await generate(acme, headers, body)).value
  for (let count = 0; count < 220; count++) leaked.push((await generate(acme, headers, body)).value)
})
const accessToken = async (value: string) => ({
  'csp-auth-token': (await exchange(acme, value)).body.access_token as string,
})
const form = (fields: Record<string, string>, to = '/auth/api-tokens/authorize') =>
  acme.app.server.inject({
    method: 'POST',
    url: COMPATIBLE + to,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
const own = (method: 'GET' | 'POST' | 'DELETE', url: string, given?: object) => async () =>
  request(acme, method, url, { headers, ...(given && { body: { ...given } }) })
const compatible = (url: string, value: () => string) => async () =>
  request(acme, 'GET', COMPATIBLE + url, { headers: await accessToken(value()) })

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

const SENT: Readonly<Record<string, () => Promise<unknown>>> = {
  'an exchange of all roles': () => form({ refresh_token: whole }),
  'an exchange of the largest scopes': () => form({ refresh_token: large }),
  'an exchange that narrows by as many names as fit': () =>
    form({ refresh_token: large, scope: scopeNames() }),
  'an exchange that narrows by the largest scopes': () =>
    form({ refresh_token: large, allowed_resource_scope: resourceScope() }),
  'an exchange that narrows by both': () =>
    form({ refresh_token: large, scope: scopeNames(), allowed_resource_scope: resourceScope() }),
  'an exchange that narrows by the same again and again': () =>
    form({
      refresh_token: large,
      allowed_resource_scope: JSON.stringify({
        servicesScopes: Array.from({ length: 250 }, () => ({
          serviceDefinitionId: service.id,
          allRoles: true,
        })),
      }),
    }),
  'a form of many fields': () =>
    form(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`scope${at}`, 'x']))),
  'JSON as deep as a body may be': () =>
    request(acme, 'POST', path, {
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.parse(deep(6_000)),
    }),
  'generating with the largest scopes': own('POST', path, body),
  'a preview of the largest scopes': own(
    'POST',
    `/api/v1/organizations/${acme.organization.id}/api-tokens/preview`,
    {
      scopes: largest,
    },
  ),
  'the longest page of the largest API tokens': own('GET', `${path}?limit=200`),
  'one’s roles': own('GET', `/api/v1/organizations/${acme.organization.id}/my-roles`),
  'details of the largest scopes': () => form({ tokenValue: large }, '/auth/api-tokens/details'),
  'the whole of an access token that overflowed': compatible(
    '/auth/token/expand-overflow-claims',
    () => large,
  ),
  'the whole of one of all roles': compatible('/auth/token/expand-overflow-claims', () => whole),
  'who one is': compatible('/loggedin/user', () => whole),
  'a report of a thousand values, the largest API tokens among them': async () => {
    const unknown = Array.from({ length: 970 }, () => makeTokenString('t').value.reveal())
    const values = [...unknown, ...leaked.splice(0, 30)]
    const { status } = await request(acme, 'POST', '/api/v1/leaks', { body: { values } })
    assert.equal(status, 204)
  },
  'revoking all of them': own('DELETE', path),
}

suite('the event loop', () => {
  for (const [what, send] of Object.entries(SENT)) {
    test(`is not held by ${what}`, async () => {
      const turns: number[] = []
      for (let tries = 0; tries < TRIES; tries++) turns.push(await longestTurnMs(send))
      const least = Math.min(...turns)
      const most = MOST_MS * slowness()
      assert.ok(least < most, `${what}: ${least.toFixed(1)} ms of at most ${most.toFixed(1)}`)
    })
  }
})

function largeService() {
  const permissions = Array.from({ length: 100 }, (_, at) => ({
    name: `large:thing-${at}.use`,
    description: `Use thing ${at}`,
  }))
  const roles = Array.from({ length: 95 }, (_, at) => ({
    name: `large:role-${at}`,
    displayName: `Role ${at}`,
    permissions: permissions.map(({ name }) => name),
  }))
  return { name: 'large', displayName: 'Large', permissions, roles }
}
