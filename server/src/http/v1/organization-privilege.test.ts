/**
 * Whatever people who are no owners do to an organization, and in whatever order, together they hold no more afterwards
 * than before, neither now nor at any later time; and the owner can do anything in between. On both engines.
 */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import fc from 'fast-check'
import { DAY_MS, HOUR_MS, toRfc3339OrNull, type Instant } from '../../domain/instant.ts'
import { heldAt, isCustom, type HeldRole } from '../../domain/held-role.ts'
import type { User } from '../../domain/user.ts'
import { addMember } from '../../actions/people/add-member.ts'
import { BILLING, INVENTORY, openAcme, PASSWORD } from '../../../testing/acme.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'
import { isLong, seed } from '../../../testing/test-run.ts'

type Body = { readonly [name: string]: unknown }
type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** What chance chose; each act takes of it what it needs. */
type Step = {
  readonly by: number
  readonly withToken: boolean
  readonly act: number
  readonly whom: number
  readonly what: number
  readonly which: number
  readonly from: number
  readonly until: number
}

/** From the moment of looking on, so that what is given for later is seen as well. */
const LATER = [0, HOUR_MS, 2 * DAY_MS, 40 * DAY_MS, 800 * DAY_MS]
const BEGINNINGS = [null, null, null, DAY_MS]
const ENDS = [null, null, HOUR_MS, 3 * DAY_MS, 365 * DAY_MS]
const STEPS = isLong ? 20_000 : 800

const ENV = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256', COUNTERSIGN_ROLE_REQUESTS_PER_PERSON: '10000' }
const aStep: fc.Arbitrary<Step> = fc.noBias(
  fc.record({
    by: fc.nat(),
    withToken: fc.boolean(),
    act: fc.nat(),
    whom: fc.nat(),
    what: fc.nat(),
    which: fc.nat(),
    from: fc.nat(),
    until: fc.nat(),
  }),
)

/** A role's own name counts only where a service or we define it: what a custom role is called is nobody's right. */
const rightsOf = (role: HeldRole): string[] => [
  ...(isCustom(role) ? [] : [`role ${role.serviceId} ${role.name}`]),
  ...role.permissions.map((permission) => `permission ${role.serviceId} ${permission}`),
]

/** Each right with the resources that it is held on; null among them is every one. */
function together(held: readonly HeldRole[]): Map<string, Set<string | null>> {
  const rights = new Map<string, Set<string | null>>()
  for (const role of held) {
    for (const right of rightsOf(role)) {
      const resources = rights.get(right) ?? new Set()
      rights.set(right, resources.add(role.resource))
    }
  }
  return rights
}

function grown(before: readonly HeldRole[], now: readonly HeldRole[]): string[] {
  const had = together(before)
  return [...together(now)].flatMap(([right, resources]) => {
    const known = had.get(right)
    const more = known?.has(null) ? [] : [...resources].filter((resource) => !known?.has(resource))
    return more.map((resource) => `${right} on ${resource ?? 'everything'}`)
  })
}

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  void suite(`people of an organization on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine, env: ENV })
    const { store } = acme.app.needs
    const organization = acme.organization.id
    const person = (username: string, organizationId = organization): Promise<User> =>
      addMember(acme.app.needs, organizationId, {
        ...{ username, email: `${username}@acme.example`, firstName: username, lastName: 'Example' },
        password: PASSWORD,
      })
    const [adam, anna, tim] = [await person('adam'), await person('anna'), await person('tim', acme.other.id)]
    const others = [adam, anna, acme.member, tim, acme.stranger]
    const everyone = [acme.owner, ...others]
    const actors = [acme.owner, acme.owner, adam, adam, anna, anna, acme.member, tim, acme.stranger]
    const sessions = new Map<string, Credentials>()
    const tokens = new Map<string, Credentials>()
    const groups: string[] = []
    const customRoles: string[] = []
    const machines: string[] = []
    const requests: string[] = []
    const invitations: { readonly id: string; readonly code: string; readonly isOfOwner: boolean }[] = []
    const done = new Map<string, number>()

    const pick = <Item>(items: readonly Item[], number: number): Item => items[number % items.length]!
    const ROLES = [
      { serviceId: acme.inventory.id, name: 'inventory:viewer' },
      { serviceId: acme.inventory.id, name: 'inventory:admin' },
      { serviceId: acme.billing.id, name: 'billing:clerk' },
      { serviceId: null, name: 'org_admin' },
      { serviceId: null, name: 'access_log_auditor' },
      { serviceId: null, name: 'support_user' },
    ]
    const RESOURCES = [null, null, 'shelf-1', 'shelf-2']
    const periodOf = ({ from, until }: Step): Body => {
      const instant = (after: number | null) => toRfc3339OrNull(after && acme.clock.now + after)
      const [startsAt, endsAt] = [pick(BEGINNINGS, from), pick(ENDS, until)]
      return { startsAt: instant(startsAt), endsAt: instant(endsAt === HOUR_MS && startsAt ? null : endsAt) }
    }
    const roleOf = ({
      what,
      which,
    }: Step): { serviceId: string | null; name: string; resource: string | null } => {
      const role = pick([...ROLES, ...customRoles.map((name) => ({ serviceId: null, name }))], what)
      return { ...role, resource: role.serviceId === null ? null : pick(RESOURCES, which) }
    }
    /** One that the person has, unless there is none. */
    const roleHeld = async (user: User, step: Step): Promise<ReturnType<typeof roleOf>> => {
      const own = (await store.roles.heldBy(user.id, organization)).filter(
        (role) => role.group === null && role.name !== 'org_member' && role.name !== 'org_owner',
      )
      const { serviceId, name, resource } = pick(own, step.which) ?? roleOf(step)
      // A custom role is held in each of its services, and given as one.
      return { serviceId: name.includes(':') ? serviceId : null, name, resource }
    }
    /** As often one that whoever acts holds, and so may give for as long: the boundary is where mistakes are. */
    /** Of two services, and some of the permissions of each. */
    const someOf = ({ what, which }: Step): Body[] =>
      [
        { serviceId: acme.inventory.id, permissions: INVENTORY.permissions, bits: 1 + (what % 7) },
        { serviceId: acme.billing.id, permissions: BILLING.permissions, bits: which % 4 },
      ]
        .map(({ serviceId, permissions, bits }) => ({
          serviceId,
          permissions: permissions.map(({ name }) => name).filter((_, bit) => (bits >> bit) % 2 === 1),
        }))
        .filter(({ permissions }) => permissions.length > 0)
    const given = async (step: Step): Promise<Body> => ({
      ...(step.what % 2 === 0 ? roleOf(step) : await roleHeld(pick(actors, step.by), step)),
      ...periodOf(step),
    })

    /** Of an unknown group or invitation it is another answer, and nothing happens. */
    const NOBODY = '00000000-0000-4000-8000-000000000000'
    type Send = (method: Method, path: string, body?: Body) => ReturnType<typeof request>
    const ACTS: Readonly<
      Record<string, (send: Send, step: Step) => Promise<{ status: number; body: unknown }>>
    > = {
      'give a role': async (send, step) =>
        send('POST', `/people/${pick(everyone, step.whom).id}/roles`, await given(step)),
      'change the period of a role': async (send, step) => {
        const user = pick(others, step.whom)
        return send('PUT', `/people/${user.id}/roles`, {
          ...(await roleHeld(user, step)),
          ...periodOf(step),
        })
      },
      'take a role': async (send, step) => {
        const user = pick(others, step.whom)
        return send('POST', `/people/${user.id}/roles/removals`, await roleHeld(user, step))
      },
      'disable or enable somebody': (send, step) =>
        send('PATCH', `/people/${pick(others, step.whom).id}`, { isDisabled: step.which % 3 === 0 }),
      'remove somebody': (send, step) =>
        send('DELETE', `/people/${pick([tim, acme.stranger, acme.stranger], step.whom).id}`),
      'make a group': async (send, step) => {
        const made = await send('POST', '/groups', { displayName: `Group ${groups.length} ${step.what}` })
        if (made.status === 201 && groups.push(made.body.id as string) > 6) groups.shift()
        return made
      },
      'remove a group': async (send, step) =>
        send('DELETE', `/groups/${step.what % 4 === 0 ? (pick(groups, step.which) ?? NOBODY) : NOBODY}`),
      'give a group a role': async (send, step) =>
        send('PUT', `/groups/${pick(groups, step.whom) ?? NOBODY}/roles`, await given(step)),
      'take a role from a group': async (send, step) => {
        const id = pick(groups, step.whom) ?? NOBODY
        const roles = (await store.groups.find(organization, id))?.roles ?? []
        const { serviceId, name, resource } = pick(roles, step.which) ?? roleOf(step)
        return send('POST', `/groups/${id}/roles/removal`, { serviceId, name, resource })
      },
      'put somebody into a group': (send, step) =>
        send('POST', `/groups/${pick(groups, step.which) ?? NOBODY}/members`, {
          members: [pick(everyone, step.whom).username],
          ...periodOf(step),
        }),
      'take somebody out of a group': async (send, step) => {
        const { id } = pick(others, step.whom)
        const group = pick(await store.roles.groupsOf(id, organization), step.which)?.id ?? NOBODY
        return send('DELETE', `/groups/${group}/members/${id}`)
      },
      invite: async (send, step) => {
        const sent = await send('POST', '/invitations', {
          emails: [acme.stranger.email],
          roles: [await given(step)],
          groupIds: groups.length > 0 && step.which % 2 === 0 ? [pick(groups, step.what)] : [],
        })
        if (sent.status === 201) remember(sent.body.items[0], step)
        return sent
      },
      'send an invitation again': async (send, step) => {
        const sent = await send('POST', `/invitations/${pick(invitations, step.which)?.id ?? NOBODY}/link`)
        if (sent.status === 201) remember(sent.body, step)
        return sent
      },
      'withdraw an invitation': (send, step) =>
        send('DELETE', `/invitations/${pick(invitations, step.which)?.id ?? NOBODY}`),
      'accept an invitation': (_, step) =>
        request(acme, 'POST', '/api/v1/invitations/acceptance/signed-in', {
          headers: sessions.get(acme.stranger.id)!,
          body: { code: pick(invitations, step.which)?.code ?? 'none', acceptAs: true },
        }),
      'define a custom role': async (send, step) => {
        const name = `custom-${customRoles.length}-${step.whom}`
        const made = await send('POST', '/custom-roles', { name, displayName: name, services: someOf(step) })
        if (made.status === 201 && customRoles.push(name) > 4) customRoles.shift()
        return made
      },
      'change a custom role': (send, step) =>
        send('PUT', `/custom-roles/${pick(customRoles, step.whom) ?? 'none'}`, {
          displayName: 'Changed',
          services: someOf(step),
        }),
      'remove a custom role': (send, step) =>
        send('DELETE', `/custom-roles/${(step.what % 4 === 0 && pick(customRoles, step.which)) || 'none'}`),
      'make a machine': async (send, step) => {
        const body = { kind: 'machine', authentication: 'secret', scopes: { allRoles: true } }
        const made = await send('POST', '/oauth-apps', { name: `M ${step.what} ${step.which}`, ...body })
        if (made.status === 201 && machines.push(made.body.app.id as string) > 2) machines.shift()
        return made
      },
      'give a machine a role': async (send, step) =>
        send('PUT', `/oauth-apps/${pick(machines, step.which) ?? 'none'}/roles`, await given(step)),
      'make a secret of a machine': async (send, step) => {
        const id = pick(machines, step.which) ?? 'none'
        const actor = pick(actors, step.by)
        const own = heldAt(await store.roles.heldBy(actor.id, organization), acme.clock.now)
        const made = await send('POST', `/oauth-apps/${id}/secrets`, { name: 'Another', others: 'end' })
        const could = heldAt(await store.oauthApps.rolesOf(organization, id), acme.clock.now)
        if (made.status === 201 && !isOfOwner(step)) assert.deepEqual(grown(own, could), [], actor.username)
        return made
      },
      'ask for a role': async (send, step) => {
        const lifetime = pick([null, { amount: 1, unit: 'hours' }, { amount: 3, unit: 'days' }], step.until)
        const asked = await send('POST', '/role-requests', { ...roleOf(step), lifetime, reason: 'To look' })
        if (asked.status === 201 && requests.push(asked.body.id as string) > 4) requests.shift()
        return asked
      },
      'approve a request': (send, step) =>
        send('POST', `/role-requests/${pick(requests, step.which) ?? NOBODY}/approval`, {}),
      'change a service': (send, { what, which }) =>
        send('PUT', `/services/${acme.inventory.id}`, {
          displayName: 'Inventory',
          permissions: INVENTORY.permissions,
          roles: INVENTORY.roles.map((role, index) => ({
            ...role,
            permissions: INVENTORY.permissions
              .map(({ name }) => name)
              .filter((_, bit) => ((index === 0 ? what : which) >> bit) % 2 === 1),
          })),
        }),
    }
    const isOfOwner = ({ by }: Step): boolean => pick(actors, by).id === acme.owner.id
    const remember = (
      { invitation, link }: { invitation: { id: string }; link: string },
      step: Step,
    ): void => {
      invitations.push({ id: invitation.id, code: link.split('#code=')[1]!, isOfOwner: isOfOwner(step) })
      if (invitations.length > 3) invitations.shift()
    }

    const PLACES: readonly Parameters<typeof acme.give>[] = [
      [adam, 'org_admin'],
      [adam, 'developer'],
      [adam, 'inventory:viewer', acme.inventory, { endsAt: acme.clock.now + 30 * DAY_MS }],
      [anna, 'org_admin', null, { endsAt: acme.clock.now + 300 * DAY_MS }],
      [anna, 'inventory:admin', acme.inventory, { resource: 'shelf-1' }],
      [acme.member, 'billing:clerk', acme.billing, { endsAt: acme.clock.now + DAY_MS }],
    ]
    /** Whoever was disabled or lost what they could act by gets it back, and everybody signs in again. */
    const putInPlace = async (): Promise<void> => {
      await store.change(async (tx) => {
        for (const { id } of [adam, anna, acme.member, tim])
          if ((await tx.organizations.findMember(organization, id)) === undefined)
            await tx.organizations.addMember(organization, id, acme.clock.now)
        return { result: undefined, events: [] }
      })
      for (const [user, name, service = null, more] of PLACES) {
        const roles = await store.roles.heldBy(user.id, organization)
        await store.change(async (tx) => {
          await tx.people.enable(organization, user.id)
          return { result: undefined, events: [] }
        })
        const resource = more?.resource ?? null
        if (!roles.some((role) => role.name === name && role.resource === resource && role.group === null))
          await acme.give(user, name, service, more)
      }
      for (const user of everyone) sessions.set(user.id, await sessionOf(acme, user))
      const scopes = { allRoles: true, administration: true }
      for (const user of [acme.owner, adam, anna])
        tokens.set(user.id, await accessTokenOf(acme, user, { scopes }))
    }

    const heldByOthers = async (): Promise<HeldRole[]> => {
      const all = await Promise.all(others.map(({ id }) => store.roles.heldBy(id, organization)))
      return all.flat()
    }
    const heldByMachines = async (): Promise<HeldRole[]> =>
      (await Promise.all(machines.map((id) => store.oauthApps.rolesOf(organization, id)))).flat()
    const isAsBefore = (before: readonly HeldRole[], now: readonly HeldRole[], at: Instant): string[] =>
      LATER.flatMap((after) =>
        grown(heldAt(before, at + after), heldAt(now, at + after)).map(
          (right) => `${right} after ${after} ms`,
        ),
      )

    test('who are no owners give, invite, group, define, ask, approve and change nothing into more than they have together', async () => {
      const names = Object.keys(ACTS)
      const ownersBefore = await store.roles.heldBy(acme.owner.id, organization)
      let grew = 0
      for (const [index, step] of fc.sample(aStep, { seed, numRuns: STEPS }).entries()) {
        if (index % 20 === 0) await putInPlace()
        const actor = pick(actors, step.by)
        const headers = (step.withToken && tokens.get(actor.id)) || sessions.get(actor.id)!
        const send: Send = (method, path, body) =>
          request(acme, method, `/api/v1/organizations/${organization}${path}`, {
            headers,
            ...(body && { body }),
          })
        const name = pick(names, step.act)
        const before = await heldByOthers()
        const isOfMachines = /machine|custom role|service/.test(name)
        const ofMachines = isOfMachines ? await heldByMachines() : []
        const { status, body } = await ACTS[name]!(send, step)
        const now = await heldByOthers()
        const nowOfMachines = isOfMachines ? await heldByMachines() : []
        const told = `${name} by ${actor.username}: ${JSON.stringify(step)} was answered ${status} ${JSON.stringify(body)}`
        assert.ok(status < 500, told)
        const more = isAsBefore(before, now, acme.clock.now).filter(
          // Belonging to the organization gives it to everyone.
          (right) => !/ (org_member|organization\.read|services\.read) /.test(right),
        )
        const isByOwner =
          name === 'accept an invitation'
            ? invitations.length > 0 && pick(invitations, step.which).isOfOwner
            : isOfOwner(step)
        // A machine gets what they hold, and they get nothing that only a machine held.
        if (!isByOwner && isOfMachines)
          assert.deepEqual(isAsBefore([...before, ...ofMachines], nowOfMachines, acme.clock.now), [], told)
        if (!isByOwner) assert.deepEqual(more, [], told)
        else if (more.length > 0) grew++
        if (status < 300) {
          const key = `${name} by ${isByOwner ? 'the owner' : 'others'}`
          done.set(key, (done.get(key) ?? 0) + 1)
        }
        acme.clock.now += 1_000
        if (step.act % 40 === 0)
          for (const user of everyone) sessions.set(user.id, await sessionOf(acme, user))
      }
      const owners = await store.roles.heldBy(acme.owner.id, organization)
      assert.ok(
        ownersBefore.some(({ name }) => name === 'org_owner') &&
          owners.some(({ name }) => name === 'org_owner'),
      )
      assert.ok(grew > 0, 'the owner makes more of it')
      const succeeded = [...done].map(([act, times]) => `${act} ${times}`).join('\n')
      for (const act of names)
        assert.ok(
          [...done.keys()].some((key) => key.startsWith(`${act} by`)),
          `${act} never succeeded\n${succeeded}`,
        )
    })
  })
}
