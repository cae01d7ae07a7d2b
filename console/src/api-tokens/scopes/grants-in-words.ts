/** An effective scope, sorted by where it holds: the organization first, then the services. Pure. */
import type { EffectiveScope, Grant } from '@countersign/api'
import type { ScopeNames } from './names.ts'

export type GrantInWords = {
  readonly words: string
  /** None when it holds on every one. */
  readonly resources: readonly string[]
}

export type GrantsInPlace = {
  readonly serviceId: string | null
  readonly place: string
  readonly roles: readonly GrantInWords[]
  /** Sentences; those that come with a role are among them. */
  readonly permissions: readonly GrantInWords[]
}

export function grantsInWords(
  { grants }: Pick<EffectiveScope, 'grants'>,
  organizationName: string,
  names: ScopeNames,
): GrantsInPlace[] {
  const places = new Map<string | null, Grant[]>()
  for (const grant of grants) {
    const inPlace = places.get(grant.serviceId) ?? []
    inPlace.push(grant)
    places.set(grant.serviceId, inPlace)
  }
  return [...places]
    .map(([serviceId, inPlace]) => ({
      serviceId,
      place: serviceId === null ? organizationName : names.service(serviceId),
      roles: wordsOf(inPlace, 'role', (name) => names.role(serviceId, name)),
      permissions: wordsOf(inPlace, 'permission', (name) => names.permission(serviceId, name)),
    }))
    .toSorted(
      (one, other) =>
        Number(other.serviceId === null) - Number(one.serviceId === null) ||
        one.place.localeCompare(other.place),
    )
}

function wordsOf(
  grants: readonly Grant[],
  kind: Grant['kind'],
  words: (name: string) => string,
): GrantInWords[] {
  const resourcesByName = new Map<string, Set<string | null>>()
  for (const grant of grants) {
    if (grant.kind !== kind) continue
    const resources = resourcesByName.get(grant.name) ?? new Set()
    resourcesByName.set(grant.name, resources.add(grant.resource))
  }
  return [...resourcesByName].map(([name, resources]) => ({
    words: words(name),
    resources: resources.has(null) ? [] : [...resources].filter((resource) => resource !== null),
  }))
}
