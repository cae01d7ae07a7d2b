/** How much is chosen, in words: beside the name of a service in the tree, and below the tree for all of it. Pure. */
import { groupTicked, isWholeGroup, type RoleGroup, roleTicked, type ScopeChoice } from './choice.ts'

export function groupInWords(choice: ScopeChoice, group: RoleGroup): string {
  const all = counted(group.roles.length, 'role')
  if (isWholeGroup(choice, group)) return `${all} and later ones`
  const ticks = group.roles.map((role) => roleTicked(choice, group, role))
  const chosen = ticks.filter((ticked) => ticked !== 'none').length
  if (chosen === 0) return all
  if (groupTicked(choice, group) === 'all') return `${chosen} of ${all}, not later ones`
  return ticks.includes('some') ? `${chosen} of ${all}, in part` : `${chosen} of ${all}`
}

export function choiceInWords(choice: ScopeChoice, groups: readonly RoleGroup[]): string {
  const touched = groups.filter((group) => groupTicked(choice, group) !== 'none')
  if (touched.length === 0) return 'Nothing chosen yet.'
  const roles = touched.flatMap((group) =>
    group.roles.filter((role) => roleTicked(choice, group, role) === 'all'),
  )
  const parts = [
    ...(roles.length > 0 ? [counted(roles.length, 'role')] : []),
    ...(choice.permissions.size > 0 ? [counted(choice.permissions.size, 'single permission')] : []),
  ]
  return `Chosen: ${parts.join(' and ')}, in ${counted(touched.length, 'place')}.`
}

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
