/** The rows of the scope tree that are visible: what is expanded, or what a search finds. Pure. */
import type { HeldRole } from '@countersign/api'
import { grantKey, groupKey, type RoleGroup } from './choice.ts'
import type { FoundGroup } from './found-roles.ts'

export type TreeRow = {
  readonly key: string
  readonly group: RoleGroup
  /** Absent on the group's own row. */
  readonly role?: HeldRole
  readonly isExpanded?: boolean
  readonly position: number
  readonly setSize: number
  readonly foundPermissions: readonly string[]
}

export function treeRows(found: readonly FoundGroup[], isExpandedGroup: (key: string) => boolean): TreeRow[] {
  return found.flatMap(({ group, roles }, index) => {
    const key = groupKey(group)
    const isExpanded = isExpandedGroup(key)
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
