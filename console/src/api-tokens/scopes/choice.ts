/**
 * What has been ticked so far while choosing scopes. Every change gives a new choice.
 * Ticking a role grants that role and nothing that resembles it: what is not ticked is not granted.
 */
import type { HeldRole, MyRoles } from '@countersign/api'

/** The organization (`serviceId` null) or one service, with the roles held there. */
export type RoleGroup = {
  readonly serviceId: string | null
  readonly displayName: string
  readonly roles: readonly HeldRole[]
}

/** A held role or one permission of it: place, name and resource, as one string. */
export type GrantKey = string

export type ScopeChoice = {
  readonly openId: boolean
  readonly administration: boolean
  readonly allRoles: boolean
  /** Groups of which every role is chosen, as roles come and go: keys of `groupKey`. */
  readonly wholeGroups: ReadonlySet<string>
  readonly roles: ReadonlySet<GrantKey>
  readonly permissions: ReadonlySet<GrantKey>
}

export type Ticked = 'all' | 'some' | 'none'

export const NOTHING_CHOSEN: ScopeChoice = {
  openId: false,
  administration: false,
  allRoles: false,
  wholeGroups: new Set(),
  roles: new Set(),
  permissions: new Set(),
}

export const groupKey = ({ serviceId }: Pick<RoleGroup, 'serviceId'>): string => serviceId ?? 'organization'

export const grantKey = (
  { serviceId }: Pick<RoleGroup, 'serviceId'>,
  name: string,
  resource: string | null,
): GrantKey => JSON.stringify([serviceId, name, resource])

export function groupsOf({ organizationRoles, services }: MyRoles): RoleGroup[] {
  const groups = services
    .map(({ id, displayName, roles }) => ({ serviceId: id, displayName, roles }))
    .toSorted((one, other) => one.displayName.localeCompare(other.displayName))
  if (organizationRoles.length === 0) return groups
  return [{ serviceId: null, displayName: 'Organization roles', roles: organizationRoles }, ...groups]
}

/** What there is to choose from: a role that is held in several ways, directly and through groups, once. */
export const choosableOf = (roles: MyRoles): RoleGroup[] =>
  groupsOf(roles).map((group) => ({
    ...group,
    roles: [
      ...new Map(group.roles.map((role) => [grantKey(group, role.name, role.resource), role])).values(),
    ],
  }))

export const isEmpty = ({
  openId,
  administration,
  allRoles,
  wholeGroups,
  roles,
  permissions,
}: ScopeChoice): boolean =>
  !openId && !administration && !allRoles && wholeGroups.size + roles.size + permissions.size === 0

/** Whether every role is chosen as roles come and go, and not each that is held today by its name. */
export const isWholeGroup = (choice: ScopeChoice, group: RoleGroup): boolean =>
  choice.wholeGroups.has(groupKey(group))

/** All when every role that is held today is ticked, whether later ones are meant or not. */
export function groupTicked(choice: ScopeChoice, group: RoleGroup): Ticked {
  const ticks = new Set(group.roles.map((role) => roleTicked(choice, group, role)))
  if (isWholeGroup(choice, group) || (ticks.has('all') && ticks.size === 1)) return 'all'
  return ticks.has('all') || ticks.has('some') ? 'some' : 'none'
}

export function roleTicked(choice: ScopeChoice, group: RoleGroup, role: HeldRole): Ticked {
  if (isWholeRole(choice, group, role)) return 'all'
  const hasOne = role.permissions.some(({ name }) =>
    choice.permissions.has(grantKey(group, name, role.resource)),
  )
  return hasOne ? 'some' : 'none'
}

export const permissionTicked = (
  choice: ScopeChoice,
  group: RoleGroup,
  role: HeldRole,
  permission: string,
): boolean =>
  isWholeRole(choice, group, role) || choice.permissions.has(grantKey(group, permission, role.resource))

/** Ticking it means later roles as well. */
export function toggleGroup(choice: ScopeChoice, group: RoleGroup): ScopeChoice {
  const isTicked = groupTicked(choice, group) === 'all'
  return isTicked ? withoutGroup(choice, group) : wholeGroup(choice, group)
}

/** From "as they come and go" to those that are held today, and back. */
export const toggleLaterRoles = (choice: ScopeChoice, group: RoleGroup): ScopeChoice =>
  isWholeGroup(choice, group) ? openGroup(choice, group) : wholeGroup(choice, group)

export function toggleRole(choice: ScopeChoice, group: RoleGroup, role: HeldRole): ScopeChoice {
  const opened = openGroup(choice, group)
  const key = grantKey(group, role.name, role.resource)
  if (opened.roles.has(key)) return { ...opened, roles: without(opened.roles, [key]) }
  // The role brings its permissions along; ticks of single ones would outlive it unseen.
  const own = role.permissions.map(({ name }) => grantKey(group, name, role.resource))
  return { ...opened, roles: withAll(opened.roles, [key]), permissions: without(opened.permissions, own) }
}

/** Taking one permission out of a whole role leaves the other permissions, and the role itself is no longer chosen. */
export function togglePermission(
  choice: ScopeChoice,
  group: RoleGroup,
  role: HeldRole,
  permission: string,
): ScopeChoice {
  const opened = openGroup(choice, group)
  const key = grantKey(group, permission, role.resource)
  const roleKey = grantKey(group, role.name, role.resource)
  if (!opened.roles.has(roleKey)) {
    const change = opened.permissions.has(key) ? without : withAll
    return { ...opened, permissions: change(opened.permissions, [key]) }
  }
  const others = role.permissions
    .map(({ name }) => grantKey(group, name, role.resource))
    .filter((other) => other !== key)
  return {
    ...opened,
    roles: without(opened.roles, [roleKey]),
    permissions: withAll(opened.permissions, others),
  }
}

const isWholeRole = (choice: ScopeChoice, group: RoleGroup, role: HeldRole): boolean =>
  isWholeGroup(choice, group) || choice.roles.has(grantKey(group, role.name, role.resource))

/** A whole group, written as its roles one by one, so that one of them can be changed. */
function openGroup(choice: ScopeChoice, group: RoleGroup): ScopeChoice {
  if (!isWholeGroup(choice, group)) return choice
  const own = group.roles.map((role) => grantKey(group, role.name, role.resource))
  return {
    ...choice,
    wholeGroups: without(choice.wholeGroups, [groupKey(group)]),
    roles: withAll(choice.roles, own),
  }
}

function wholeGroup(choice: ScopeChoice, group: RoleGroup): ScopeChoice {
  const rest = withoutGroup(choice, group)
  return { ...rest, wholeGroups: withAll(rest.wholeGroups, [groupKey(group)]) }
}

function withoutGroup(choice: ScopeChoice, group: RoleGroup): ScopeChoice {
  const ownRoles = group.roles.map((role) => grantKey(group, role.name, role.resource))
  const ownPermissions = group.roles.flatMap((role) =>
    role.permissions.map(({ name }) => grantKey(group, name, role.resource)),
  )
  return {
    ...choice,
    wholeGroups: without(choice.wholeGroups, [groupKey(group)]),
    roles: without(choice.roles, ownRoles),
    permissions: without(choice.permissions, ownPermissions),
  }
}

const withAll = (set: ReadonlySet<string>, added: readonly string[]): ReadonlySet<string> =>
  new Set([...set, ...added])

const without = (set: ReadonlySet<string>, removed: readonly string[]): ReadonlySet<string> => {
  const left = new Set(set)
  for (const one of removed) left.delete(one)
  return left
}
