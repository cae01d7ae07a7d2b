/** People as requests of the platform name them: by id, by the whole subject, or by user name, many at once. */
import type { Caller } from '../../domain/caller.ts'
import { Refusal } from '../../domain/refusal.ts'
import { givenMembers } from './given-members.ts'
import type { Fields } from './lenient-body.ts'

const MOST_PEOPLE = 100
const { list, text } = givenMembers('request_invalid', { items: MOST_PEOPLE, characters: 254 })

/** Clients name a user by the id or by the whole subject. */
export const idIn = (given: string, { domain }: Caller['user']): string =>
  given.startsWith(`${domain}:`) ? given.slice(domain.length + 1) : given

/** What stands in one of these members, as it was written. */
export function namesIn(body: Fields, ...members: readonly string[]): string[] {
  const names = members.flatMap((member) =>
    list(body[member], member).map((name) => text(name, `each of ${member}`)),
  )
  if (names.length > 0 && names.length <= MOST_PEOPLE) return names
  throw new Refusal('request_invalid', {
    detail: `${members.join(' or ')} must have 1 to ${MOST_PEOPLE} names.`,
  })
}
