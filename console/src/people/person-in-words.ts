/** A person and a role, as they are read. */
import type { GivenRole, User } from '@countersign/api'

export const fullName = ({ firstName, lastName }: Pick<User, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`

export const roleInWords = ({ displayName, resource, group }: GivenRole): string =>
  [
    displayName,
    ...(resource === null ? [] : [`on ${resource}`]),
    ...(group === null ? [] : [`through ${group.displayName}`]),
  ].join(' ')
