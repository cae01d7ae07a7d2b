/** What the operator registers and assigns: names that can't be mistaken in an access token, and roles that exist. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { HOUR_MS } from '../../domain/instant.ts'
import { openAcme } from '../../../testing/acme.ts'
import { tokenOf } from '../../../testing/compatible.ts'
import { exchange } from '../../../testing/requests.ts'
import { assignRole, removeRole, type Assignment } from '../roles/assign-role.ts'
import { registerService, type NewService } from './register-service.ts'

suite('a service', async () => {
  const acme = await openAcme({ after })
  const { needs } = acme.app
  const read = { name: 'wiki:page.read', description: '' }
  const reader = { name: 'wiki:reader', displayName: 'Reader', permissions: [read.name] }
  const wiki: NewService = { name: 'wiki', displayName: 'Wiki', permissions: [read], roles: [reader] }

  const REFUSED: readonly (readonly [what: string, definition: Partial<NewService>])[] = [
    ['a name with a capital', { name: 'Wiki' }],
    ['a name with a slash', { name: 'wiki/x' }],
    ['a name with a colon', { name: 'wiki:x' }],
    ['no name', { name: '' }],
    [
      'a permission of another service',
      { permissions: [{ ...read, name: 'inventory:item.read' }], roles: [] },
    ],
    ['a permission without its service', { permissions: [{ ...read, name: 'page.read' }], roles: [] }],
    ['a permission with a slash', { permissions: [{ ...read, name: 'wiki:page/read' }], roles: [] }],
    ['a permission with a space', { permissions: [{ ...read, name: 'wiki:page read' }], roles: [] }],
    ['a role with two colons', { roles: [{ ...reader, name: 'wiki:x:y' }] }],
    [
      'a role with a permission that is not defined',
      { roles: [{ ...reader, permissions: ['wiki:page.write'] }] },
    ],
    // In perms a role and a permission are written alike: who is narrowed to one would be given the other.
    ['a role named as a permission', { roles: [{ ...reader, name: read.name }] }],
    ['the same role twice', { roles: [reader, reader] }],
    ['the same permission twice', { permissions: [read, read] }],
  ]
  for (const [what, definition] of REFUSED) {
    test(`with ${what} is refused`, async () => {
      await assert.rejects(
        async () => registerService(needs, acme.organization.id, { ...wiki, ...definition }),
        {
          code: 'service_invalid',
        },
      )
    })
  }

  test('is registered once under its name, in each organization', async () => {
    await registerService(needs, acme.organization.id, wiki)
    await assert.rejects(registerService(needs, acme.organization.id, wiki), { code: 'name_taken' })
    assert.ok(await registerService(needs, acme.other.id, wiki))
  })
})

suite('a role', async () => {
  const acme = await openAcme({ after })
  const { needs } = acme.app
  const viewer: Assignment = {
    ...{ organizationId: acme.organization.id, userId: acme.member.id, serviceId: acme.inventory.id },
    ...{ name: 'inventory:viewer', resource: 'r1', endsAt: null },
  }

  const REFUSED: readonly (readonly [what: string, change: Partial<Assignment>, code: string])[] = [
    [
      'of the organization that there is not',
      { serviceId: null, name: 'emperor', resource: null },
      'role_invalid',
    ],
    [
      'of the organization named as a member of every object',
      { serviceId: null, name: 'constructor', resource: null },
      'role_invalid',
    ],
    ['of the organization on a resource', { serviceId: null, name: 'org_owner' }, 'role_invalid'],
    ['that the service does not define', { name: 'inventory:emperor' }, 'not_found'],
    ['of another service', { name: 'billing:clerk' }, 'not_found'],
    ['of a service that there is not', { serviceId: acme.organization.id }, 'not_found'],
    [
      'of another organization’s service',
      { organizationId: acme.other.id, userId: acme.stranger.id },
      'not_found',
    ],
    ['for somebody who is no member', { userId: acme.stranger.id }, 'not_found'],
  ]
  for (const [what, change, code] of REFUSED) {
    test(`${what} is not given`, () => assert.rejects(assignRole(needs, { ...viewer, ...change }), { code }))
  }

  test('counts from the next exchange on, until it ends or is taken away', async () => {
    await acme.give(acme.member, 'billing:clerk', acme.billing, { endsAt: acme.clock.now + HOUR_MS })
    const scopes = { services: [{ serviceId: acme.billing.id, allRoles: true }] }
    const { value } = await tokenOf(acme, 'max', { scopes })
    const scopeNow = async () => (await exchange(acme, value)).body.scope
    assert.equal(await scopeNow(), 'billing:clerk')
    acme.clock.now += HOUR_MS
    assert.equal(await scopeNow(), '')
    const taken = { ...viewer, serviceId: acme.billing.id, name: 'billing:clerk', resource: null }
    await removeRole(needs, taken)
    await assert.rejects(removeRole(needs, taken), { code: 'not_found' })
    await acme.give(acme.member, 'billing:clerk', acme.billing)
    assert.equal(await scopeNow(), 'billing:clerk')
    await removeRole(needs, taken)
    assert.equal(await scopeNow(), '')
  })
})
