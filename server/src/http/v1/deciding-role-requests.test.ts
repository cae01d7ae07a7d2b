/** Nobody gives by a request what they could not give otherwise, nor anything to themselves; and it is decided once. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { approveRoleRequest } from '../../actions/role-requests/decide-role-request.ts'
import { removeRole } from '../../actions/roles/assign-role.ts'
import { EVERY_SCOPE } from '../../domain/allowed-scopes.ts'
import type { Caller } from '../../domain/caller.ts'
import { DAY_MS } from '../../domain/instant.ts'
import { effectiveScope } from '../../domain/scope.ts'
import type { User } from '../../domain/user.ts'
import { accessTokenOf, sessionOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import { DEVELOPER, openRequests } from '../../../testing/role-requests.ts'

type Requests = Awaited<ReturnType<typeof openRequests>>

const FOR_A_DAY = { lifetime: { amount: 1, unit: 'days' } }

/** As they were let in, whatever becomes of them afterwards. */
async function letIn({ app, organization }: Requests, user: User): Promise<Caller> {
  const { store, now } = app.needs
  const held = await store.roles.heldBy(user.id, organization.id)
  const scope = effectiveScope(EVERY_SCOPE, held, now())
  const unlimited = { allowed: EVERY_SCOPE, bounds: [], isNarrowed: false, expiresAt: null }
  return {
    ...{ user, organization, session: null, apiTokenId: null, contextId: null },
    ...{ origin: { requestId: 'test', address: '127.0.0.1', userAgent: 'test' } },
    authority: { ...unlimited, ...scope },
  }
}

suite('a request for a role', () => {
  test('is decided by nobody who asked for it: no owner, no administrator, no API token of theirs', async (t) => {
    const place = await openRequests(t)
    const { approve, ask, give, newPerson, owner } = place
    const second = await newPerson('oscar')
    await give(second, 'org_owner')
    const { body: asked } = await ask(owner)
    assert.equal(asked.state, 'waiting')
    const url = `/api/v1/organizations/${place.organization.id}/role-requests/${asked.id}`
    const everything = { scopes: { allRoles: true, administration: true } }
    const byToken = await request(place, 'POST', `${url}/approval`, {
      ...{ headers: await accessTokenOf(place, owner, everything), body: {} },
    })
    const refusing = { headers: await sessionOf(place, owner), body: { reason: 'No' } }
    for (const answer of [
      await approve(owner, asked),
      byToken,
      await request(place, 'POST', `${url}/refusal`, refusing),
    ])
      assert.deepEqual([answer.status, answer.body.code], [403, 'forbidden'])
    assert.equal((await approve(second, asked)).status, 200)
  })

  test('is not there for a colleague, nor for an administrator who does not hold what it asks for', async (t) => {
    const { approve, as, give, newAdmin, newPerson, waiting } = await openRequests(t)
    const [admin, colleague] = [await newAdmin('adam'), await newPerson('carl')]
    const asked = await waiting()
    for (const who of [admin, colleague]) {
      assert.equal((await as(who, 'GET', `/${asked.id}`)).status, 404)
      assert.equal((await approve(who, asked)).status, 404)
      assert.equal((await as(who, 'POST', `/${asked.id}/refusal`, { reason: 'No' })).status, 404)
      assert.equal((await as(who, 'POST', `/${asked.id}/withdrawal`)).status, 404)
      assert.equal((await as(who, 'DELETE', `/${asked.id}/role`)).status, 404)
    }
    assert.equal((await as(colleague, 'GET', '?whose=others')).status, 403)
    assert.deepEqual((await as(admin, 'GET', '?whose=others')).body, { items: [], total: 0 })
    await give(admin, 'developer')
    assert.equal((await as(admin, 'GET', '?whose=others')).body.total, 1)
    assert.equal((await approve(admin, asked)).status, 200)
  })

  test('is approved for no longer than the approver holds the role, and on nothing else', async (t) => {
    const place = await openRequests(t)
    const { approve, as, clock, give, inventory, newAdmin, waiting } = place
    const admin = await newAdmin('adam')
    const role = { serviceId: inventory.id, name: 'inventory:admin' }
    await give(admin, role.name, inventory, { resource: 'north', endsAt: clock.now + 2 * DAY_MS })
    const everywhere = await waiting({ ...DEVELOPER, ...role })
    const south = await waiting({ ...DEVELOPER, ...role, resource: 'south' })
    const north = await waiting({ ...DEVELOPER, ...role, resource: 'north' })
    for (const beyond of [everywhere, south]) assert.equal((await approve(admin, beyond)).status, 404)
    assert.equal((await as(admin, 'GET', '?whose=others')).body.total, 1)
    const tooLong = await approve(admin, north)
    assert.deepEqual([tooLong.status, tooLong.body.code], [403, 'forbidden'])
    assert.match(tooLong.body.detail, /shorter time/)
    assert.equal((await approve(admin, north, FOR_A_DAY)).status, 200)
  })

  test('of an owner is an owner’s to decide, as everything about owners', async (t) => {
    const { approve, ask, as, give, newAdmin, newPerson, owner } = await openRequests(t)
    const [admin, second] = [await newAdmin('adam'), await newPerson('oscar')]
    await give(admin, 'developer')
    const nobody = await ask(owner)
    assert.deepEqual([nobody.status, nobody.body.code], [409, 'not_possible'])
    await give(second, 'org_owner')
    const { body: asked } = await ask(owner)
    assert.equal((await as(admin, 'GET', '?whose=others')).body.total, 0)
    assert.equal((await approve(admin, asked)).status, 404)
    assert.equal((await approve(second, asked)).status, 200)
  })

  test('what the approver lost since they were let in does not count', async (t) => {
    const place = await openRequests(t)
    const { app, give, newAdmin, newPerson, organization, waiting } = place
    const [admin, second] = [await newAdmin('adam'), await newPerson('oscar')]
    await give(admin, 'developer')
    await give(second, 'org_owner')
    const asked = await waiting()
    for (const [who, name] of [
      [admin, 'developer'],
      [second, 'org_owner'],
    ] as const) {
      const caller = await letIn(place, who)
      const lost = { organizationId: organization.id, userId: who.id, serviceId: null, name, resource: null }
      await removeRole(app.needs, lost)
      await assert.rejects(approveRoleRequest(app.needs, caller, asked.id), { code: 'not_found' })
    }
    const caller = await letIn(place, place.owner)
    await app.needs.store.change(async (tx) => {
      await tx.people.disable(organization.id, place.owner.id, app.needs.now())
      return { result: undefined, events: [] }
    })
    await assert.rejects(approveRoleRequest(app.needs, caller, asked.id), { code: 'not_found' })
  })

  test('that nobody could approve says so when it is asked, and in the list of roles', async (t) => {
    const place = await openRequests(t)
    const { as, ask, give, member, newAdmin, newPerson, organization, owner, stranger } = place
    const roles = async (who: User, search: string) =>
      (
        await request(
          place,
          'GET',
          `/api/v1/organizations/${organization.id}/requestable-roles?search=${search}`,
          { headers: await sessionOf(place, who) },
        )
      ).body.items
    assert.deepEqual(await roles(owner, 'developer'), [
      ...[{ serviceId: null, serviceName: null, name: 'developer', displayName: 'Developer' }].map(
        (role) => ({
          ...{ ...role, canBeApproved: false },
        }),
      ),
    ])
    assert.equal((await roles(member, 'developer'))[0].canBeApproved, true)
    assert.deepEqual(await roles(member, 'organization owner'), [])
    assert.equal((await roles(member, 'inventory viewer')).length, 1)
    const nobody = await ask(owner)
    assert.deepEqual([nobody.status, nobody.body.code], [409, 'not_possible'])
    assert.match(nobody.body.detail, /^Nobody in the organization could approve this/)
    const admin = await newAdmin('adam')
    const carl = await newPerson('carl')
    assert.equal((await ask(owner)).status, 409)
    await give(admin, 'developer')
    assert.equal((await roles(carl, 'developer'))[0].canBeApproved, true)
    assert.equal((await as(stranger, 'GET')).status, 404)
  })

  test('tells at most twenty of those who could approve it, each once, and nobody else', async (t) => {
    const { give, newAdmin, newPerson, waiting, newMails } = await openRequests(t)
    await newAdmin('adam')
    const both = await newAdmin('bea')
    await give(both, 'org_owner')
    await give(both, 'developer')
    for (let index = 0; index < 24; index++) {
      const person = await newPerson(`owner${index}`)
      await give(person, 'org_owner')
    }
    await waiting()
    const told = (await newMails()).map(({ to }) => to)
    assert.deepEqual([told.length, new Set(told).size], [20, 20])
    assert.ok(told.includes('role_requested bea@acme.example'))
    assert.ok(told.every((to) => !to.includes('adam') && !to.includes('max@')))
  })

  for (const engine of ['sqlite', 'postgres'] as const)
    test(`approved fifty times at once it is granted once, and the others are told by whom: ${engine}`, async (t) => {
      const place = await openRequests(t, { engine })
      const { give, newPerson, organization, owner, waiting, app, member, newMails } = place
      const second = await newPerson('oscar')
      await give(second, 'org_owner')
      const asked = await waiting()
      await newMails()
      const sessions = [await sessionOf(place, owner), await sessionOf(place, second)]
      const url = `/api/v1/organizations/${organization.id}/role-requests/${asked.id}`
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          index % 5 === 4
            ? request(place, 'POST', `${url}/refusal`, {
                ...{ headers: sessions[index % 2]!, body: { reason: 'No' } },
              })
            : request(place, 'POST', `${url}/approval`, { headers: sessions[index % 2]!, body: {} }),
        ),
      )
      const [won] = answers.filter(({ status }) => status === 200)
      const lost = answers.filter(({ status }) => status !== 200)
      assert.equal(lost.length, 49)
      const who = new RegExp(`^${won!.body.decidedBy} (granted|refused) it on \\d{4}-`)
      for (const { status, body } of lost) {
        assert.deepEqual([status, body.code], [409, 'conflict'])
        assert.match(body.detail, who)
      }
      const held = await app.needs.store.roles.heldBy(member.id, organization.id)
      const isHeld = held.some(({ name }) => name === 'developer')
      assert.equal(isHeld, won!.body.state === 'granted')
      assert.equal((await newMails()).length, 1)
    })
})
