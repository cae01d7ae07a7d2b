/** Permissions of services as the tree of scopes shows them: each stands where a role would. Pure. */
import type { PermissionsOfService, Service } from '@countersign/api'
import {
  grantKey,
  groupTicked,
  NOTHING_CHOSEN,
  toggleRole,
  type GrantKey,
  type RoleGroup,
  type ScopeChoice,
} from '../api-tokens/scopes/choice.ts'
import type { TreeRow } from '../api-tokens/scopes/tree-rows.ts'

const NOT_BOUND = { resource: null, startsAt: null, endsAt: null, group: null, permissions: [] }

/** A service without a permission has nothing to choose. */
export const groupsOfPermissions = (services: readonly Service[]): RoleGroup[] =>
  services
    .filter(({ permissions }) => permissions.length > 0)
    .map(({ id, displayName, permissions }) => ({
      serviceId: id,
      displayName,
      roles: permissions.map(({ name, description }) => ({
        ...NOT_BOUND,
        name,
        displayName: description === '' ? name : description,
        description: '',
      })),
    }))

const keyOf = (serviceId: string, name: string): GrantKey => grantKey({ serviceId }, name, null)

export const choiceOf = (services: readonly PermissionsOfService[]): ScopeChoice => ({
  ...NOTHING_CHOSEN,
  roles: new Set(
    services.flatMap(({ serviceId, permissions }) => permissions.map((name) => keyOf(serviceId, name))),
  ),
})

export const chosenOf = (choice: ScopeChoice, groups: readonly RoleGroup[]): PermissionsOfService[] =>
  groups.flatMap(({ serviceId, roles }) => {
    if (serviceId === null) return []
    const permissions = roles
      .map(({ name }) => name)
      .filter((name) => choice.roles.has(keyOf(serviceId, name)))
    return permissions.length === 0 ? [] : [{ serviceId, permissions }]
  })

/** A service ticks the permissions that it has now: what it defines later does not come into the role by itself. */
export function ticked(choice: ScopeChoice, { group, role }: Pick<TreeRow, 'group' | 'role'>): ScopeChoice {
  if (role) return toggleRole(choice, group, role)
  const roles = new Set(choice.roles)
  const isAll = groupTicked(choice, group) === 'all'
  for (const { name } of group.roles) {
    if (isAll) roles.delete(keyOf(group.serviceId ?? '', name))
    else roles.add(keyOf(group.serviceId ?? '', name))
  }
  return { ...choice, roles }
}

/** Whether something that was in it is not in it any more. */
export const isNarrower = (
  after: readonly PermissionsOfService[],
  before: readonly PermissionsOfService[],
): boolean => {
  const kept = choiceOf(after).roles
  return [...choiceOf(before).roles].some((key) => !kept.has(key))
}
