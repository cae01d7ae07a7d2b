/** What a person is called. */
import type { User } from '@countersign/api'

export const fullName = ({ firstName, lastName }: Pick<User, 'firstName' | 'lastName'>): string =>
  `${firstName} ${lastName}`
