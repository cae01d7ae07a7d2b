/** Looking after the organizations of an installation, and renaming one's own. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { randomUuid } from '../../crypto/random.ts'
import { HOUR_MS } from '../../domain/instant.ts'
import type { User } from '../../domain/user.ts'
import { openAcme } from '../../../testing/acme.ts'
import { accessTokenOf, deactivate, sessionOf } from '../../../testing/people.ts'
import { exchange, generate, request } from '../../../testing/requests.ts'

suite('organizations', async () => {
  const acme = await openAcme({ after })
  const { organization, other, owner, member, stranger } = acme
  await acme.give(owner, 'platform_operator')
  const operator = await sessionOf(acme, owner)
  const path = `/api/v1/organizations/${organization.id}/organizations`
  const make = (body: Record<string, unknown>) => request(acme, 'POST', path, { headers: operator, body })
  const edit = (id: string, body: Record<string, unknown>) =>
    request(acme, 'PATCH', `${path}/${id}`, { headers: operator, body })
  const list = async (search: string) =>
    (await request(acme, 'GET', `${path}?${search}`, { headers: operator })).body
  const ownOf = async (user: User) => {
    const { body } = await request(acme, 'GET', '/api/v1/organizations', {
      headers: await sessionOf(acme, user),
    })
    return body.items
  }
  const eventsOf = async (organizationId: string, name: string) => {
    const page = { offset: 0, limit: 200 }
    const { items } = await acme.app.needs.store.auditEvents.listForOrganization(organizationId, page)
    return items.filter((event) => event.name === name)
  }

  test('are made by a platform operator, whose short names never collide', async () => {
    const names = []
    for (const displayName of ['Société Générique', 'société generique', 'Ω', 'Ψ']) {
      const { status, body } = await make({ displayName })
      assert.equal(status, 201)
      assert.deepEqual(
        [body.displayName, body.isHome, body.suspendedAt, body.memberCount],
        [displayName, false, null, 0],
      )
      names.push(body.name)
    }
    assert.deepEqual(names, ['societe-generique', 'societe-generique-2', 'organization', 'organization-2'])
    const taken = await make({ displayName: 'Another', name: 'societe-generique' })
    assert.equal(taken.status, 409)
    assert.match(taken.body.fields.name, /short name societe-generique/)
    assert.equal((await make({ displayName: 'Another', name: 'Not-Short' })).status, 400)
    assert.equal((await make({ displayName: 'Another', name: 'another' })).body.name, 'another')
  })

  test('are listed by parts and found without accents, by platform operators alone', async () => {
    const { items, total } = await list('limit=1')
    assert.equal(items.length, 1)
    assert.ok(total >= 2)
    const found = await list('search=GLOBEX')
    assert.deepEqual([found.total, found.items[0].id, found.items[0].memberCount], [1, other.id, 1])
    for (const headers of [await sessionOf(acme, member), await accessTokenOf(acme, member)])
      assert.equal((await request(acme, 'GET', path, { headers })).status, 403)
    const there = `/api/v1/organizations/${other.id}/organizations`
    const { status, body } = await request(acme, 'GET', there, { headers: await sessionOf(acme, stranger) })
    assert.deepEqual(
      [status, body.code],
      [403, 'forbidden'],
      'an owner of another organization is no operator',
    )
  })

  test('have the owner that was named from the beginning, and nobody else', async () => {
    const { body } = await make({ displayName: 'Initech', ownerUsername: 'MAX' })
    assert.equal(body.memberCount, 1)
    const own = (await ownOf(member)).find(({ id }: { id: string }) => id === body.id)
    assert.ok(own.permissions.includes('members.manage'))
    assert.ok(!own.permissions.includes('organizations.manage'))
    const entered = await request(acme, 'GET', `/api/v1/organizations/${body.id}/my-roles`, {
      headers: operator,
    })
    assert.equal(entered.status, 404, 'who made it is no member of it')
    const [event] = await eventsOf(body.id, 'csp__make_organization')
    assert.deepEqual([event!.userId, event!.details['ownerId']], [owner.id, member.id])
    assert.equal(
      (await eventsOf(organization.id, 'csp__make_organization')).some(
        ({ target }) => target?.id === body.id,
      ),
      true,
    )
    const unknown = await make({ displayName: 'Hooli', ownerUsername: 'nobody' })
    assert.equal(unknown.status, 404)
    assert.match(unknown.body.fields.ownerUsername, /existing account/)
    assert.equal((await list('search=hooli')).total, 0, 'and then nothing is made')
  })

  test('get their first owner by a link, who is none before accepting it', async () => {
    const both = await make({ displayName: 'Stark', ownerUsername: 'max', ownerEmail: 'eve@stark.example' })
    assert.equal(both.status, 409)
    const { status, body } = await make({ displayName: 'Stark', ownerEmail: 'eve@stark.example' })
    assert.deepEqual([status, body.memberCount], [201, 0])
    const code = body.ownerLink.split('#code=')[1]
    const accepted = await request(acme, 'POST', '/api/v1/invitations/acceptance', {
      body: { code, password: 'an entirely different passphrase', firstName: 'Eve', lastName: 'Example' },
    })
    assert.equal(accepted.status, 201, accepted.text)
    const found = await list('search=stark')
    assert.equal(found.items[0].memberCount, 1)
    const eve = await acme.app.needs.store.users.findCredentials('eve@stark.example')
    const [own] = await ownOf(eve!.user)
    assert.ok(own.permissions.includes('organization.manage'))
  })

  test('without an owner get one invited again, by one link at a time; with an owner, none from outside', async () => {
    const made = (await make({ displayName: 'Tyrell', ownerEmail: 'eldon@tyrell.example' })).body
    assert.deepEqual([made.hasOwner, made.invitedOwner.email], [false, 'eldon@tyrell.example'])
    const invite = (email: string) =>
      request(acme, 'POST', `${path}/${made.id}/owner-invitation`, { headers: operator, body: { email } })
    const accept = (link: string) =>
      request(acme, 'POST', '/api/v1/invitations/acceptance', {
        body: {
          ...{ code: link.split('#code=')[1], password: 'an entirely different passphrase' },
          ...{ firstName: 'Rachael', lastName: 'Example' },
        },
      })
    const again = await invite('rachael@tyrell.example')
    assert.equal(again.status, 201, again.text)
    assert.equal((await accept(made.ownerLink)).status, 409)
    const [listed] = (await list('search=tyrell')).items
    assert.deepEqual([listed.hasOwner, listed.invitedOwner.email], [false, 'rachael@tyrell.example'])
    assert.equal((await accept(again.body.link)).status, 201)
    const [owned] = (await list('search=tyrell')).items
    assert.deepEqual([owned.hasOwner, owned.invitedOwner], [true, null])
    const late = await invite('roy@tyrell.example')
    assert.deepEqual([late.status, late.body.code], [409, 'not_possible'])
    for (const place of [made.id, organization.id])
      assert.equal((await eventsOf(place, 'csp__invite_owner')).length, 1)
  })

  test('that are suspended exchange nothing, stay listed with their mark, and come back when reopened', async () => {
    const there = { ...acme, organization: other }
    const headers = await sessionOf(acme, stranger)
    const { value } = await generate(there, headers)
    const before = await accessTokenOf(there, stranger)
    assert.equal((await exchange(acme, value)).status, 200)

    const suspended = await edit(other.id, { isSuspended: true })
    assert.notEqual(suspended.body.suspendedAt, null)
    const refused = await exchange(acme, value)
    assert.equal(refused.status, 400)
    const myRoles = `/api/v1/organizations/${other.id}/my-roles`
    const entered = await request(acme, 'GET', myRoles, { headers })
    assert.deepEqual([entered.status, entered.body.code], [403, 'organization_suspended'])
    assert.equal((await request(acme, 'GET', myRoles, { headers: before })).status, 401)
    const [own] = await ownOf(stranger)
    assert.deepEqual([own.id, own.suspendedAt, own.permissions], [other.id, suspended.body.suspendedAt, []])

    acme.clock.now += 1000
    const again = await edit(other.id, { isSuspended: true })
    assert.equal(
      again.body.suspendedAt,
      suspended.body.suspendedAt,
      'suspending twice keeps the first instant',
    )
    assert.equal((await edit(other.id, { isSuspended: false })).body.suspendedAt, null)
    assert.equal((await exchange(acme, value)).status, 200)
    assert.equal((await eventsOf(other.id, 'csp__suspend_organization')).length, 1)
    assert.equal((await eventsOf(other.id, 'csp__reopen_organization')).length, 1)
  })

  test('are renamed by platform operators, and the home organization is never suspended', async () => {
    const renamed = await edit(other.id, { displayName: 'Globex International' })
    assert.deepEqual([renamed.body.displayName, renamed.body.name], ['Globex International', 'globex'])
    assert.equal((await list('search=international')).total, 1)
    const home = await edit(organization.id, { isSuspended: true })
    assert.deepEqual([home.status, home.body.code], [409, 'not_possible'])
    assert.match(home.body.detail, /home organization/)
    assert.equal((await edit(randomUuid(), { displayName: 'X' })).status, 404)
    assert.equal((await edit(other.id, {})).status, 400)
  })

  test('are not made with a password given long ago, nor by an access token that may not administer', async () => {
    const body = { displayName: 'Umbrella' }
    const stale = await sessionOf(acme, owner)
    acme.clock.now += HOUR_MS
    assert.equal(
      (await request(acme, 'POST', path, { headers: stale, body })).body.code,
      'reauthentication_required',
    )
    const reads = await accessTokenOf(acme, owner)
    assert.equal((await request(acme, 'GET', path, { headers: reads })).status, 200)
    assert.equal(
      (await request(acme, 'POST', path, { headers: reads, body })).body.code,
      'administration_required',
    )
    const administers = await accessTokenOf(acme, owner, { scopes: { allRoles: true, administration: true } })
    assert.equal((await request(acme, 'POST', path, { headers: administers, body })).status, 201)
  })

  test('are renamed by their owners, and by no one else in them', async () => {
    const own = `/api/v1/organizations/${organization.id}`
    const rename = async (user: User, displayName: string) =>
      request(acme, 'PATCH', own, { headers: await sessionOf(acme, user), body: { displayName } })
    const { status, body } = await rename(owner, 'Acme Works')
    assert.deepEqual([status, body.displayName, body.name], [200, 'Acme Works', 'acme'])
    assert.ok(body.permissions.includes('organizations.manage'))
    assert.equal(
      (await ownOf(member)).find(({ id }: { id: string }) => id === organization.id).displayName,
      'Acme Works',
    )
    assert.equal((await rename(member, 'Mine')).status, 403)
    assert.equal((await rename(stranger, 'Mine')).status, 404)
    assert.equal((await rename(owner, 'a\u202Eb')).status, 400)
  })

  test('get no owner who can’t sign in', async () => {
    await deactivate(acme, stranger)
    const headers = await sessionOf(acme, owner)
    const { status } = await request(acme, 'POST', path, {
      headers,
      body: { displayName: 'Stark', ownerUsername: 'sam' },
    })
    assert.equal(status, 404)
  })
})
