/**
 * Every route of an organization, on both faces, as those who could be confused with somebody who may: what each is answered
 * follows from who they are and from the one right that the route needs. A route that no row says a right of fails.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { assignRole } from '../actions/roles/assign-role.ts'
import { addMember } from '../actions/people/add-member.ts'
import { sendInvitation } from '../actions/invitations/send-invitation.ts'
import { randomUuid } from '../crypto/random.ts'
import { ORGANIZATION_ROLES, type OrganizationRoleName } from '../domain/organization-roles.ts'
import type { User } from '../domain/user.ts'
import { openAcme, PASSWORD, type Acme } from '../../testing/acme.ts'
import { COMPATIBLE_CALLS, compatibleRequest } from '../../testing/compatible-calls.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../testing/people.ts'
import { generate, request } from '../../testing/requests.ts'
import { sampleRequest } from '../../testing/sample-requests.ts'
import { thingsToManage, type ThingsToManage } from '../../testing/things-to-manage.ts'
import { routes } from './routes.ts'

/** What is no permission: to be an owner, and to make a link for a new password, which a session alone may. */
const OWNER = 'be an owner'
const PASSWORD_LINKS = 'make a link for a new password'
const MEMBERSHIP = 'be a member'
/** Who may not is told that it is not there. */
const DECIDING = 'give the role that a request is for'
const TAKING_BACK = 'have asked for the role'

/** By the method and what follows the organization; the first that fits counts. */
const NEEDED: readonly (readonly [route: RegExp, right: string])[] = [
  [/^\w+ \/organizations\b/, 'organizations.manage'],
  [/^PATCH (\/policies)?$/, 'organization.manage'],
  [/\/password-reset$/, PASSWORD_LINKS],
  [/^(PUT|POST) \/services\/:serviceId\/offers/, OWNER],
  [/^GET \/leak-reports$/, 'api-tokens.read'],
  [/^GET \/services(\/catalogue|\/:serviceId)?$/, 'services.read'],
  [/^\w+ \/services/, 'services.manage'],
  [/^\w+ \/oauth-apps\/:appId\/roles/, 'members.manage'],
  [/^GET \/oauth-apps\/:appId\/consequences$/, 'oauth-apps.manage'],
  [/^GET \/(oauth-apps|event-streams)/, 'oauth-apps.read'],
  [/^\w+ \/(oauth-apps|event-streams)/, 'oauth-apps.manage'],
  [/\/(mail|givable-roles|consequences)$/, 'members.manage'],
  [/^GET \/(people|users|invitations|groups|custom-roles)/, 'members.read'],
  [/^\w+ \/(people|users|invitations|groups|custom-roles)/, 'members.manage'],
  [/^POST \/role-requests\/:requestId\/withdrawal$/, TAKING_BACK],
  [/^\w+ \/role-requests\/:requestId/, DECIDING],
  [/^GET \/requestable-roles$|^\w+ \/role-requests$/, MEMBERSHIP],
  [
    /^\w+ \/(api-tokens|own)\b|^GET (\/policies|\/my-roles|\/organization-roles|\/roles(\/\{role\})?)?$/,
    MEMBERSHIP,
  ],
]

type Organization = Acme['organization']
type Means = 'session' | 'access token'
type Answer = 'let in' | 401 | 403 | 404
type Kind = {
  /** In the organization that is asked for; undefined for who is not let into it at all. */
  readonly rights?: readonly string[]
  readonly refused?: Readonly<Record<Means, Answer>>
  readonly organization: Organization
  readonly user: User
  readonly credentials: (means: Means) => Promise<Credentials>
}

suite('every route of an organization answers by the right that it needs', async () => {
  const env = {
    COUNTERSIGN_SIGNING_ALGORITHM: 'ES256',
    COUNTERSIGN_SERVICES_PER_ORGANIZATION: '10000',
    COUNTERSIGN_GROUPS_PER_ORGANIZATION: '10000',
    COUNTERSIGN_CUSTOM_ROLES_PER_ORGANIZATION: '10000',
    COUNTERSIGN_OAUTH_APPS_PER_ORGANIZATION: '10000',
    COUNTERSIGN_OPEN_INVITATIONS: '10000',
    COUNTERSIGN_ROLE_REQUESTS_PER_PERSON: '10000',
  }
  const acme = await openAcme({ after }, { env })
  const { organization, other, inventory, owner } = acme
  const { needs } = acme.app
  const { store } = needs

  await acme.give(owner, 'inventory:viewer', inventory)

  let people = 0
  const personIn = async ({ id }: Organization, ...roles: OrganizationRoleName[]): Promise<User> => {
    const username = `caller-${++people}`
    const names = { username, email: `${username}@acme.example`, firstName: 'Cal', lastName: 'Ler' }
    const user = await addMember(needs, id, { ...names, password: PASSWORD })
    const role = { organizationId: id, userId: user.id, serviceId: null, resource: null, endsAt: null }
    for (const name of roles) await assignRole(needs, { ...role, name })
    if (id === organization.id) await acme.give(user, 'inventory:viewer', inventory)
    return user
  }
  const credentialsOf = (user: User, of: Organization) => async (means: Means) =>
    means === 'session'
      ? sessionOf(acme, user)
      : accessTokenOf({ ...acme, organization: of }, user, {
          scopes: { allRoles: true, administration: true, openId: true },
        })
  /** From before they were kept out. */
  const earlier = async (user: User, of: Organization) => {
    const make = credentialsOf(user, of)
    const made = { session: await make('session'), 'access token': await make('access token') }
    return async (means: Means) => made[means]
  }
  const inside = (user: User, ...roles: OrganizationRoleName[]): Kind => ({
    ...{ organization, user },
    credentials: credentialsOf(user, organization),
    rights: [
      MEMBERSHIP,
      ...roles.flatMap((name): readonly string[] => ORGANIZATION_ROLES[name].permissions),
      ...(roles.includes('org_owner') ? [OWNER, PASSWORD_LINKS] : []),
      ...(roles.includes('platform_operator') ? [PASSWORD_LINKS] : []),
    ],
  })
  const outside = (user: User, of: Organization): Kind => ({
    ...{ organization, user },
    refused: { session: 404, 'access token': 404 },
    credentials: credentialsOf(user, of),
  })

  /** Holds what the administrator holds, and nothing of it themselves. */
  const throughGroup = await personIn(organization)
  const suspended: Organization = { ...other, id: randomUuid(), name: 'initech', displayName: 'Initech' }
  await store.change(async (tx) => {
    const forGood = { startsAt: null, endsAt: null, createdAt: needs.now() }
    const group = { id: randomUuid(), displayName: 'Administrators', description: '', createdAt: needs.now() }
    await tx.groups.insert(organization.id, group)
    for (const name of ['org_admin', 'developer'])
      await tx.groups.putRole(organization.id, group.id, {
        serviceId: null,
        name,
        resource: null,
        ...forGood,
      })
    await tx.groups.putMember(organization.id, group.id, { userId: throughGroup.id, ...forGood })
    await tx.organizations.insert(suspended)
    return { result: undefined, events: [] }
  })
  const invitee = await personIn(other, 'org_owner')
  const disabled = await personIn(organization, 'org_admin', 'developer')
  const ofSuspended = await personIn(suspended, 'org_owner')
  const KINDS: Readonly<Record<string, Kind>> = {
    owner: inside(owner, 'org_owner'),
    administrator: inside(await personIn(organization, 'org_admin', 'developer'), 'org_admin', 'developer'),
    'administrator through a group': inside(throughGroup, 'org_admin', 'developer'),
    'platform operator': inside(
      await personIn(organization, 'platform_operator'),
      'org_member',
      'platform_operator',
    ),
    member: inside(await personIn(organization), 'org_member'),
    'owner of another organization': outside(acme.stranger, other),
    'invited, and has not accepted': outside(invitee, other),
    'disabled administrator': {
      ...{ organization, user: disabled },
      refused: { session: 404, 'access token': 401 },
      credentials: await earlier(disabled, organization),
    },
    'owner of a suspended organization': {
      ...{ organization: suspended, user: ofSuspended },
      refused: { session: 403, 'access token': 401 },
      credentials: await earlier(ofSuspended, suspended),
    },
  }
  await store.change(async (tx) => {
    const letter = { organizationId: organization.id, email: invitee.email, invitedBy: owner.id }
    const roles = [{ serviceId: null, name: 'org_admin', resource: null, startsAt: null, endsAt: null }]
    await sendInvitation(needs, tx, needs.now(), FROM_A_TEST, { ...letter, roles, groupIds: [] })
    await tx.people.disable(organization.id, disabled.id, needs.now())
    await tx.organizations.setSuspendedAt(suspended.id, needs.now())
    return { result: undefined, events: [] }
  })

  const expected = ({ rights, refused }: Kind, right: string, means: Means): Answer => {
    if (rights === undefined) return refused![means]
    const isOwner = rights.includes(OWNER)
    if (right === DECIDING) return isOwner ? 'let in' : 404
    if (right === TAKING_BACK) return isOwner ? 403 : 404
    if (right === PASSWORD_LINKS && means === 'access token') return 403
    return rights.includes(right) ? 'let in' : 403
  }

  /** Made anew after each change that was let in: whatever it ended, the next one finds it. */
  let things: ThingsToManage | undefined
  const known = new Map<string, Readonly<Record<string, string>>>()
  const visit = async (kind: Kind, means: Means) => {
    const key = `${Object.values(KINDS).indexOf(kind)} ${means}`
    const ids = (things ??= await thingsToManage(acme))
    const organizationId = kind.organization.id
    const credentials = known.get(key) ?? (await kind.credentials(means))
    known.set(key, credentials)
    const base = { ...ids, organizationId, apiTokenId: 'AbCdEfGhIjKl', sessionId: randomUuid() }
    return { credentials, ids: { ...base, inventoryId: inventory.id, selfId: kind.user.id } }
  }
  const counts = new Map<Answer, number>()
  const walk = async (
    { method, right, of }: { method: string; right: string; of: string },
    means: Means,
    written: (ids: Awaited<ReturnType<typeof visit>>['ids']) => {
      url: string
      body?: Record<string, unknown>
    },
    ownApiToken: boolean,
  ): Promise<void> => {
    for (const [who, kind] of Object.entries(KINDS)) {
      const wanted = expected(kind, right, means)
      const { credentials, ids } = await visit(kind, means)
      const isOwnNeeded = ownApiToken && wanted === 'let in'
      const own = isOwnNeeded ? await ownApiTokenOf(kind) : {}
      const { url, body } = written({ ...ids, ...own })
      const { status, text } = await request(acme, method as 'GET', url, {
        headers: credentials,
        ...(body && { body }),
      })
      // What contradicts what there is was let in, too: the present value can't be ended.
      const answered = status < 300 || status === 409 ? 'let in' : status
      assert.equal(answered, wanted, `${of} (${right}) with ${means} of ${who}: ${status} ${text}`)
      counts.set(wanted, (counts.get(wanted) ?? 0) + 1)
      if (method === 'GET' || answered !== 'let in') continue
      things = undefined
      for (const [key] of known) if (key.startsWith(`${Object.keys(KINDS).indexOf(who)} `)) known.delete(key)
    }
  }
  const ownApiTokenOf = async (kind: Kind): Promise<{ apiTokenId: string; valueId: string }> => {
    const { apiToken } = await generate(acme, await kind.credentials('session'))
    return { apiTokenId: apiToken.id, valueId: apiToken.valueId }
  }

  const OURS = '/api/v1/organizations/:organizationId'
  for (const { endpoint } of routes.filter(({ endpoint: { path } }) => path.startsWith(OURS))) {
    const { method, path } = endpoint
    const of = `${method} ${path}`
    test(of, async () => {
      const right = rightOf(method, path.slice(OURS.length))
      const written = (ids: Parameters<typeof sampleRequest>[2]) => sampleRequest(method, path, ids)
      for (const means of ['session', 'access token'] as const)
        await walk({ method, right, of }, means, written, /:apiTokenId|revocations/.test(path))
    })
  }

  const OF_ORGANIZATION = /^.*\/am\/api(?:\/v2)?\/orgs\/\{org\}/
  const OWN = /^.*\/am\/api\/(?:loggedin\/user|users\/\{user\})\/orgs\/\{org\}/
  for (const call of COMPATIBLE_CALLS.filter(({ path }) => path.includes('{org}'))) {
    const { method, path, name } = call
    test(`${name}, compatible`, async () => {
      const right = rightOf(method, path.replace(OWN, '/own').replace(OF_ORGANIZATION, ''))
      const written = (ids: Readonly<Record<string, string>>) => compatibleRequest(call, ids)
      await walk({ method, right, of: name }, 'access token', written, false)
    })
  }

  test('and what is one’s own it answers to everybody alike, however they stand in an organization', async () => {
    const takesPassword = /\/(installation|password|session|reauthentication|acceptance)$/
    const own = routes.filter(
      ({ caller, endpoint: { path } }) =>
        !path.startsWith(OURS) && caller !== 'anyone' && !takesPassword.test(path),
    )
    let asked = 0
    for (const { endpoint } of own) {
      const answers = []
      for (const { user, organization: of } of Object.values(KINDS)) {
        const headers = await sessionOf(acme, user)
        const [{ id: sessionId } = { id: '' }] = await store.sessions.listForUser(user.id)
        const ids = { organizationId: of.id, apiTokenId: 'AbCdEfGhIjKl', sessionId }
        const { url, body } = sampleRequest(endpoint.method, endpoint.path, ids)
        const { status } = await request(acme, endpoint.method, url, { headers, ...(body && { body }) })
        answers.push(status)
      }
      asked += answers.length
      assert.deepEqual(new Set(answers).size, 1, `${endpoint.method} ${endpoint.path}: ${answers.join(' ')}`)
    }
    assert.ok(asked > 40, String(asked))
  })

  test('was walked by everyone', (context) => {
    context.diagnostic(JSON.stringify(Object.fromEntries(counts)))
    for (const answer of ['let in', 401, 403, 404] as const)
      assert.ok(counts.get(answer)! > 50, String(answer))
  })
})

const FROM_A_TEST = { requestId: 'test', address: '127.0.0.1', userAgent: 'test' }

function rightOf(method: string, rest: string): string {
  const row = NEEDED.find(([route]) => route.test(`${method} ${rest}`))
  return row?.[1] ?? assert.fail(`Which right does ${method} ${rest} need? Say it in a row.`)
}
