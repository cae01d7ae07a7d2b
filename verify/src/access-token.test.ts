/** What a token grants, and to which resources, for any names at all. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createAccessToken } from './access-token.ts'
import { CALLERS, claimsOf } from './forge-token.ts'

const SERVICE = '7f1c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11'
const READ = 'inventory:item.read'
const holding = (perms: string[], services = [SERVICE]) =>
  createAccessToken(claimsOf('https://tokens.example.com', SERVICE, 1_800_000_000, { perms }), services)
const grant = (name: string, resource?: string) =>
  `external/${SERVICE}/${resource === undefined ? '' : `${encodeURIComponent(resource)}/`}${name}`
const resources = fc.string({ unit: 'grapheme', minLength: 1 })

test('a grant without a resource covers every resource', () => {
  fc.assert(fc.property(resources, (resource) => holding([grant(READ)]).hasPermission(READ, { resource })))
})

test('a grant for a resource covers that one and no other', () => {
  fc.assert(
    fc.property(resources, resources, (granted, asked) => {
      assert.equal(
        holding([grant(READ, granted)]).hasPermission(READ, { resource: asked }),
        granted === asked,
      )
    }),
    {
      examples: [
        ['a/b', 'a'],
        ['a', 'a/b'],
        ['%2F', '/'],
        ['/', '%2F'],
        ['A', 'a'],
        ['é', 'e\u0301'],
      ],
    },
  )
})

test('asking without a resource needs a grant without one', () => {
  fc.assert(
    fc.property(resources, (resource) => {
      const token = holding([grant(READ, resource)])
      assert.equal(token.hasPermission(READ), false)
      assert.equal(token.hasPermission(READ, { resource: undefined }), false)
      assert.equal(token.hasPermission(READ, { resource: '' }), false)
    }),
  )
})

test('a list may show exactly the resources that were granted', () => {
  fc.assert(
    fc.property(fc.uniqueArray(resources), (granted) => {
      const token = holding([
        ...granted.map((resource) => grant(READ, resource)),
        grant('inventory:item.write', 'other'),
      ])
      assert.deepEqual(token.resourcesWith(READ), granted)
    }),
  )
  assert.equal(holding([grant(READ), grant(READ, 'warehouse-7')]).resourcesWith(READ), 'all')
  assert.deepEqual(holding([`external/${SERVICE}/%E0%A4%A/${READ}`]).resourcesWith(READ), [])
})

test('a name that holds a resource does not get around asking for it', () => {
  const token = holding([grant(READ, 'warehouse-7')])
  assert.equal(token.hasPermission(`warehouse-7/${READ}`), false)
  assert.deepEqual(token.resourcesWith(`warehouse-7/${READ}`), [])
})

test('a resource that no text can spell is not granted to anyone', () => {
  assert.equal(holding([grant(READ, 'a')]).hasPermission(READ, { resource: '\ud800' }), false)
})

test('what another service grants counts for nothing here', () => {
  const token = holding([
    `external/another/${READ}`,
    `external/another/warehouse-7/${READ}`,
    `external/${SERVICE}x/${READ}`,
    `external/${SERVICE}/warehouse-7/${READ}/more`,
    `internal/${SERVICE}/warehouse-7/${READ}`,
    `csp:${READ}`,
    READ,
  ])
  assert.equal(token.hasPermission(READ), false)
  assert.deepEqual(token.resourcesWith(READ), [])
})

test('a service that goes by several ids finds what was granted to any of them', () => {
  assert.equal(holding([`external/old/${READ}`], [SERVICE, 'old']).hasPermission(READ), true)
})

test('an organization role is not a service role, nor the reverse', () => {
  const token = holding(['csp:org_owner', grant('inventory:admin')])
  assert.equal(token.hasOrganizationRole('org_owner'), true)
  assert.equal(token.hasRole('org_owner'), false)
  assert.equal(token.hasOrganizationRole('inventory:admin'), false)
  assert.equal(token.hasRole('inventory:admin'), true)
})

test('what is required and missing is refused by name, with 403', () => {
  const token = holding([])
  assert.throws(() => token.requirePermission(READ), {
    code: 'permission_missing',
    status: 403,
    message: new RegExp(READ),
  })
  assert.throws(() => token.requireRole('inventory:admin'), { code: 'role_missing', status: 403 })
  assert.throws(() => token.requireOrganizationRole('org_owner'), { code: 'role_missing', status: 403 })
})

test('it says who calls, for which organization, with which API token, and until when', () => {
  const token = holding([])
  assert.equal(token.subject, token.claims.sub)
  assert.equal(token.organizationId, token.claims.context_name)
  assert.ok(token.kind === 'api_token')
  assert.equal(token.apiTokenId, 'a1B2c3D4e5F6')
  assert.equal(token.clientId, 'a1B2c3D4e5F6')
  assert.equal(token.username, 'ada@example.com')
  assert.equal(token.id, token.claims.jti)
  assert.equal(token.expiresAt.getTime(), 1_800_001_800_000)
})

test('its kind says who calls: a person by an API token, one through an app, or a machine', () => {
  const by = (caller: object) =>
    createAccessToken(claimsOf('https://tokens.example.com', SERVICE, 1_800_000_000, caller), [SERVICE])
  const person = by(CALLERS.person)
  assert.ok(person.kind === 'api_token' && person.username && person.apiTokenId === person.clientId)
  const throughApp = by(CALLERS.app)
  assert.ok(throughApp.kind === 'app' && throughApp.username)
  assert.deepEqual([throughApp.clientId, throughApp.grantId], ['app-7k2m9q4x', 'Gr4ntId00001'])
  const machine = by(CALLERS.machine)
  assert.equal(machine.kind, 'machine')
  assert.deepEqual([machine.subject, machine.clientId], ['app-7k2m9q4x', 'app-7k2m9q4x'])
  assert.ok(!('username' in machine) && !('apiTokenId' in throughApp) && !('grantId' in person))
})

test('nobody can change who it says that calls: the same object serves many requests', () => {
  const token = holding([])
  assert.throws(() => Object.assign(token, { kind: 'machine' }), TypeError)
  assert.throws(() => Object.assign(token, { clientId: 'another' }), TypeError)
})
