/** A role that was given, as it is read. */
import type { NamedRole } from '@countersign/api'

export type ShownRole = NamedRole & {
  /** Through which it is held. */
  readonly group?: { readonly id: string; readonly displayName: string } | null
}

type InWords = Pick<ShownRole, 'displayName' | 'resource' | 'group'>

export const roleInWords = ({ displayName, resource, group }: InWords): string =>
  [
    displayName,
    ...(resource === null ? [] : [`on ${resource}`]),
    ...(group ? [`through ${group.displayName}`] : []),
  ].join(' ')

/** What tells it from the others that are held by the same. */
export const keyOfRole = ({ serviceId, name, resource, group }: ShownRole): string =>
  JSON.stringify([serviceId, name, resource, group?.id])

export const nameOfRole = ({ serviceId, name, resource }: ShownRole) => ({ serviceId, name, resource })

/** More of them stand on the page of whoever holds them. */
const SHOWN = 4

export const fewRolesInWords = (roles: readonly ShownRole[]): string => {
  if (roles.length === 0) return 'None'
  const few = roles.slice(0, SHOWN).map(roleInWords)
  return [...few, ...(roles.length > SHOWN ? [`and ${roles.length - SHOWN} more`] : [])].join(' · ')
}
