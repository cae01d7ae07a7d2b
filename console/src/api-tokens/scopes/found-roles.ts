/** The roles that a search finds, by their own names, their service's, or what they permit. No word finds all. Pure. */
import type { HeldRole } from '@countersign/api'
import { folded, searchWords } from '../../search/folded.ts'
import type { RoleGroup } from './choice.ts'

export type FoundRole = {
  readonly role: HeldRole
  /** Permissions because of which it was found, though its own name does not fit. */
  readonly foundPermissions: readonly string[]
}

export type FoundGroup = { readonly group: RoleGroup; readonly roles: readonly FoundRole[] }

export function foundRoles(groups: readonly RoleGroup[], search: string): FoundGroup[] {
  const words = searchWords(search)
  return groups
    .map((group) => ({ group, roles: group.roles.flatMap((role) => foundRole(role, group, words)) }))
    .filter(({ roles }) => words.length === 0 || roles.length > 0)
}

function foundRole(role: HeldRole, group: RoleGroup, words: readonly string[]): FoundRole[] {
  const fits = (text: string): boolean => words.every((word) => folded(text).includes(word))
  const own = `${group.displayName} ${role.displayName} ${role.name} ${role.resource ?? ''}`
  if (fits(own)) return [{ role, foundPermissions: [] }]
  const foundPermissions = role.permissions
    .filter(({ name, description }) => fits(`${own} ${name} ${description}`))
    .map(({ name }) => name)
  return foundPermissions.length > 0 ? [{ role, foundPermissions }] : []
}

/** How many roles fit, for those who see or hear only part of them. */
export function foundInWords(found: readonly FoundGroup[]): string {
  const count = found.reduce((sum, { roles }) => sum + roles.length, 0)
  return count === 1 ? '1 role fits.' : `${count} roles fit.`
}
