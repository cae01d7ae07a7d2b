/**
 * Text on its way into the database: by the one rule, and never with the value of a token in it, which whoever may read
 * the text could then use.
 */
import { holdsTokenString } from '../crypto/token-string.ts'
import { isEmailAddress } from '../domain/email-address.ts'
import { Refusal } from '../domain/refusal.ts'
import { lineOf } from '../domain/text.ts'
import type { User } from '../domain/user.ts'

/** In Unicode code points. */
export const LONGEST = { name: 100, username: 254, email: 254, description: 200, reason: 500 } as const

/** @throws {Refusal} `request_invalid` */
export function keptLine(given: string, field: string, most: number): string {
  const line = lineOf(given, { field, most })
  refuseTokenStrings(line, field)
  return line
}

/** @throws {Refusal} `request_invalid` */
export const keptDescription = (given: string | null | undefined): string | null =>
  given ? keptLine(given, 'description', LONGEST.description) : null

/** @throws {Refusal} `request_invalid` */
export function refuseTokenStrings(text: string, field: string): void {
  if (!holdsTokenString(text)) return
  const detail = `${field} holds the value of a token. Whoever can read it could use it: leave it out, and revoke the token if others have seen it.`
  throw new Refusal('request_invalid', { detail, fields: { [field]: detail } })
}

/** @throws {Refusal} `request_invalid` */
export function keptEmail(given: string, field: string): string {
  const email = keptLine(given, field, LONGEST.email)
  if (isEmailAddress(email)) return email
  const detail = `${field} must be an e-mail address, such as name@example.com.`
  throw new Refusal('request_invalid', { detail, fields: { [field]: detail } })
}

type Person = Pick<User, 'username' | 'email' | 'firstName' | 'lastName'>

export const keptPerson = <Given extends Person>(given: Given): Given => ({
  ...given,
  username: keptLine(given.username, 'username', LONGEST.username),
  email: keptEmail(given.email, 'email'),
  ...keptNames(given),
})

export const keptNames = ({ firstName, lastName }: Pick<User, 'firstName' | 'lastName'>) => ({
  firstName: keptLine(firstName, 'firstName', LONGEST.name),
  lastName: keptLine(lastName, 'lastName', LONGEST.name),
})
