/** Random roles and scopes for properties, out of few names (Acme's) so that they meet often; and what "no more than" means. */
import fc from 'fast-check'
import { NO_SCOPES, NO_SELECTION, type AllowedScopes, type Selection } from '../src/domain/allowed-scopes.ts'
import type { HeldRole } from '../src/domain/held-role.ts'
import type { EffectiveScope, Grant } from '../src/domain/scope.ts'

export const NOW = Date.UTC(2027, 0, 1)

const RESOURCES = ['r1', 'r2', 'a/b c%', '..', 'ü✓', '\ud800']
const ROLES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  organization: {
    org_owner: ['members.read', 'members.manage', 'audit.read'],
    org_member: ['members.read'],
    developer: [],
  },
  inventory: {
    'inventory:viewer': ['inventory:item.read'],
    'inventory:admin': ['inventory:item.read', 'inventory:item.write'],
  },
  billing: { 'billing:clerk': ['billing:invoice.pay'], 'billing:idle': [] },
}
const SERVICES = ['inventory', 'billing']

const mostly = <Value>(usual: Value, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: other, weight: 1 })
const often = fc.boolean()
const seldom = mostly(false, fc.constant(true))
const anyResource = fc.constantFrom(null, null, ...RESOURCES)

const heldRole = (place: string): fc.Arbitrary<HeldRole> =>
  fc
    .record({
      serviceId: fc.constant(place === 'organization' ? null : place),
      name: fc.constantFrom(...Object.keys(ROLES[place]!)),
      resource: place === 'organization' ? fc.constant(null) : anyResource,
      permissions: fc.constant<readonly string[]>([]),
      startsAt: mostly(null, fc.constantFrom(NOW - 1, NOW, NOW + 1)),
      endsAt: fc.constantFrom(null, null, NOW - 1, NOW, NOW + 1),
      group: fc.constantFrom(null, null, { id: 'g1', displayName: 'Group' }),
    })
    .map((role) => ({ ...role, permissions: ROLES[place]![role.name]! }))

export const heldRoles: fc.Arbitrary<HeldRole[]> = fc.uniqueArray(
  fc.oneof(...Object.keys(ROLES).map(heldRole)),
  { maxLength: 8, selector: ({ name, resource }) => `${name} ${resource}` },
)

function selection(place: string): fc.Arbitrary<Selection> {
  const roles = Object.keys(ROLES[place]!)
  const permissions = [...new Set(Object.values(ROLES[place]!).flat()), 'nothing:known']
  return fc.record({
    allRoles: seldom,
    allPermissions: seldom,
    roles: fc.array(fc.record({ name: fc.constantFrom(...roles, 'nobody'), resource: anyResource }), {
      maxLength: 3,
    }),
    permissions: fc.array(
      fc.record({
        name: fc.constantFrom(...permissions),
        resources: fc.array(fc.constantFrom(...RESOURCES), { maxLength: 2 }),
      }),
      { maxLength: 3 },
    ),
  })
}

export const allowedScopes: fc.Arbitrary<AllowedScopes> = fc.record({
  openId: often,
  administration: often,
  allRoles: seldom,
  organization: selection('organization'),
  services: fc.array(
    fc
      .constantFrom(...SERVICES)
      .chain((serviceId) => selection(serviceId).map((chosen) => ({ ...chosen, serviceId }))),
    { maxLength: 3 },
  ),
})

/** The same choice with some of it left out: what a careful caller would ask for. */
export const partOf = ({ openId, administration, allRoles, organization, services }: AllowedScopes) => {
  const less = <Item>(items: readonly Item[]) => fc.subarray([...items])
  const lessOf = (chosen: Selection) =>
    fc.record({
      allRoles: chosen.allRoles ? often : fc.constant(false),
      allPermissions: chosen.allPermissions ? often : fc.constant(false),
      roles: less(chosen.roles),
      permissions: less(chosen.permissions),
    })
  return fc.record({
    openId: openId ? often : fc.constant(false),
    administration: administration ? often : fc.constant(false),
    allRoles: allRoles ? often : fc.constant(false),
    organization: lessOf(organization),
    services: fc
      .tuple(...services.map((service) => lessOf(service).map((part) => ({ ...service, ...part }))))
      .chain(less),
  })
}

/** A choice that names these grants, each as it is or (wider) on every resource. */
export const choiceOf = (grants: readonly Grant[], { wider = false } = {}): AllowedScopes => {
  const selectionOf = (place: string | null): Selection => {
    const here = grants.filter(({ serviceId }) => serviceId === place)
    const named = (wanted: Grant['kind']) =>
      here
        .filter(({ kind }) => kind === wanted)
        .map(({ name, resource }) => ({ name, resource: wider ? null : resource }))
    return {
      ...NO_SELECTION,
      roles: named('role'),
      permissions: named('permission').map(({ name, resource }) => ({
        name,
        resources: resource === null ? [] : [resource],
      })),
    }
  }
  return {
    ...NO_SCOPES,
    organization: selectionOf(null),
    services: SERVICES.map((serviceId) => ({ serviceId, ...selectionOf(serviceId) })),
  }
}

/** Whether a grant gives nothing that these do not give: on the same resource, or because they hold everywhere. */
export const isCovered = (grant: Grant, by: readonly Grant[]): boolean =>
  by.some(
    ({ kind, serviceId, name, resource }) =>
      kind === grant.kind &&
      serviceId === grant.serviceId &&
      name === grant.name &&
      (resource === null || resource === grant.resource),
  )

export const isWithin = (one: EffectiveScope, other: EffectiveScope): boolean =>
  (!one.openId || other.openId) &&
  (!one.administration || other.administration) &&
  one.grants.every((grant) => isCovered(grant, other.grants))
