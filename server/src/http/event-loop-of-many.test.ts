/** Nor does looking after many people at once hold the only thread for long: as many as one request may name, on both APIs. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openAcme } from '../../testing/acme.ts'
import { longestTurnMs, slowness } from '../../testing/event-loop.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../testing/people.ts'
import { COMPATIBLE, request } from '../../testing/requests.ts'
import { randomUuid } from '../crypto/random.ts'
import { registerService } from '../actions/services/register-service.ts'

/** What everybody else waits at the most while one request is worked on. */
const MOST_MS = 50
const TRIES = 3
const PEOPLE = 1_500
const AT_ONCE = 100
const ROLES = 99

const acme = await openAcme({ after }, { env: { COUNTERSIGN_RIGHTS_PER_GROUP: '10000' } })
const { organization, owner } = acme
const { needs } = acme.app
const people = Array.from({ length: PEOPLE }, (_, at) => ({
  ...{ id: randomUuid(), domain: 'local', username: `person-${at}`, email: `p${at}@acme.example` },
  ...{ isEmailVerified: true, firstName: 'Pat', lastName: 'Doe' },
  ...{ createdAt: acme.clock.now, deactivatedAt: null },
}))
await needs.store.change(async (tx) => {
  for (const person of people) {
    await tx.users.insert(person, 'no password')
    await tx.organizations.addMember(organization.id, person.id, acme.clock.now)
  }
  return { result: undefined, events: [] }
})
const names = Array.from({ length: ROLES }, (_, at) => `many:role-${at}`)
const { id: serviceId } = await registerService(needs, organization.id, {
  name: 'many',
  displayName: 'Many',
  permissions: [],
  roles: names.map((name) => ({ name, displayName: name, permissions: [] })),
})
const headers = await accessTokenOf(acme, owner, { scopes: { allRoles: true, administration: true } })
const session = await sessionOf(acme, owner)
const ours = `/api/v1/organizations/${organization.id}`
const theirs = `${COMPATIBLE}/orgs/${organization.id}`

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Sent = readonly [method: Method, url: () => string, body?: () => object, as?: Credentials]

const send = async ([method, url, body, as = headers]: Sent): Promise<void> => {
  const answer = await request(acme, method, url(), { headers: as, ...(body && { body: { ...body() } }) })
  assert.ok(answer.status < 300, `${method} ${url()}: ${answer.text.slice(0, 200)}`)
}

let made = 0
const serviceRoles = [{ serviceDefinitionId: serviceId, serviceRoleNames: names }]
const newGroup = () => ({ displayName: `Group ${++made}`, serviceRoles })
const { body: group } = await request(acme, 'POST', `${theirs}/groups`, { headers, body: newGroup() })
let next = 0
const some = (count: number) => people.slice((next += count) - count, next)
const usernames = (count: number) => some(count).map(({ username }) => username)
const addresses = () => Array.from({ length: AT_ONCE }, () => `new-${++made}@acme.example`)
const roles = names.map((name) => ({ serviceId, name }))

const users = `${COMPATIBLE}/v2/orgs/${organization.id}/users`
const own = (path: string) => (): string => `${ours}/${path}`
const their = (path: string) => (): string => `${theirs}/${path}`
const SENT: Readonly<Record<string, Sent>> = {
  'inviting many with many roles': [
    ...(['POST', own('invitations')] as const),
    () => ({ emails: addresses(), roles }),
    session,
  ],
  'inviting them by the compatible API': [
    ...(['POST', their('invitations')] as const),
    () => ({ usernames: addresses(), serviceRolesDtos: serviceRoles }),
  ],
  'adding many to a group with many roles': [
    ...(['POST', own(`groups/${group.id}/members`)] as const),
    () => ({ members: usernames(2 * AT_ONCE) }),
    session,
  ],
  'adding them by the compatible API': [
    ...(['POST', their(`groups/${group.id}/users`)] as const),
    () => ({ usernamesToAdd: usernames(AT_ONCE) }),
  ],
  'removing many from a group': [
    ...(['DELETE', their(`groups/${group.id}/users`)] as const),
    () => ({ ids: people.slice(0, AT_ONCE).map(({ id }) => id) }),
  ],
  'making a group with many roles': ['POST', their('groups'), newGroup],
  'giving a person many roles': [
    ...(['PATCH', () => `${users}/${people.at(-++made)!.id}/roles`] as const),
    () => ({ serviceRoles: [{ serviceDefinitionId: serviceId, rolesToAdd: names }] }),
  ],
  'removing many from the organization': [
    ...(['DELETE', () => users] as const),
    () => ({ ids: some(AT_ONCE).map(({ id }) => id) }),
  ],
  'the longest page of groups': ['GET', their('groups?pageLimit=200')],
  'the longest page of invitations': ['GET', their('invitations?pageLimit=200')],
  'the longest page of people': ['GET', own('people?limit=200')],
}

suite('the event loop', () => {
  for (const [what, sent] of Object.entries(SENT)) {
    test(`is not held by ${what}`, async () => {
      const turns: number[] = []
      for (let tries = 0; tries < TRIES; tries++) turns.push(await longestTurnMs(() => send(sent)))
      const least = Math.min(...turns)
      const most = MOST_MS * slowness()
      assert.ok(least < most, `${what}: ${least.toFixed(1)} ms of at most ${most.toFixed(1)}`)
    })
  }
})
