/** A person with an account. */
import type { Instant } from './instant.ts'

export type User = {
  /** A UUID; `<domain>:<id>` is the subject of every token. */
  readonly id: string
  readonly domain: string
  /** What the person signs in with; unique, compared in lower case. */
  readonly username: string
  readonly email: string
  readonly isEmailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  readonly createdAt: Instant
  readonly deactivatedAt: Instant | null
}

export const subjectOf = ({ domain, id }: Pick<User, 'domain' | 'id'>): string => `${domain}:${id}`

export const nameOf = ({ firstName, lastName, username }: User): string =>
  `${firstName} ${lastName} (${username})`

/** The account as `user@domain`, the form that clients of the compatible API show. */
export const accountOf = ({ username, domain }: Pick<User, 'username' | 'domain'>): string =>
  username.includes('@') ? username : `${username}@${domain}`
