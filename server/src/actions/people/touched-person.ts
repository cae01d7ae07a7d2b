/** Who is about to be changed, for those who may change them; and how the change is told of. */
import { actsAsOwner } from '../../domain/assigning.ts'
import type { AuditEvent, AuditEventName } from '../../domain/audit-event.ts'
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Instant } from '../../domain/instant.ts'
import { isOwnersAlone, type Person } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { User } from '../../domain/user.ts'
import type { Reads } from '../../store/store.ts'
import { auditEvent } from '../audit.ts'
import { refuseWithout } from '../needed-right.ts'
import { OWNERS_ALONE } from '../owners-alone.ts'

const NO_SUCH_PERSON = 'Nobody in this organization has this id. Look the person up in the list of people.'

/** What the caller may do with this person. Oneself is no exception. */
export const mayTouch = (caller: Caller, { roles }: Pick<Person, 'roles'>): boolean =>
  permits(caller.authority, 'members.manage') && (!isOwnersAlone(roles) || actsAsOwner(caller.authority))

export async function findPerson(
  { people }: Pick<Reads, 'people'>,
  { organization }: Caller,
  userId: string,
  now: Instant,
): Promise<Person> {
  const person = await people.find(organization.id, userId, now)
  if (person === undefined) throw new Refusal('not_found', { detail: NO_SUCH_PERSON })
  return person
}

/** @throws {Refusal} `forbidden` or `not_found` */
export async function findToTouch(
  reads: Pick<Reads, 'people'>,
  caller: Caller,
  userId: string,
  now: Instant,
): Promise<Person> {
  refuseWithout(caller, 'members.manage')
  const person = await findPerson(reads, caller, userId, now)
  if (!mayTouch(caller, person)) throw new Refusal('forbidden', { detail: OWNERS_ALONE })
  return person
}

/** With the user name, which stays readable when the person is gone. */
export const personEvent = (
  at: Instant,
  caller: Caller,
  name: AuditEventName,
  { id, username }: Pick<User, 'id' | 'username'>,
  details: AuditEvent['details'] = {},
): AuditEvent =>
  auditEvent(at, caller, name, { target: { type: 'user', id }, details: { username, ...details } })
