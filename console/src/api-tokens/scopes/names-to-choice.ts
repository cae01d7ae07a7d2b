/** Roles and permissions asked for by name, as in a link to the generate page. It ticks only what is held. */
import type { HeldRole } from '@countersign/api'
import { grantKey, NOTHING_CHOSEN, type RoleGroup, type ScopeChoice } from './choice.ts'

export type NamedChoice = {
  readonly choice: ScopeChoice
  /** Names of nothing that is held here. */
  readonly unknown: readonly string[]
}

const GENERAL: ReadonlySet<string> = new Set(['all', 'openid', 'administration'])

export function choiceOfNames(names: readonly string[], groups: readonly RoleGroup[]): NamedChoice {
  const roles = new Set<string>()
  const permissions = new Set<string>()
  const unknown: string[] = []
  for (const name of names) {
    if (GENERAL.has(name)) continue
    const named = groups.flatMap((group) => rolesNamed(name, group))
    const single = named.length === 0 ? groups.flatMap((group) => permissionsNamed(name, group)) : []
    for (const key of named) roles.add(key)
    for (const key of single) permissions.add(key)
    if (named.length + single.length === 0) unknown.push(name)
  }
  return {
    choice: {
      ...NOTHING_CHOSEN,
      openId: names.includes('openid'),
      administration: names.includes('administration'),
      allRoles: names.includes('all'),
      roles,
      permissions,
    },
    unknown,
  }
}

const rolesNamed = (name: string, group: RoleGroup): string[] =>
  keysOf(
    name,
    group,
    group.roles.filter((role) => role.name === name),
  )

const permissionsNamed = (name: string, group: RoleGroup): string[] =>
  keysOf(
    name,
    group,
    group.roles.filter(({ permissions }) => permissions.some((permission) => permission.name === name)),
  )

/** On every resource if it is held so: naming single ones besides would say nothing. */
function keysOf(name: string, group: RoleGroup, roles: readonly HeldRole[]): string[] {
  const isEverywhere = roles.some(({ resource }) => resource === null)
  const resources = isEverywhere ? [null] : roles.map(({ resource }) => resource)
  return resources.map((resource) => grantKey(group, name, resource))
}
