/** The rows of the scope tree that are visible: what is expanded, or what a search finds. Pure. */
import type { HeldRole } from '@countersign/api'
import { folded, searchWords } from '../../search/folded.ts'
import { grantKey, groupKey, type RoleGroup } from './choice.ts'

export type TreeRow = {
  readonly key: string
  readonly group: RoleGroup
  /** Absent on the group's own row. */
  readonly role?: HeldRole
  readonly isExpanded?: boolean
  readonly position: number
  readonly setSize: number
  /** Permissions because of which a search found the role, though its own name does not fit. */
  readonly foundPermissions: readonly string[]
}

export function treeRows(
  groups: readonly RoleGroup[],
  expanded: ReadonlySet<string>,
  search: string,
): TreeRow[] {
  const words = searchWords(search)
  const found = groups
    .map((group) => ({ group, roles: group.roles.flatMap((role) => foundRole(role, group, words)) }))
    .filter(({ roles }) => words.length === 0 || roles.length > 0)
  return found.flatMap(({ group, roles }, index) => {
    const key = groupKey(group)
    const isExpanded = words.length > 0 || expanded.has(key)
    const head: TreeRow = {
      key,
      group,
      isExpanded,
      position: index + 1,
      setSize: found.length,
      foundPermissions: [],
    }
    if (!isExpanded) return [head]
    return [
      head,
      ...roles.map(({ role, foundPermissions }, at): TreeRow => ({
        key: grantKey(group, role.name, role.resource),
        group,
        role,
        position: at + 1,
        setSize: roles.length,
        foundPermissions,
      })),
    ]
  })
}

function foundRole(role: HeldRole, group: RoleGroup, words: readonly string[]) {
  const fits = (text: string): boolean => words.every((word) => folded(text).includes(word))
  const own = `${group.displayName} ${role.displayName} ${role.name} ${role.resource ?? ''}`
  if (fits(own)) return [{ role, foundPermissions: [] }]
  const foundPermissions = role.permissions
    .filter(({ name, description }) => fits(`${own} ${name} ${description}`))
    .map(({ name }) => name)
  return foundPermissions.length > 0 ? [{ role, foundPermissions }] : []
}
