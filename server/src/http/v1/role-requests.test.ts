/** A member asks for a role, somebody who may give it decides, and either ends it again. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS } from '../../domain/instant.ts'
import { eventsNamed } from '../../../testing/audit-trail.ts'
import { sessionOf } from '../../../testing/people.ts'
import { request } from '../../../testing/requests.ts'
import { DEVELOPER, MONTH, openRequests } from '../../../testing/role-requests.ts'

type Requests = Awaited<ReturnType<typeof openRequests>>

const holds = async ({ app, member, organization, clock }: Requests, name: string) =>
  (await app.needs.store.roles.heldBy(member.id, organization.id)).find(
    (role) => role.name === name && (role.endsAt === null || role.endsAt > clock.now),
  )
const idsOf = (answer: { readonly body: { readonly items: readonly { readonly id: string }[] } }) =>
  answer.body.items.map(({ id }) => id)

suite('a request for a role', () => {
  test('is approved by its link, and what it gives lasts from the approval on', async (t) => {
    const place = await openRequests(t)
    const { as, approve, clock, member, organization, owner, waiting, newMails } = place
    const asked = await waiting()
    assert.deepEqual([asked.state, asked.isOwn, asked.mayDecide], ['waiting', true, false])
    const [mail, ...more] = await newMails()
    assert.deepEqual([mail?.to, more], ['role_requested olivia@acme.example', []])
    assert.match(mail!.text, new RegExp(`/o/${organization.id}/requests/${asked.id}\n`))
    assert.match(mail!.text, /max asks for the role Developer in Acme[^]*To build/)

    clock.now += 3 * DAY_MS
    assert.equal((await as(owner, 'GET', `/${asked.id}`)).body.mayDecide, true)
    assert.deepEqual(idsOf(await as(owner, 'GET', '?whose=others&state=waiting')), [asked.id])
    assert.equal(await holds(place, 'developer'), undefined)
    const { status, body } = await approve(owner, asked)
    assert.deepEqual([status, body.state, body.decidedBy], [200, 'granted', 'olivia'])
    const inAMonth = new Date(clock.now)
    inAMonth.setUTCMonth(inAMonth.getUTCMonth() + 1)
    assert.equal((await holds(place, 'developer'))?.endsAt, Date.parse(body.grantedUntil))
    assert.ok(Math.abs(Date.parse(body.grantedUntil) - inAMonth.getTime()) < 4 * DAY_MS)
    assert.deepEqual(
      (await newMails()).map(({ to }) => to),
      ['role_decided max@acme.example'],
    )
    clock.now = Date.parse(body.grantedUntil)
    assert.equal((await as(member, 'GET', `/${asked.id}`)).body.state, 'ended')
    assert.equal((await waiting()).state, 'waiting')
  })

  test('is approved for a shorter time, and never for a longer one', async (t) => {
    const place = await openRequests(t)
    const { approve, clock, owner, waiting } = place
    const asked = await waiting()
    for (const lifetime of [null, { amount: 2, unit: 'months' }, { amount: 40, unit: 'days' }]) {
      const { status, body } = await approve(owner, asked, { lifetime })
      assert.deepEqual([status, body.code], [400, 'role_invalid'])
    }
    assert.equal((await approve(owner, asked, { lifetime: { amount: 1, unit: 'days' } })).status, 200)
    assert.equal((await holds(place, 'developer'))?.endsAt, clock.now + DAY_MS)
  })

  test('is refused with a reason, which whoever asked reads', async (t) => {
    const { as, member, owner, waiting, newMails } = await openRequests(t)
    const asked = await waiting()
    await newMails()
    assert.equal((await as(owner, 'POST', `/${asked.id}/refusal`, {})).status, 400)
    const refused = await as(owner, 'POST', `/${asked.id}/refusal`, { reason: 'Ask in June' })
    assert.equal(refused.status, 200)
    const seen = await as(member, 'GET', `/${asked.id}`)
    assert.deepEqual([seen.body.state, seen.body.decisionReason], ['refused', 'Ask in June'])
    assert.match((await newMails())[0]!.text, /The reason: Ask in June/)
    assert.equal((await as(member, 'POST', '', DEVELOPER)).status, 201)
  })

  test('that has expired says so, is not approved any more, and can be made again at once', async (t) => {
    const { approve, as, clock, member, owner, waiting } = await openRequests(t, {
      env: { COUNTERSIGN_ROLE_REQUEST_DAYS: '2' },
    })
    const asked = await waiting()
    assert.equal(Date.parse(asked.waitsUntil), clock.now + 2 * DAY_MS)
    clock.now += 2 * DAY_MS
    assert.equal((await as(member, 'GET', `/${asked.id}`)).body.state, 'expired')
    const late = await approve(owner, asked)
    assert.deepEqual([late.status, late.body.code], [409, 'not_possible'])
    assert.match(late.body.detail, /asked for again at once/)
    assert.equal((await waiting()).state, 'waiting')
  })

  test('is taken back while it waits, by whoever asked alone', async (t) => {
    const { approve, as, member, owner, waiting } = await openRequests(t)
    const asked = await waiting()
    assert.equal((await as(owner, 'POST', `/${asked.id}/withdrawal`)).status, 403)
    assert.equal((await as(member, 'POST', `/${asked.id}/withdrawal`)).body.state, 'withdrawn')
    const late = await approve(owner, asked)
    assert.deepEqual([late.status, late.body.code], [409, 'conflict'])
    assert.match(late.body.detail, /^max withdrew it on \d{4}/)
    assert.equal((await as(member, 'POST', `/${asked.id}/withdrawal`)).status, 409)
  })

  test('once granted, is given back by whoever asked, or taken away by who may give it', async (t) => {
    const place = await openRequests(t)
    const { approve, as, clock, member, owner, waiting } = place
    for (const who of [member, owner]) {
      const asked = await waiting()
      await approve(owner, asked)
      assert.ok(await holds(place, 'developer'))
      const ended = await as(who, 'DELETE', `/${asked.id}/role`)
      assert.deepEqual([ended.status, ended.body.state, ended.body.endedBy], [200, 'ended', who.username])
      assert.equal(await holds(place, 'developer'), undefined)
      assert.equal((await as(who, 'DELETE', `/${asked.id}/role`)).body.code, 'not_possible')
      clock.now++
    }
  })

  test('is over when what it gave was changed on the page of the person: that is not its to end', async (t) => {
    const place = await openRequests(t)
    const { approve, as, clock, member, organization, owner, waiting } = place
    const asked = await waiting()
    await approve(owner, asked)
    clock.now++
    const url = `/api/v1/organizations/${organization.id}/people/${member.id}/roles`
    const body = { name: 'developer', endsAt: null }
    await request(place, 'PUT', url, { headers: await sessionOf(place, owner), body })
    assert.equal((await as(member, 'GET', `/${asked.id}`)).body.state, 'ended')
    assert.equal((await as(member, 'DELETE', `/${asked.id}/role`)).status, 409)
    assert.equal((await holds(place, 'developer'))?.endsAt, null)
  })

  test('prolongs what is held for a shorter time, and is refused for what is held longer', async (t) => {
    const place = await openRequests(t)
    const { approve, ask, clock, give, member, owner, waiting } = place
    await give(member, 'developer', null, { endsAt: clock.now + DAY_MS })
    const asked = await waiting()
    assert.equal((await approve(owner, asked)).status, 200)
    assert.ok((await holds(place, 'developer'))!.endsAt! > clock.now + 20 * DAY_MS)
    const again = await ask(member, { ...DEVELOPER, lifetime: { amount: 1, unit: 'days' } })
    assert.deepEqual([again.status, again.body.code], [409, 'not_possible'])

    const { body: forEver } = await ask(member, { ...DEVELOPER, lifetime: { amount: 5, unit: 'months' } })
    await place.app.needs.store.change(async (tx) => {
      const role = { serviceId: null, name: 'developer', resource: null }
      const owned = { organizationId: place.organization.id, userId: member.id }
      await tx.roles.remove(owned.organizationId, member.id, role)
      await tx.roles.assign({ ...owned, ...role, startsAt: null, endsAt: null, createdAt: clock.now })
      return { result: undefined, events: [] }
    })
    assert.equal((await approve(owner, forEver)).body.code, 'not_possible')
    assert.equal((await holds(place, 'developer'))?.endsAt, null)
  })

  test('for a role of a service is for the one resource that it names', async (t) => {
    const place = await openRequests(t)
    const { approve, inventory, owner, waiting } = place
    const role = { serviceId: inventory.id, name: 'inventory:admin', resource: 'north' }
    const asked = await waiting({ ...role, lifetime: null, reason: 'To sort' })
    assert.deepEqual(
      [asked.displayName, asked.serviceName, asked.resource],
      ['Administrator', 'Inventory', 'north'],
    )
    const granted = await approve(owner, asked)
    assert.deepEqual([granted.status, granted.body.grantedUntil], [200, null])
    assert.equal((await holds(place, 'inventory:admin'))?.resource, 'north')
  })

  test('for a custom role gives it in every service that it is of', async (t) => {
    const place = await openRequests(t)
    const { app, approve, ask, clock, inventory, member, organization, owner, waiting } = place
    const [o, s] = [organization.id, inventory.id]
    await app.needs.store.change(async (tx) => {
      const words = { displayName: 'Reader of stock', description: '', createdAt: clock.now }
      const services = [{ serviceId: s, permissions: ['inventory:item.read'] }]
      await tx.customRoles.insert(o, { ...words, name: 'reader', services })
      return { result: undefined, events: [] }
    })
    const asked = await waiting({ name: 'reader', lifetime: MONTH, reason: 'To read' })
    assert.equal(asked.displayName, 'Reader of stock')
    assert.equal((await approve(owner, asked)).status, 200)
    const held = await app.needs.store.roles.heldBy(member.id, o)
    assert.ok(held.some(({ name, serviceId }) => name === 'reader' && serviceId === s))
    assert.equal((await ask(member, { ...DEVELOPER, name: 'writer' })).status, 404)
  })

  test('says no to what can’t be asked for, with what to do next', async (t) => {
    const { ask, inventory, member } = await openRequests(t)
    const cases = [
      [{ name: 'org_owner' }, 400, 'role_invalid'],
      [{ name: 'platform_operator' }, 400, 'role_invalid'],
      [{ name: 'developer', resource: 'north' }, 400, 'role_invalid'],
      [{ name: 'unheard of' }, 404, 'not_found'],
      [{ name: 'inventory:none', serviceId: inventory.id }, 404, 'not_found'],
      [{ name: 'org_member' }, 409, 'not_possible'],
      [{ lifetime: { amount: 30, unit: 'seconds' } }, 400, 'lifetime_invalid'],
      [{ lifetime: { amount: 2000, unit: 'months' } }, 400, 'lifetime_invalid'],
      [{ reason: '' }, 400, 'request_invalid'],
      [{ reason: 'two\nlines' }, 400, 'request_invalid'],
      [{ reason: 'x'.repeat(501) }, 400, 'request_invalid'],
    ] as const
    for (const [more, status, code] of cases) {
      const answer = await ask(member, { ...DEVELOPER, ...more })
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(more))
    }
  })

  test('for the same role waits once, which is told with its link; and only so many wait', async (t) => {
    const { ask, clock, inventory, member, waiting } = await openRequests(t, {
      env: { COUNTERSIGN_ROLE_REQUESTS_PER_PERSON: '3' },
    })
    const both = await Promise.all(Array.from({ length: 10 }, () => ask(member)))
    assert.equal(both.filter(({ status }) => status === 201).length, 1)
    const id = both.find(({ status }) => status === 201)!.body.id
    const { body } = await ask(member)
    assert.deepEqual([body.code, body.detail.includes(`/requests/${id} `)], ['not_possible', true])
    const onResource = (resource: string) => ({
      ...{ ...DEVELOPER, serviceId: inventory.id, name: 'inventory:admin', resource },
    })
    for (const resource of ['north', 'south']) await waiting(onResource(resource))
    const { body: fourth } = await ask(member, onResource('east'))
    assert.equal(fourth.code, 'limit_reached')
    assert.match(fourth.detail, /^3 requests/)
    clock.now += 8 * DAY_MS
    assert.equal((await ask(member)).status, 201)
  })

  test('can’t be used to write to people without end: taken back ones count for a day', async (t) => {
    const { ask, as, clock, member } = await openRequests(t)
    const headers = { member }
    for (let times = 0; times < 50; times++) {
      const { body } = await ask(headers.member)
      await as(member, 'POST', `/${body.id}/withdrawal`)
    }
    assert.equal((await ask(member)).body.code, 'limit_reached')
    clock.now += DAY_MS + 1
    assert.equal((await ask(member)).status, 201)
  })

  test('is over when whoever asked is disabled, and gone with who is removed', async (t) => {
    const place = await openRequests(t)
    const { approve, as, member, organization, owner, waiting } = place
    const person = `/api/v1/organizations/${organization.id}/people/${member.id}`
    const headers = await sessionOf(place, owner)
    const asked = await waiting()
    await request(place, 'PATCH', person, { headers, body: { isDisabled: true } })
    assert.match((await approve(owner, asked)).body.detail, /olivia withdrew it/)
    await request(place, 'PATCH', person, { headers, body: { isDisabled: false } })
    assert.equal((await as(member, 'GET', `/${asked.id}`)).body.state, 'withdrawn')
    const another = await waiting()
    await request(place, 'DELETE', person, { headers })
    assert.equal((await approve(owner, another)).status, 404)
  })

  test('leaves in the audit log who asked, who decided what, and what was given and taken', async (t) => {
    const place = await openRequests(t)
    const { approve, as, member, owner, waiting } = place
    const asked = await waiting()
    await approve(owner, asked)
    await as(member, 'DELETE', `/${asked.id}/role`)
    const told = [
      ['csp__request_role', member.id, asked.id],
      ['csp__approve_role_request', owner.id, asked.id],
      ['csp__assign_role', owner.id, member.id],
      ['csp__end_requested_role', member.id, asked.id],
      ['csp__remove_role', member.id, member.id],
    ] as const
    for (const [name, userId, targetId] of told) {
      const event = eventsNamed(place, name).at(-1)!
      assert.deepEqual(
        [event.user_id, event.target_id, event.details['role']],
        [userId, targetId, 'developer'],
      )
    }
  })
})
