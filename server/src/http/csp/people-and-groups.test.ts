/** Looking after people and groups as clients of the platform do it: the same rules as in our own API, in their shapes. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { randomUuid } from '../../crypto/random.ts'
import { DAY_MS, HOUR_MS } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'
import { addMember } from '../../actions/people/add-member.ts'
import { openAcme, PASSWORD } from '../../../testing/acme.ts'
import { call } from '../../../testing/compatible.ts'
import { accessTokenOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

type Body = { readonly [name: string]: unknown }
const NEWEST = { offset: 0, limit: 200 }
const EVERYTHING = { scopes: { allRoles: true, administration: true } }

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  suite(`looking after people and groups on ${engine}`, async () => {
    const acme = await openAcme({ after }, { engine })
    const { organization, inventory, billing, owner, member, stranger } = acme
    const tokenFor = async (user: User) => (await accessTokenOf(acme, user, EVERYTHING))['csp-auth-token']!
    const own = await tokenFor(owner)
    const org = organization.id
    let people = 0
    const person = async (...roles: string[]): Promise<User> => {
      const username = `p-${++people}@acme.example`
      const names = { username, email: username, firstName: 'Pat', lastName: 'Example' }
      const user = await addMember(acme.app.needs, org, { ...names, password: PASSWORD })
      for (const role of roles) await acme.give(user, role)
      return user
    }
    const ask = async (
      method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
      path: string,
      body?: Body,
      { as = own, answers = 200 } = {},
    ) => {
      const answer = await call(acme, as, method, path, body)
      assert.equal(answer.status, answers, `${method} ${path}: ${answer.text}`)
      return answer.body
    }
    const told = async (name: string): Promise<number> => {
      const { items } = await acme.app.needs.store.auditEvents.listForOrganization(org, NEWEST)
      return items.filter((event) => event.name === name).length
    }
    const admin = await person('org_admin')
    const asAdmin = { as: await tokenFor(admin) }

    test('invites many, each with a link that is told once, and withdraws', async () => {
      const invited = await ask(
        'POST',
        `/orgs/${org}/invitations`,
        {
          usernames: ['ivy@acme.example', 'ian@acme.example'],
          organizationRoles: [{ name: 'developer', expiresAt: acme.clock.now + DAY_MS }],
          serviceRolesDtos: [
            {
              serviceDefinitionLink: `/csp/gateway/slc/api/definitions/external/${inventory.id}`,
              serviceRoles: [{ name: 'inventory:viewer', resource: 'north' }],
            },
          ],
          skipNotify: true,
        },
        { answers: 202 },
      )
      assert.equal(invited.totalResults, 2)
      const [first, second] = invited.results
      assert.match(first.invitationLink, /\/invitation#code=/)
      assert.deepEqual([first.username, first.status], ['ivy@acme.example', 'AVAILABLE'])
      assert.equal(first.organizationRoles[0].expiresAt, acme.clock.now + DAY_MS)
      assert.equal(first.serviceRolesDtos[0].serviceRoles[0].resource, 'north')
      const listed = await ask('GET', `/orgs/${org}/invitations?pageLimit=1`)
      assert.deepEqual([listed.totalResults, listed.results.length], [2, 1])
      assert.equal(listed.results[0].invitationLink, undefined)
      const { invitationLink: _, ...untold } = first
      assert.deepEqual(await ask('GET', `/orgs/${org}/invitations/${first.id}`), untold)
      const withdrawn = await ask('DELETE', `/orgs/${org}/invitations/${second.id}`)
      assert.equal(withdrawn.status, 'REVOKED')
      await ask('DELETE', `/orgs/${org}/invitations/${second.id}`, undefined, { answers: 409 })
    })

    test('invites with custom roles and groups, lists both kinds of roles, and the invitations as an array', async () => {
      const { id: group } = await ask('POST', `/orgs/${org}/groups`, { displayName: 'Stock clerks' })
      await acme.app.needs.store.change(async (tx) => {
        const words = { displayName: 'Clerk', description: '', createdAt: acme.clock.now }
        const services = [{ serviceId: inventory.id, permissions: ['inventory:item.read'] }]
        await tx.customRoles.insert(org, { ...words, name: 'stock-clerk', services })
        return { result: undefined, events: [] }
      })
      const invited = { usernames: ['ida@acme.example'], customRoles: [{ name: 'stock-clerk' }] }
      const path = `/orgs/${org}/invitations`
      const { results } = await ask('POST', path, { ...invited, customGroupsIds: [group] }, { answers: 202 })
      assert.deepEqual(namesIn(results[0].organizationRoles), ['stock-clerk'])
      const kept = await acme.app.needs.store.invitations.find(org, results[0].id)
      assert.deepEqual(kept?.invitation.groupIds, [group])
      const listed = await ask('GET', `${path}?expand=True`)
      assert.ok(listed.some((each: { id: string }) => each.id === results[0].id))
      const { orgRolesData } = await ask('GET', `/orgs/${org}/roles`)
      const clerk = orgRolesData.find(({ name }: { name: string }) => name === 'stock-clerk')
      assert.equal(clerk.displayName, 'Clerk')
      const ours = clerk.refLink.slice(clerk.refLink.indexOf('/orgs/'))
      assert.deepEqual(await ask('GET', ours), clerk)
      const asMember = { as: await tokenFor(member) }
      const { orgRolesData: seen } = await ask('GET', `/orgs/${org}/roles`, undefined, asMember)
      assert.ok(!namesIn(seen).includes('stock-clerk'))
      await ask('GET', ours, undefined, { ...asMember, answers: 403 })
      await ask('DELETE', `/orgs/${org}/groups/${group}`)
    })

    test('reads the names of roles as older clients write them', async () => {
      const { results } = await ask(
        'POST',
        `/orgs/${org}/invitations`,
        {
          usernames: ['olaf@acme.example'],
          orgRoleName: 'org_member',
          serviceRolesDtos: [
            { serviceDefinitionLink: link(inventory.id), serviceRoleNames: ['inventory:viewer'] },
          ],
        },
        { answers: 202 },
      )
      assert.deepEqual(results[0].orgRoleNames, ['org_member'])
      assert.deepEqual(results[0].serviceRolesDtos[0].serviceRoleNames, ['inventory:viewer'])
    })

    const link = (id: string): string => `/csp/gateway/am/api/services/definitions/external/${id}`

    test('says why an invitation is refused, and gives nothing less in silence', async () => {
      const invite = async (body: Body, answers: number, as = own) =>
        (await ask('POST', `/orgs/${org}/invitations`, body, { answers, as })).message as string
      const usernames = ['eve@acme.example']
      assert.match(await invite({ usernames: ['eve'] }, 400), /e-mail addresses/)
      assert.match(await invite({ usernames: 'eve@acme.example' }, 400), /usernames must be an array/)
      assert.match(await invite({}, 400), /1 to 100 names/)
      const many = Array.from({ length: 101 }, (_, at) => `p${at}@acme.example`)
      assert.match(await invite({ usernames: many }, 400), /at most 100/)
      assert.match(await invite({ usernames, organizationRoles: [{ name: 'emperor' }] }, 400), /emperor/)
      const customGroupsIds = [randomUuid()]
      assert.match(await invite({ usernames, customGroupsIds }, 400), new RegExp(customGroupsIds[0]!))
      assert.match(await invite({ usernames, customRoles: [{ name: 'clerk' }] }, 400), /clerk/)
      const odd = { usernames, organizationRoles: [{ name: 'developer', expiresAt: 'tomorrow' }] }
      assert.match(await invite(odd, 400), /expiresAt/)
      assert.match(await invite({ usernames: [member.email] }, 409), /Already in the organization/)
      const owners = { usernames, organizationRoles: [{ name: 'org_owner' }] }
      assert.match(await invite(owners, 403, asAdmin.as), /org_owner/)
      await ask('POST', `/orgs/${org}/invitations`, owners, { answers: 202 })
    })

    test('changes what a person holds, all at once or not at all, as often as it is asked', async () => {
      const user = await person('developer')
      const path = `/v2/orgs/${org}/users/${user.id}/roles`
      const changes = {
        organizationRoles: {
          rolesToAdd: [{ name: 'support_user', expiresAt: acme.clock.now + HOUR_MS }],
          rolesToRemove: ['developer'],
        },
        serviceRoles: [{ serviceDefinitionId: inventory.id, rolesToAdd: [{ name: 'inventory:viewer' }] }],
      }
      const held = await ask('PATCH', path, changes)
      assert.deepEqual(namesIn(held.organizationRoles), ['org_member', 'support_user'])
      assert.deepEqual(namesIn(held.serviceRoles[0].serviceRoles), ['inventory:viewer'])
      const given = await told('csp__assign_role')
      assert.ok(given > 0)
      assert.deepEqual(await ask('PATCH', path, changes), held)
      assert.equal(await told('csp__assign_role'), given)
      const bySubject = `/v2/orgs/${org}/users/local:${user.id}/roles`
      const half = {
        organizationRoles: { rolesToAdd: ['billing_read_only', 'emperor'], rolesToRemove: ['support_user'] },
      }
      await ask('PATCH', bySubject, half, { answers: 404 })
      assert.deepEqual(await ask('PATCH', bySubject, {}), held)
    })

    const namesIn = (roles: { name: string }[]): string[] => roles.map(({ name }) => name).toSorted()

    test('gives nobody more than the caller has, and leaves owners to owners', async () => {
      const user = await person()
      const rolesOf = (id: string) => `/v2/orgs/${org}/users/${id}/roles`
      const add = (...rolesToAdd: unknown[]) => ({ organizationRoles: { rolesToAdd } })
      const refused = { ...asAdmin, answers: 403 }
      await ask('PATCH', rolesOf(user.id), add('org_admin'), asAdmin)
      await ask('PATCH', rolesOf(user.id), add('org_owner'), refused)
      await ask('PATCH', rolesOf(admin.id), add('org_owner'), refused)
      const clerk = [{ serviceDefinitionId: billing.id, rolesToAdd: ['billing:clerk'] }]
      await ask('PATCH', rolesOf(user.id), { serviceRoles: clerk }, refused)
      await ask('PATCH', rolesOf(owner.id), { organizationRoles: { rolesToRemove: ['org_owner'] } }, refused)
      const last = { organizationRoles: { rolesToRemove: ['org_owner'], rolesToAdd: ['developer'] } }
      await ask('PATCH', rolesOf(owner.id), last, { answers: 409 })
      const { organizationRoles } = await ask('PATCH', rolesOf(owner.id), {})
      assert.ok(!namesIn(organizationRoles).includes('developer'))
      const odd = [
        { organizationRoles: [{ name: 'developer' }] },
        { organizationRoles: { roles: ['developer'] } },
        add('developer', { name: '' }),
        { organizationRoles: { rolesToAdd: ['developer'], rolesToRemove: ['developer'] } },
        { serviceRoles: [{ rolesToAdd: ['inventory:viewer'] }] },
        add({ name: 'developer', expiresAt: acme.clock.now }),
        add({ name: 'developer', resource: 'north' }),
        { serviceRoles: Array.from({ length: 101 }, () => clerk[0]) },
      ]
      for (const body of odd) await ask('PATCH', rolesOf(user.id), body, { answers: 400 })
    })

    test('removes people by id, subject or user name, and names those who stay', async () => {
      const [one, two, three] = [await person(), await person(), await person()]
      const ids = [one.id, `local:${two.id}`, owner.id, stranger.id, randomUuid(), one.id]
      const removed = await ask('DELETE', `/v2/orgs/${org}/users`, { ids }, asAdmin)
      assert.deepEqual(removed.succeeded, [one.id, `local:${two.id}`])
      assert.deepEqual(removed.failed, [owner.id, stranger.id, ids[4]])
      const byName = await ask('DELETE', `/v2/orgs/${org}/users`, { usernames: [three.username, 'sam'] })
      assert.deepEqual(byName, { succeeded: [three.username], failed: ['sam'] })
      const last = await ask('DELETE', `/v2/orgs/${org}/users`, { ids: [owner.id] })
      assert.deepEqual(last, { succeeded: [], failed: [owner.id] })
      assert.equal(await told('csp__remove_member'), 3)
      const plain = { as: await tokenFor(member), answers: 403 }
      await ask('DELETE', `/v2/orgs/${org}/users`, { ids: [admin.id] }, plain)
      await ask('DELETE', `/v2/orgs/${org}/users`, { ids: [] }, { answers: 400 })
    })

    test('who removes themselves among others leaves last', async () => {
      const [leaver, other] = [await person('org_admin'), await person()]
      const as = await tokenFor(leaver)
      const ids = [leaver.id, other.id]
      const { succeeded, failed } = await ask('DELETE', `/v2/orgs/${org}/users`, { ids }, { as })
      assert.deepEqual([succeeded.toSorted(), failed], [[other.id, leaver.id].toSorted(), []])
      await ask('GET', '/loggedin/user', undefined, { as, answers: 401 })
    })

    test('makes groups with roles, changes them, finds them and removes them', async () => {
      const made = await ask('POST', `/orgs/${org}/groups`, {
        displayName: 'Night shift',
        description: 'Until six',
        organizationRoles: [{ name: 'developer' }],
        serviceRoles: [{ serviceDefinitionId: inventory.id, serviceRoles: [{ name: 'inventory:viewer' }] }],
      })
      assert.deepEqual(namesIn(made.organizationRoles), ['developer'])
      assert.deepEqual(made.serviceRoles[0].serviceRoleNames, ['inventory:viewer'])
      const path = `/orgs/${org}/groups/${made.id}`
      assert.deepEqual(await ask('GET', path), made)
      const changed = await ask('PATCH', path, {
        displayName: 'Late shift',
        organizationRoles: { rolesToAdd: ['support_user'], rolesToRemove: ['developer'] },
      })
      assert.deepEqual([changed.displayName, changed.description], ['Late shift', 'Until six'])
      assert.deepEqual(namesIn(changed.organizationRoles), ['support_user'])
      await ask(
        'PATCH',
        path,
        { displayName: 'Day', organizationRoles: { rolesToAdd: ['emperor'] } },
        { answers: 404 },
      )
      assert.deepEqual(await ask('GET', path), changed)
      const found = await ask('GET', `/orgs/${org}/groups-search?groupSearchTerm=LATE`)
      assert.deepEqual([found.totalResults, found.results], [1, [changed]])
      const listed = await ask('GET', `/orgs/${org}/groups?pageStart=1&pageLimit=1`)
      assert.deepEqual([listed.totalResults, listed.nextLink], [1, null])
      assert.deepEqual(await ask('DELETE', path), {})
      await ask('GET', path, undefined, { answers: 404 })
    })

    test('adds people to groups and removes them, and names those for whom it fails', async () => {
      const { id } = await ask('POST', `/orgs/${org}/groups`, { displayName: 'Choir' })
      const path = `/orgs/${org}/groups/${id}/users`
      const body = { notifyUsers: 'false', usernamesToAdd: ['max', 'sam', 'nobody'] }
      assert.deepEqual(await ask('POST', path, body), { succeeded: ['max'], failed: ['sam', 'nobody'] })
      const { results, totalResults } = await ask('GET', path)
      assert.deepEqual([totalResults, results[0].username], [1, 'max'])
      assert.equal((await ask('GET', `/orgs/${org}/groups/${id}`)).usersCount, 1)
      const groupsOfMax = `/loggedin/user/orgs/${org}/groups`
      const { groups } = await ask('GET', groupsOfMax, undefined, { as: await tokenFor(member) })
      assert.deepEqual(groups, [{ id, displayName: 'Choir' }])
      const gone = await ask('DELETE', path, { ids: [member.id, owner.id] })
      assert.deepEqual(gone, { succeeded: [member.id], failed: [owner.id] })
    })

    test('a role that is held through a group says so, and is named once however often it is held', async () => {
      const user = await person('developer')
      const organizationRoles = ['developer', 'support_user']
      const { id } = await ask('POST', `/orgs/${org}/groups`, { displayName: 'Bench', organizationRoles })
      await ask('POST', `/orgs/${org}/groups/${id}/users`, { usernamesToAdd: [user.username] })
      const { results } = await ask('GET', `/orgs/${org}/users/search?userSearchTerm=${user.username}`)
      const held = results[0].organizationRoles.map(
        (role: { name: string; membershipType: string }) => `${role.name} ${role.membershipType}`,
      )
      assert.deepEqual(held.toSorted(), [
        ...['developer DIRECT', 'developer GROUP', 'org_member DIRECT', 'support_user GROUP'],
      ])
      const own = { as: await tokenFor(user) }
      const roles = await ask('GET', `/loggedin/user/orgs/${org}/roles`, undefined, own)
      assert.deepEqual(namesIn(roles), ['developer', 'org_member', 'support_user'])
    })

    test('nobody gives by a group what they do not hold, nor what is given to persons only', async () => {
      const clerks = {
        serviceRoles: [{ serviceDefinitionId: billing.id, serviceRoleNames: ['billing:clerk'] }],
      }
      const refused = { ...asAdmin, answers: 403 }
      await ask('POST', `/orgs/${org}/groups`, { displayName: 'Clerks', ...clerks }, refused)
      const owners = { displayName: 'Founders', organizationRoles: ['org_owner'] }
      await ask('POST', `/orgs/${org}/groups`, owners, { answers: 400 })
      const { id } = await ask('POST', `/orgs/${org}/groups`, { displayName: 'Clerks', ...clerks })
      await ask('POST', `/orgs/${org}/groups/${id}/users`, { usernamesToAdd: [admin.username] }, refused)
      await ask('POST', `/orgs/${org}/groups`, { displayName: 'clerks' }, { answers: 409 })
    })

    test('lists the roles that exist and the services that the organization has', async () => {
      const { orgRolesData, refLinks } = await ask('GET', `/orgs/${org}/roles`)
      assert.ok(namesIn(orgRolesData).includes('org_owner'))
      assert.equal(refLinks.length, orgRolesData.length)
      const { results } = await ask('GET', `/orgs/${org}/services`)
      assert.deepEqual(namesIn(results), ['billing', 'inventory'])
    })

    test('changes need administration, and nothing of another organization is there', async () => {
      const as = (await accessTokenOf(acme, owner))['csp-auth-token']!
      const changes: ['POST' | 'PATCH' | 'DELETE', string, Body][] = [
        ['POST', `/orgs/${org}/invitations`, { usernames: ['x@acme.example'] }],
        ['PATCH', `/v2/orgs/${org}/users/${member.id}/roles`, {}],
        ['DELETE', `/v2/orgs/${org}/users`, { ids: [member.id] }],
        ['POST', `/orgs/${org}/groups`, { displayName: 'X' }],
      ]
      for (const [method, path, body] of changes) {
        const { error, message } = await ask(method, path, body, { as, answers: 403 })
        assert.equal(error, 'insufficient_scope')
        assert.match(message, /administer/)
        await ask(method, path.replace(org, acme.other.id), body, { answers: 404 })
      }
      const headers = await accessTokenOf({ ...acme, organization: acme.other }, stranger, EVERYTHING)
      const foreign = { as: headers['csp-auth-token']!, answers: 404 }
      const { id } = await ask('POST', `/orgs/${org}/groups`, { displayName: 'Ours' })
      const theirs = `/orgs/${acme.other.id}/groups/${id}`
      await ask('GET', theirs, undefined, foreign)
      await ask('PATCH', theirs, { displayName: 'Theirs' }, foreign)
      await ask('DELETE', theirs, undefined, foreign)
      await ask('POST', `${theirs}/users`, { usernamesToAdd: ['sam'] }, foreign)
      await ask('DELETE', `${theirs}/users`, { ids: [stranger.id] }, foreign)
      await ask('PATCH', `/v2/orgs/${acme.other.id}/users/${member.id}/roles`, {}, foreign)
      const listed = await ask('GET', `/orgs/${org}/invitations`)
      const invitation = `/orgs/${acme.other.id}/invitations/${listed.results[0].id}`
      await ask('GET', invitation, undefined, foreign)
      await ask('DELETE', invitation, undefined, foreign)
      assert.equal((await request(acme, 'GET', `/csp/gateway/am/api/orgs/${org}/groups`)).status, 401)
    })
  })
}

test('an invitation by the compatible API is mailed where mails are sent, unless nobody is to be notified', async (t) => {
  const env = {
    COUNTERSIGN_SMTP_HOST: '127.0.0.1',
    COUNTERSIGN_SMTP_PORT: '9',
    COUNTERSIGN_SMTP_SECURITY: 'none',
  }
  const acme = await openAcme(t, { env })
  const headers = await accessTokenOf(acme, acme.owner, EVERYTHING)
  const waiting = async (to: string, more: Body): Promise<number> => {
    const path = `/orgs/${acme.organization.id}/invitations`
    const invited = await call(acme, headers['csp-auth-token']!, 'POST', path, { usernames: [to], ...more })
    assert.equal(invited.status, 202, invited.text)
    return acme.app.needs.store.mail.countSince({ kind: 'invitation', to, since: 0 }, 9)
  }
  assert.equal(await waiting('ivy@acme.example', {}), 1)
  assert.equal(await waiting('eve@acme.example', { skipNotify: true }), 0)
})
