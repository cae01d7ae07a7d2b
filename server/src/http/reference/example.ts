/** An example of what a schema allows: the one below where there is one, else the plainest. It only ever sees our own schemas. */
import { nameOf, type Schema } from './schemas.ts'

const UUID = '7f1c7f0e-58a5-4c34-9f4e-6d0f6f0f2b11'
const API_TOKEN_ID = 'k3Zr8WqTb1Xv'
const SCOPES = { services: [{ serviceId: UUID, roles: [{ name: 'inventory:viewer' }] }] }

/** Of schemas with a name. */
const BY_SCHEMA: Readonly<Record<string, unknown>> = {
  Scopes: SCOPES,
  Lifetime: { amount: 90, unit: 'days' },
  GenerateApiToken: {
    name: 'Nightly stock report',
    lifetime: { amount: 90, unit: 'days' },
    scopes: SCOPES,
    reminderDays: 14,
  },
  EditApiToken: { name: 'Nightly stock report' },
  RegenerateApiToken: { lifetime: { amount: 90, unit: 'days' } },
  Grant: { kind: 'role', serviceId: UUID, name: 'inventory:viewer', resource: null },
  Organization: {
    id: UUID,
    name: 'acme',
    displayName: 'Acme',
    tokensMayAdminister: false,
    suspendedAt: null,
    isHome: false,
    permissions: ['organization.read', 'services.read'],
  },
  EditOrganization: { displayName: 'Acme' },
  ManagedOrganization: {
    id: UUID,
    name: 'acme',
    displayName: 'Acme',
    createdAt: '2027-02-28T10:00:00.000Z',
    suspendedAt: null,
    isHome: false,
    memberCount: 12,
    hasOwner: true,
    invitedOwner: null,
  },
  MadeOrganization: {
    id: UUID,
    name: 'acme',
    displayName: 'Acme',
    createdAt: '2027-02-28T10:00:00.000Z',
    suspendedAt: null,
    isHome: false,
    memberCount: 0,
    hasOwner: false,
    invitedOwner: { email: 'max@acme.example', expiresAt: '2027-03-07T10:00:00.000Z', isMailed: true },
    ownerLink: 'https://tokens.acme.example/invitation#code=csni…',
  },
  MakeOrganization: { displayName: 'Acme', ownerEmail: 'max@acme.example' },
  EditManagedOrganization: { isSuspended: true },
  HeldRole: {
    name: 'inventory:viewer',
    displayName: 'Viewer',
    description: '',
    resource: null,
    startsAt: null,
    endsAt: null,
    group: null,
    permissions: [{ name: 'inventory:item.read', description: 'See items and their stock' }],
  },
  Problem: {
    type: 'about:blank',
    title: 'There is no such API token',
    status: 404,
    code: 'api_token_not_found',
    message: 'There is no such API token',
    requestId: UUID,
  },
}

/** Of members with a name; of texts that must have a form, the first that has it. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  id: [UUID, API_TOKEN_ID],
  valueId: [API_TOKEN_ID],
  username: ['max'],
  email: ['max@acme.example'],
  firstName: ['Max'],
  lastName: ['Moreau'],
  organizationName: ['Acme'],
  displayName: ['Inventory'],
  name: ['inventory', 'Nightly stock report'],
  value: ['csnt…'],
  address: ['198.51.100.7'],
  userAgent: ['curl/8.5.0'],
  scope: ['inventory:viewer'],
  roleName: ['stock-reader'],
  perms: [`external/${UUID}/inventory:viewer`],
}
const ANY_TEXT = ['…', UUID, API_TOKEN_ID, 'inventory:viewer']

export function exampleOf(schema: Schema, name = ''): unknown {
  const known = BY_SCHEMA[nameOf(schema) ?? '']
  if (known !== undefined) return known
  if (schema.examples) return schema.examples[0]
  if (schema.anyOf) return exampleOf(schema.anyOf[0] ?? {}, name)
  if (schema.const !== undefined) return schema.const
  switch (schema.type) {
    case 'array':
      return [exampleOf(schema.items ?? {}, name)]
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([member, inside]) => [
          member,
          exampleOf(inside, member),
        ]),
      )
    case 'string':
      return [...(BY_NAME[name] ?? []), ...ANY_TEXT].find((text) => fits(text, schema)) ?? ''
    case 'integer':
      return schema.default ?? schema.minimum ?? 1
    case 'boolean':
      return schema.default ?? false
    case undefined:
    default:
      return null
  }
}

const fits = (text: unknown, { pattern }: Schema): boolean =>
  pattern === undefined || new RegExp(pattern, 'u').test(String(text))

export const jsonText = (value: unknown): string => JSON.stringify(value, null, 2)
