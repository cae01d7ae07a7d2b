/** What another definition of a service changes, part by part: for plans that people read, and for the audit log. */
import type { ServiceDefinition } from './service.ts'
import { widening } from './service-change.ts'

type RolesPermissions = { readonly role: string; readonly permissions: readonly string[] }

export type ServiceDifference = {
  readonly isRenamed: boolean
  readonly isDescribed: boolean
  readonly permissionsAdded: readonly string[]
  readonly permissionsRemoved: readonly string[]
  /** Those with another description. */
  readonly permissionsDescribed: readonly string[]
  readonly rolesAdded: readonly string[]
  readonly rolesRemoved: readonly string[]
  /** Those with another display name. */
  readonly rolesRenamed: readonly string[]
  readonly widened: readonly RolesPermissions[]
  readonly narrowed: readonly RolesPermissions[]
  /** Nothing else is different, and yet it is not the same: what is shown first is. */
  readonly isReordered: boolean
}

export function differenceOf(before: ServiceDefinition, after: ServiceDefinition): ServiceDifference {
  const differences = {
    isRenamed: before.displayName !== after.displayName,
    isDescribed: before.description !== after.description,
    permissionsAdded: missingIn(before.permissions, after.permissions),
    permissionsRemoved: missingIn(after.permissions, before.permissions),
    permissionsDescribed: otherIn(before.permissions, after.permissions, ({ description }) => description),
    rolesAdded: missingIn(before.roles, after.roles),
    rolesRemoved: missingIn(after.roles, before.roles),
    rolesRenamed: otherIn(before.roles, after.roles, ({ displayName }) => displayName),
    widened: asList(widening(before, after)),
    narrowed: asList(widening(after, before)),
  }
  return { ...differences, isReordered: !isAny(differences) && written(before) !== written(after) }
}

export const isDifferent = (difference: ServiceDifference): boolean => isAny(difference)

const isAny = (differences: Readonly<Record<string, boolean | readonly unknown[]>>): boolean =>
  Object.values(differences).some((each) => (typeof each === 'boolean' ? each : each.length > 0))

type Named = { readonly name: string }

function missingIn(there: readonly Named[], wanted: readonly Named[]): string[] {
  const names = new Set(there.map(({ name }) => name))
  return wanted.map(({ name }) => name).filter((name) => !names.has(name))
}

function otherIn<Part extends Named>(
  before: readonly Part[],
  after: readonly Part[],
  told: (part: Part) => string,
): string[] {
  const had = new Map(before.map((part) => [part.name, told(part)]))
  return after
    .filter((part) => had.has(part.name) && had.get(part.name) !== told(part))
    .map(({ name }) => name)
}

const asList = (permissions: ReadonlyMap<string, readonly string[]>): RolesPermissions[] =>
  [...permissions].map(([role, names]) => ({ role, permissions: names }))

const written = ({ roles, permissions }: ServiceDefinition): string =>
  JSON.stringify([
    roles.map(({ name, permissions: own }) => [name, own]),
    permissions.map(({ name }) => name),
  ])
