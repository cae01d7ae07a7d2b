/** The people of an organization: who may change what they hold, what ends with them, and that an owner stays. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addMember } from '../../actions/people/add-member.ts'
import { toRfc3339, HOUR_MS } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'
import { openAcme, PASSWORD, type Acme } from '../../../testing/acme.ts'
import { auditTrail, eventsNamed } from '../../../testing/audit-trail.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../../testing/people.ts'
import { exchange, generate, request } from '../../../testing/requests.ts'

type Body = { readonly [name: string]: unknown }
const EVERYTHING = { allRoles: true, administration: true, openId: true }
const ROLE = (name: string, more: Body = {}): Body => ({ serviceId: null, name, ...more })

function asking(acme: Acme) {
  let made = 0
  const ask =
    (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') =>
    async (headers: Credentials, path: string, body?: Body) =>
      request(acme, method, `/api/v1/organizations/${acme.organization.id}/${path}`, {
        headers,
        ...(body && { body }),
      })
  const person = async (...roles: string[]): Promise<User> => {
    const username = `person-${++made}`
    const user = await addMember(acme.app.needs, acme.organization.id, {
      ...{ username, email: `${username}@acme.example`, firstName: 'Per', lastName: `Son ${made}` },
      password: PASSWORD,
    })
    for (const role of roles) await acme.give(user, role)
    return user
  }
  const as = (user: User) => sessionOf(acme, user)
  return {
    ...{ get: ask('GET'), post: ask('POST'), put: ask('PUT'), patch: ask('PATCH'), remove: ask('DELETE') },
    ...{ person, as },
  }
}

suite('people', async () => {
  const acme = await openAcme({ after })
  const { get, post, put, patch, remove, person, as } = asking(acme)
  const { owner, member } = acme
  const own = await as(owner)
  const admin = await person('org_admin')

  test('are listed with their roles, API tokens and last sign-in, searched, filtered and sorted', async () => {
    const headers = await as(member)
    await generate(acme, headers)
    const all = await get(own, 'people')
    assert.equal(all.status, 200, all.text)
    assert.ok(all.body.total >= 3)
    const { body } = await get(own, 'people?search=MAX')
    assert.equal(body.total, 1)
    const [max] = body.items
    assert.deepEqual([max.user.username, max.state, max.apiTokens, max.mayChange], ['max', 'active', 1, true])
    assert.equal(max.lastSignedInAt, toRfc3339(acme.clock.now))
    assert.deepEqual(max.roles.map(({ name }: { name: string }) => name).toSorted(), [
      'inventory:viewer',
      'org_member',
    ])
    const admins = await get(own, 'people?role=org_admin')
    assert.deepEqual(
      admins.body.items.map(({ user }: { user: User }) => user.id),
      [admin.id],
    )
    assert.equal((await get(own, 'people?state=disabled')).body.total, 0)
    acme.clock.now += 1
    await as(member)
    const sorted = await get(own, 'people?sort=lastSignedIn&limit=1')
    assert.equal(sorted.body.items[0].user.id, member.id)
    assert.deepEqual(sorted.body.total, all.body.total)
    assert.equal((await get(await as(member), 'people')).status, 403)
  })

  test('are given a role for a time, which counts at the next exchange and ends by itself', async () => {
    const { value } = await generate(acme, await as(member))
    const role = { serviceId: acme.inventory.id, name: 'inventory:admin' }
    const scopeNow = async () => String((await exchange(acme, value)).body.scope)
    const endsAt = toRfc3339(acme.clock.now + HOUR_MS)
    const given = await post(own, `people/${member.id}/roles`, { ...role, endsAt })
    assert.equal(given.status, 200, given.text)
    assert.match(await scopeNow(), /inventory:admin/)
    assert.equal((await post(own, `people/${member.id}/roles`, role)).status, 409)
    const shorter = { ...role, endsAt: toRfc3339(acme.clock.now + 1) }
    assert.equal((await put(own, `people/${member.id}/roles`, shorter)).status, 200)
    acme.clock.now += 1
    assert.doesNotMatch(await scopeNow(), /inventory:admin/)
    assert.equal((await post(own, `people/${member.id}/roles/removals`, role)).status, 200)
    assert.equal((await post(own, `people/${member.id}/roles/removals`, role)).status, 404)
  })

  test('are told why a role can’t be given', async () => {
    for (const [body, status] of [
      [ROLE('developer', { endsAt: toRfc3339(acme.clock.now) }), 400],
      [ROLE('developer', { endsAt: 'tomorrow' }), 400],
      [ROLE('developer', { resource: 'r1' }), 400],
      [ROLE('unheard-of'), 404],
      [{ serviceId: acme.inventory.id, name: 'inventory:unheard-of' }, 404],
    ] as const) {
      const answer = await post(own, `people/${member.id}/roles`, body)
      assert.equal(answer.status, status, answer.text)
    }
  })

  test('an administrator gives what they hold, and touches no owner', async () => {
    const headers = await as(admin)
    const give = (user: User, body: Body) => post(headers, `people/${user.id}/roles`, body)
    assert.equal((await give(member, ROLE('org_admin'))).status, 200)
    assert.equal((await post(own, `people/${member.id}/roles/removals`, ROLE('org_admin'))).status, 200)
    for (const name of ['org_owner', 'developer', 'platform_operator'])
      assert.equal((await give(member, ROLE(name))).status, 403, name)
    const second = await person('org_owner')
    for (const answer of [
      await give(second, ROLE('org_admin')),
      await post(headers, `people/${second.id}/roles/removals`, ROLE('org_owner')),
      await patch(headers, `people/${second.id}`, { isDisabled: true }),
      await remove(headers, `people/${second.id}`),
      await remove(headers, `people/${second.id}/credentials`),
      await get(headers, `people/${second.id}/consequences`),
    ])
      assert.equal(answer.status, 403, answer.text)
    assert.equal((await get(headers, `people/${second.id}`)).body.mayChange, false)
    const offered = await get(headers, 'givable-roles')
    assert.deepEqual(
      offered.body.items.map(({ name }: { name: string }) => name),
      ['org_admin', 'org_member'],
    )
    assert.equal((await remove(own, `people/${second.id}`)).status, 204)
  })

  test('the last owner is neither demoted, disabled nor removed, nor do they leave', async () => {
    for (const answer of [
      await post(own, `people/${owner.id}/roles/removals`, ROLE('org_owner')),
      await put(
        own,
        `people/${owner.id}/roles`,
        ROLE('org_owner', { endsAt: toRfc3339(acme.clock.now + HOUR_MS) }),
      ),
      await remove(own, `people/${owner.id}`),
    ])
      assert.deepEqual([answer.status, answer.body.code], [409, 'last_owner'])
    assert.equal((await patch(own, `people/${owner.id}`, { isDisabled: true })).status, 403)
  })

  test('an access token changes people only with administration', async () => {
    const someone = await person()
    const without = await accessTokenOf(acme, owner)
    const refused = await patch(without, `people/${someone.id}`, { isDisabled: true })
    assert.deepEqual([refused.status, refused.body.code], [403, 'administration_required'])
    const administering = await accessTokenOf(acme, owner, { scopes: EVERYTHING })
    const done = await patch(administering, `people/${someone.id}`, { isDisabled: true })
    assert.deepEqual([done.status, done.body?.state], [200, 'disabled'])
  })

  test('the owner of another organization finds nobody', async () => {
    const strange = await sessionOf(acme, acme.stranger)
    assert.equal((await get(strange, `people/${member.id}`)).status, 404)
    const elsewhere = await request(
      acme,
      'DELETE',
      `/api/v1/organizations/${acme.other.id}/people/${member.id}`,
      { headers: strange },
    )
    assert.equal(elsewhere.status, 404)
  })

  test('who is disabled can’t exchange until they are enabled; what was revoked meanwhile stays revoked', async () => {
    const someone = await person()
    const headers = await as(someone)
    const kept = await generate(acme, headers)
    const revoked = await generate(acme, headers)
    await remove(headers, `api-tokens/${revoked.apiToken.id}`)
    assert.equal((await patch(own, `people/${someone.id}`, { isDisabled: true })).status, 200)
    assert.equal((await exchange(acme, kept.value)).status, 400)
    assert.equal((await get(headers, 'api-tokens')).status, 404)
    assert.equal((await patch(own, `people/${someone.id}`, { isDisabled: false })).body.state, 'active')
    assert.equal((await exchange(acme, kept.value)).status, 200)
    assert.equal((await exchange(acme, revoked.value)).status, 400)
  })

  test('what stops is shown before: live API tokens with their last use, and a total', async () => {
    const someone = await person('developer')
    const headers = await as(someone)
    const { apiToken } = await generate(acme, headers, { name: 'Nightly' })
    await generate(acme, headers)
    const gone = await generate(acme, headers)
    await remove(headers, `api-tokens/${gone.apiToken.id}`)
    const { body } = await get(own, `people/${someone.id}/consequences?limit=1`)
    assert.deepEqual([body.apiTokens.total, body.apiTokens.items.length, body.roles], [2, 1, 2])
    const { body: mine } = await get(headers, `people/${someone.id}/consequences`)
    const nightly = mine.apiTokens.items.find(({ id }: { id: string }) => id === apiToken.id)
    assert.deepEqual([nightly.name, nightly.lastUsedAt], ['Nightly', null])
    assert.equal((await get(headers, `people/${member.id}/consequences`)).status, 403)
  })

  test('all API tokens and sessions of a person end in one action', async () => {
    const someone = await person()
    const headers = await as(someone)
    const { value } = await generate(acme, headers)
    await as(someone)
    const ended = await remove(own, `people/${someone.id}/credentials`)
    assert.deepEqual(ended.body, { apiTokens: 1, sessions: 2 })
    assert.equal((await exchange(acme, value)).status, 400)
    assert.equal((await get(headers, 'api-tokens')).status, 401)
  })

  test('whose credentials are ended are signed out everywhere, which their other organizations learn without names', async () => {
    const someone = await person()
    await acme.app.needs.store.change(async (tx) => {
      await tx.organizations.addMember(acme.other.id, someone.id, acme.clock.now)
      return { result: undefined, events: [] }
    })
    await as(someone)
    const { sessions } = (await remove(own, `people/${someone.id}/credentials`)).body
    await remove(own, `people/${someone.id}/credentials`)
    const [told, ...more] = eventsNamed(acme, 'csp__end_sessions')
    assert.deepEqual(more, [])
    assert.deepEqual([told!.organization_id, told!.target_id], [acme.other.id, someone.id])
    assert.deepEqual([told!.user_id, told!.session_id, told!.address], [null, null, null])
    const reason = 'ended_by_another_organization'
    assert.deepEqual(told!.details, { username: someone.username, sessions, reason })
    const ended = eventsNamed(acme, 'csp__end_credentials').filter(
      ({ target_id }) => target_id === someone.id,
    )
    assert.deepEqual(new Set(ended.map((event) => event.organization_id)), new Set([acme.organization.id]))
  })

  test('a removed person’s API tokens are refused at once and stay so; the history keeps their name', async () => {
    const someone = await person('developer')
    const { value } = await generate(acme, await as(someone))
    assert.equal((await remove(own, `people/${someone.id}`)).status, 204)
    assert.equal((await exchange(acme, value)).status, 400)
    assert.equal((await get(own, `people/${someone.id}`)).status, 404)
    const events = auditTrail(acme).filter(({ name }) => name === 'csp__remove_member')
    assert.match(JSON.stringify(events), new RegExp(someone.username))
    await acme.app.needs.store.change(async (tx) => {
      await tx.organizations.addMember(acme.organization.id, someone.id, acme.clock.now)
      return { result: undefined, events: [] }
    })
    assert.equal((await exchange(acme, value)).status, 400)
  })

  test('a person with very many API tokens is removed by parts, and every one is revoked', async () => {
    const someone = await person()
    const headers = await as(someone)
    const first = await generate(acme, headers)
    for (let at = 0; at < 205; at++) await generate(acme, headers)
    assert.equal((await remove(own, `people/${someone.id}`)).status, 204)
    assert.equal((await exchange(acme, first.value)).status, 400)
    const [event] = auditTrail(acme).filter(
      ({ name, target_id: target }) => name === 'csp__remove_member' && target === someone.id,
    )
    assert.match(JSON.stringify(event), /206/)
  })

  test('anybody may leave', async () => {
    const someone = await person()
    const headers = await as(someone)
    assert.equal((await remove(headers, `people/${someone.id}`)).status, 204)
    assert.equal((await get(headers, 'api-tokens')).status, 404)
    assert.ok(auditTrail(acme).some(({ name }) => name === 'csp__leave_organization'))
  })
})

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`two owners who demote each other at once: one stays an owner (${engine})`, async (t) => {
    const acme = await openAcme(t, { engine })
    const { post, person, as, get } = asking(acme)
    const second = await person('org_owner')
    const pair = [acme.owner, second]
    const sessions = await Promise.all(pair.map(as))
    const answers = await Promise.all(
      pair.map((_, at) =>
        post(sessions[at]!, `people/${pair[1 - at]!.id}/roles/removals`, ROLE('org_owner')),
      ),
    )
    assert.ok(answers.some(({ status }) => status === 200))
    const listed = await Promise.all(sessions.map((headers) => get(headers, 'people?role=org_owner')))
    const seen = listed.find(({ status }) => status === 200)
    assert.equal(seen?.body.total, 1, JSON.stringify(answers.map(({ status }) => status)))
  })
}
