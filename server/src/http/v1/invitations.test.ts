/** Invitations over HTTP, on both engines: who may send them, what they give, and that each works once. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inviteFirstOwner } from '../../actions/invitations/send-invitation.ts'
import { makeTokenString } from '../../crypto/token-string.ts'
import { DAY_MS } from '../../domain/instant.ts'
import { openAcme, PASSWORD, type Acme } from '../../../testing/acme.ts'
import { accessTokenOf, sessionOf, type Credentials } from '../../../testing/people.ts'
import { request, signIn } from '../../../testing/requests.ts'
import type { EngineName } from '../../../testing/stores.ts'

const EC = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256' }
const OWNER_ROLE = { serviceId: null, name: 'org_owner' }
const ADMIN_ROLE = { serviceId: null, name: 'org_admin' }
const IVY = { firstName: 'Ivy', lastName: 'Example', password: PASSWORD }

type Body = { readonly [name: string]: unknown }

const pathOf = (acme: Acme, rest = ''): string =>
  `/api/v1/organizations/${acme.organization.id}/invitations${rest}`

const invite = (acme: Acme, headers: Credentials, body: Body) =>
  request(acme, 'POST', pathOf(acme), { headers, body: { emails: ['ivy@acme.example'], ...body } })

const codeIn = (link: string): string => {
  assert.match(link, /^http:\/\/127\.0\.0\.1:8080\/invitation#code=csni[0-9A-Za-z]{61}$/)
  return link.split('=')[1]!
}

async function invited(acme: Acme, body: Body = {}, headers?: Credentials) {
  const answer = await invite(acme, headers ?? (await sessionOf(acme, acme.owner)), body)
  assert.equal(answer.status, 201, answer.text)
  const [{ invitation, link }] = answer.body.items
  return { id: String(invitation.id), code: codeIn(link) }
}

const look = (acme: Acme, code: string) =>
  request(acme, 'POST', '/api/v1/invitations/look', { body: { code } })
const accept = (acme: Acme, code: string, more: Body = {}) =>
  request(acme, 'POST', '/api/v1/invitations/acceptance', { body: { ...IVY, code, ...more } })
const acceptSignedIn = (acme: Acme, headers: Credentials, body: Body) =>
  request(acme, 'POST', '/api/v1/invitations/acceptance/signed-in', { headers, body })
const rolesOf = async (acme: Acme, username: string): Promise<string[]> => {
  const found = await acme.app.needs.store.users.findCredentials(username)
  const held = await acme.app.needs.store.roles.heldBy(found!.user.id, acme.organization.id)
  return held.map(({ name }) => name).toSorted()
}

for (const engine of ['sqlite', 'postgres'] satisfies EngineName[]) {
  void suite(`an invitation on ${engine}`, () => {
    test('is accepted by a new person, who is signed in and holds what was offered; looking changes nothing', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const role = { serviceId: acme.inventory.id, name: 'inventory:viewer', resource: 'shelf-1' }
      const { code } = await invited(acme, { roles: [role] })
      const seen = [await look(acme, code), await look(acme, code)]
      for (const { status, body } of seen) {
        assert.deepEqual([status, body.state, body.organization], [200, 'open', 'Acme'])
        assert.deepEqual([body.email, body.invitedBy], ['ivy@acme.example', 'olivia'])
      }
      const { status, body, headers } = await accept(acme, code)
      assert.equal(status, 201)
      assert.deepEqual([body.leftOut, body.session.organizations[0].displayName], [[], 'Acme'])
      const session = { cookie: String(headers['set-cookie']).split(';')[0]! }
      assert.equal((await request(acme, 'GET', '/api/v1/session', { headers: session })).status, 200)
      assert.deepEqual(await rolesOf(acme, 'ivy@acme.example'), ['inventory:viewer', 'org_member'])
      await signIn(acme, 'ivy@acme.example')

      const after = await look(acme, code)
      assert.deepEqual([after.body.state, after.body.acceptedBy], ['accepted', 'ivy@acme.example'])
      assert.ok(after.body.acceptedAt)
      const again = await accept(acme, code, { username: 'other' })
      assert.deepEqual([again.status, again.body.code], [409, 'link_over'])
    })

    test('with a role that is named twice gives it once, and can be accepted', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const role = { serviceId: null, name: 'developer' }
      const { code } = await invited(acme, { roles: [role, { ...role, endsAt: '2100-01-01T00:00:00Z' }] })
      const { status, text } = await accept(acme, code)
      assert.equal(status, 201, text)
      assert.deepEqual(await rolesOf(acme, 'ivy@acme.example'), ['developer', 'org_member'])
    })

    test('accepted twice at once is accepted once', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const { code } = await invited(acme)
      const answers = await Promise.all(
        ['ivy', 'eve', 'liv'].map((username) => accept(acme, code, { username })),
      )
      const statuses = answers.map(({ status }) => status).toSorted()
      assert.deepEqual(statuses, [201, 409, 409])
    })

    test('that has expired or was withdrawn is refused, and can be sent again at once; the old link is dead', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const first = await invited(acme)
      acme.clock.now += 7 * DAY_MS
      assert.equal((await look(acme, first.code)).body.state, 'expired')
      assert.equal((await accept(acme, first.code)).body.code, 'link_over')
      const owner = await sessionOf(acme, acme.owner)
      const again = await request(acme, 'POST', pathOf(acme, `/${first.id}/link`), { headers: owner })
      assert.deepEqual([again.status, again.body.invitation.state], [201, 'open'])
      assert.equal((await look(acme, first.code)).body.code, 'link_invalid')

      const withdrawn = await request(acme, 'DELETE', pathOf(acme, `/${first.id}`), { headers: owner })
      assert.deepEqual([withdrawn.status, withdrawn.body.state], [200, 'withdrawn'])
      const second = codeIn(again.body.link)
      assert.equal((await look(acme, second)).body.state, 'withdrawn')
      assert.equal((await accept(acme, second)).body.code, 'link_over')
      const third = await request(acme, 'POST', pathOf(acme, `/${first.id}/link`), { headers: owner })
      assert.equal((await accept(acme, codeIn(third.body.link))).status, 201)
    })

    test('to an address that has an open one takes its place', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const first = await invited(acme, { roles: [ADMIN_ROLE] })
      const second = await invited(acme, { emails: ['IVY@acme.example'] })
      assert.equal(first.id, second.id)
      assert.equal((await look(acme, first.code)).status, 400)
      const headers = await sessionOf(acme, acme.owner)
      const { body } = await request(acme, 'GET', pathOf(acme), { headers })
      assert.deepEqual([body.total, body.items.length, body.items[0].roles], [1, 1, []])
    })

    test('gives nothing beyond what its sender still holds when it is accepted, and tells what was left out', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      await acme.give(acme.member, 'org_admin')
      await acme.give(acme.member, 'billing:clerk', acme.billing)
      const billing = { serviceId: acme.billing.id, name: 'billing:clerk' }
      const viewer = { serviceId: acme.inventory.id, name: 'inventory:viewer' }
      const { code } = await invited(
        acme,
        { roles: [billing, viewer, ADMIN_ROLE] },
        await sessionOf(acme, acme.member),
      )
      await removed(acme, 'billing:clerk', acme.billing.id)
      const { status, body } = await accept(acme, code)
      assert.deepEqual([status, body.leftOut], [201, ['billing:clerk']])
      assert.deepEqual(await rolesOf(acme, 'ivy@acme.example'), [
        'inventory:viewer',
        'org_admin',
        'org_member',
      ])
    })

    test('of a sender who is gone or may invite no more is refused, and stays to be sent again', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      await acme.give(acme.member, 'org_admin')
      const { id, code } = await invited(acme, {}, await sessionOf(acme, acme.member))
      await removed(acme, 'org_admin')
      const refused = await accept(acme, code)
      assert.deepEqual([refused.status, refused.body.code], [409, 'link_over'])
      assert.match(refused.body.detail, /Ask an owner of the organization to send the invitation again/)
      assert.equal(await acme.app.needs.store.users.findCredentials('ivy@acme.example'), undefined)
      const headers = await sessionOf(acme, acme.owner)
      const again = await request(acme, 'POST', pathOf(acme, `/${id}/link`), { headers })
      assert.equal((await accept(acme, codeIn(again.body.link))).status, 201)
    })

    test('accepted under another address names both and asks', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const { code } = await invited(acme)
      const headers = await sessionOf(acme, acme.stranger)
      const asked = await acceptSignedIn(acme, headers, { code })
      assert.deepEqual([asked.status, asked.body.code], [409, 'invited_under_other_address'])
      assert.match(asked.body.detail, /ivy@acme\.example was invited, .* sam \(sam@acme\.example\)/)
      const accepted = await acceptSignedIn(acme, headers, { code, acceptAs: true })
      assert.deepEqual([accepted.status, accepted.body.organizationId], [201, acme.organization.id])
      assert.deepEqual(await rolesOf(acme, 'sam'), ['org_member'])
      assert.equal((await look(acme, code)).body.acceptedBy, 'sam')
    })

    test('of a first owner gives ownership, though nobody of the organization sent it', async (t) => {
      const acme = await openAcme(t, { engine, env: EC })
      const { needs } = acme.app
      const { code } = await needs.store.change(async (tx) => {
        const origin = { requestId: 'test', address: '', userAgent: 'test' }
        const letter = { organizationId: acme.organization.id, email: 'ivy@acme.example' }
        const sent = await inviteFirstOwner(needs, tx, needs.now(), origin, letter)
        return { result: sent, events: [sent.event] }
      })
      assert.equal((await look(acme, code.reveal())).body.invitedBy, null)
      assert.equal((await accept(acme, code.reveal())).status, 201)
      assert.deepEqual(await rolesOf(acme, 'ivy@acme.example'), ['org_member', 'org_owner'])
    })
  })
}

const removed = (acme: Acme, name: string, serviceId: string | null = null): Promise<void> =>
  acme.app.needs.store.change(async (tx) => {
    const isRemoved = await tx.roles.remove(acme.organization.id, acme.member.id, {
      ...{ name, serviceId, resource: null },
    })
    assert.ok(isRemoved)
    return { result: undefined, events: [] }
  })

void suite('inviting', () => {
  test('is for those who manage members, and nobody gives what they don’t hold', async (t) => {
    const acme = await openAcme(t, { env: EC })
    assert.equal((await invite(acme, await sessionOf(acme, acme.member), {})).status, 403)
    await acme.give(acme.member, 'org_admin')
    const admin = await sessionOf(acme, acme.member)
    const refused = await invite(acme, admin, { roles: [OWNER_ROLE] })
    assert.deepEqual([refused.status, refused.body.code], [403, 'forbidden'])
    assert.match(refused.body.detail, /You can’t give org_owner/)
    const scopes = { organization: { permissions: [{ name: 'members.manage' }] }, administration: true }
    const script = await accessTokenOf(acme, acme.owner, { scopes })
    assert.equal((await invite(acme, script, { roles: [OWNER_ROLE] })).status, 403)
    assert.equal((await invite(acme, script, {})).status, 201)
  })

  test('an administrator neither sends an owner’s invitation again nor withdraws it', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const { id } = await invited(acme, { roles: [OWNER_ROLE] })
    await acme.give(acme.member, 'org_admin')
    const headers = await sessionOf(acme, acme.member)
    assert.equal((await request(acme, 'POST', pathOf(acme, `/${id}/link`), { headers })).status, 403)
    assert.equal((await request(acme, 'DELETE', pathOf(acme, `/${id}`), { headers })).status, 403)
    assert.equal((await invite(acme, headers, {})).status, 403)
  })

  test('members, unknown roles, roles that are over and more than may wait are refused, and nobody is invited', async (t) => {
    const acme = await openAcme(t, { env: { ...EC, COUNTERSIGN_OPEN_INVITATIONS: '2' } })
    const headers = await sessionOf(acme, acme.owner)
    const emails = ['a@acme.example', 'b@acme.example']
    const past = new Date(acme.clock.now - 1).toISOString()
    const refusals: readonly (readonly [Body, number, string])[] = [
      [{ emails: [...emails, 'MAX@acme.example'] }, 409, 'not_possible'],
      [{ emails, roles: [{ serviceId: null, name: 'nothing' }] }, 400, 'role_invalid'],
      [{ emails, roles: [{ ...ADMIN_ROLE, endsAt: past }] }, 400, 'role_invalid'],
      [{ emails, roles: [{ ...ADMIN_ROLE, endsAt: 'tomorrow' }] }, 400, 'request_invalid'],
      [{ emails, groupIds: [acme.other.id] }, 400, 'role_invalid'],
      [{ emails: [] }, 400, 'request_invalid'],
      [{ emails: [...emails, 'c@acme.example'] }, 409, 'limit_reached'],
    ]
    for (const [body, status, code] of refusals) {
      const answer = await invite(acme, headers, body)
      assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(body))
    }
    assert.equal((await request(acme, 'GET', pathOf(acme), { headers })).body.total, 0)
    assert.equal((await invite(acme, headers, { emails })).status, 201)
  })

  test('someone else’s invitation is not found', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const { id } = await invited(acme)
    const headers = await sessionOf(acme, acme.stranger)
    const path = `/api/v1/organizations/${acme.other.id}/invitations/${id}`
    assert.equal((await request(acme, 'DELETE', path, { headers })).status, 404)
    assert.equal((await request(acme, 'POST', `${path}/link`, { headers })).status, 404)
  })

  test('a wrong link costs no hashing, is throttled by network, and keeps nobody out who has one', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const { code } = await invited(acme)
    const statuses = []
    for (let tries = 0; tries < 12; tries++) {
      const wrong = makeTokenString('i').value.reveal()
      statuses.push((await accept(acme, wrong, { password: 'short' })).status)
    }
    assert.deepEqual(statuses, [...Array<number>(10).fill(400), 429, 429])
    assert.equal((await accept(acme, code)).status, 201)
  })

  test('a form that has to be corrected does not use the link up', async (t) => {
    const acme = await openAcme(t, { env: EC })
    const { code } = await invited(acme)
    assert.deepEqual(Object.keys((await accept(acme, code, { password: 'short' })).body.fields), ['password'])
    assert.deepEqual(Object.keys((await accept(acme, code, { username: 'max' })).body.fields), ['username'])
    assert.equal((await accept(acme, code)).status, 201)
  })
})
