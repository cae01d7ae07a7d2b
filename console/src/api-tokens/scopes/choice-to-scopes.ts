/** The choice as the server takes it. It names only what was ticked, in the order of the tree. */
import type { Scopes } from '@countersign/api'
import { grantKey, groupKey, type RoleGroup, type ScopeChoice } from './choice.ts'

type Selection = Scopes['organization']

const NO_SELECTION: Selection = { allRoles: false, allPermissions: false, roles: [], permissions: [] }

export function scopesOf(choice: ScopeChoice, groups: readonly RoleGroup[]): Scopes {
  const { openId, administration, allRoles } = choice
  if (allRoles) return { openId, administration, allRoles, organization: NO_SELECTION, services: [] }
  const organization = groups.find(({ serviceId }) => serviceId === null)
  return {
    openId,
    administration,
    allRoles,
    organization: organization ? selectionOf(choice, organization) : NO_SELECTION,
    services: groups.flatMap((group) => {
      if (group.serviceId === null) return []
      const selection = selectionOf(choice, group)
      const isNothing = !selection.allRoles && selection.roles.length + selection.permissions.length === 0
      return isNothing ? [] : [{ serviceId: group.serviceId, ...selection }]
    }),
  }
}

function selectionOf(choice: ScopeChoice, group: RoleGroup): Selection {
  if (choice.wholeGroups.has(groupKey(group))) return { ...NO_SELECTION, allRoles: true }
  const roles = group.roles
    .filter(({ name, resource }) => choice.roles.has(grantKey(group, name, resource)))
    .map(({ name, resource }) => ({ name, resource }))
  const resourcesByPermission = new Map<string, Set<string | null>>()
  for (const role of group.roles) {
    for (const { name } of role.permissions) {
      if (!choice.permissions.has(grantKey(group, name, role.resource))) continue
      const resources = resourcesByPermission.get(name) ?? new Set()
      resourcesByPermission.set(name, resources.add(role.resource))
    }
  }
  const permissions = [...resourcesByPermission].map(([name, resources]) => ({
    name,
    // Ticked on every resource: naming some of them as well would narrow it.
    resources: resources.has(null) ? [] : [...resources].filter((resource) => resource !== null),
  }))
  return { ...NO_SELECTION, roles, permissions }
}
