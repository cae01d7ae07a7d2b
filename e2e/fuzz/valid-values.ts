/**
 * Values that a schema of the description allows: real ids and names as a rule, so that requests get somewhere, and now
 * and then whatever else is allowed, to its very bounds. `${name}` stands for an id of the caller's and is filled in later.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { PASSWORD } from '../../server/testing/acme.ts'
import { isValid, type Schema } from './described.ts'

/** What a member of this name had better be. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  username: ['max', 'MAX'],
  password: [PASSWORD],
  currentPassword: [PASSWORD],
  newPassword: [PASSWORD, 'another long passphrase'],
  setupCode: ['${setupCode}'],
  replaces: ['${presentValueId}'],
  amount: [1, 6],
  scopes: [
    {},
    { allRoles: true },
    { openId: true, organization: { allRoles: true } },
    { services: [{ serviceId: '${inventoryId}', roles: [{ name: 'inventory:viewer' }] }] },
  ],
}

/** What a text of this pattern had better be. */
const BY_PATTERN: readonly (readonly [pattern: string, usual: readonly string[]])[] = [
  ['^[0-9A-Za-z]{12}$', ['${apiTokenId}', '${otherApiTokenId}']],
  ['^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', ['${inventoryId}', '${billingId}']],
  [
    '^[a-z][a-z0-9-]{0,62}:[a-z][a-z0-9._-]{0,62}$',
    ['inventory:item.read', 'inventory:item.write', 'inventory:viewer'],
  ],
  [
    '^[A-Za-z0-9._:-]+$',
    ['inventory:viewer', 'inventory:item.read', 'billing:clerk', 'org_owner', 'members.read'],
  ],
]

export function validValue(schema: Schema, name = ''): fc.Arbitrary<unknown> {
  const usual = BY_NAME[name] ?? BY_PATTERN.find(([pattern]) => pattern === schema.pattern)?.[1]
  const anything = ofSchema(schema)
  if (!usual) return anything
  const weight = schema.type === 'object' ? 2 : 5
  return fc.oneof({ arbitrary: fc.constantFrom(...usual), weight }, { arbitrary: anything, weight: 1 })
}

function ofSchema(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((each) => validValue(each)))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: schema.minimum!, max: schema.maximum! })
    case 'string':
      return textOf(schema)
    case 'array':
      return listOf(schema)
    case 'object':
      return objectOf(schema)
    case undefined:
    default:
      return assert.fail(`The description has a schema of a new kind: ${JSON.stringify(schema)}`)
  }
}

function textOf(schema: Schema): fc.Arbitrary<string> {
  const { pattern, format, minLength = 0, maxLength = 300 } = schema
  const atBounds = fc
    .tuple(fc.constantFrom('x', 'ü', '漢', '👍'), fc.constantFrom(Math.max(1, minLength), maxLength))
    .map(([unit, length]) => unit.repeat(length))
  const free = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 40) })
  const isSimple = pattern !== undefined && !/\\p|\(\?/.test(pattern)
  const choices = [
    ...(format === 'email' ? [fc.emailAddress()] : []),
    ...(isSimple ? [fc.stringMatching(new RegExp(pattern))] : []),
    ...(format === undefined && !isSimple ? [free, atBounds] : []),
  ]
  return fc.oneof(...choices).filter((text) => isValid(schema, text))
}

function listOf({ items, minItems = 0, maxItems = 4, uniqueItems = false }: Schema): fc.Arbitrary<unknown[]> {
  const bounds = { minLength: minItems, maxLength: Math.min(maxItems, 4) }
  const item = validValue(items!)
  return uniqueItems ? fc.uniqueArray(item, bounds) : fc.array(item, bounds)
}

function objectOf({ properties = {}, required = [], minProperties = 0 }: Schema): fc.Arbitrary<object> {
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, validValue(member, name)]),
  )
  return fc
    .record(members, { requiredKeys: [...required], noNullPrototype: true })
    .filter((value) => Object.keys(value).length >= minProperties)
}
