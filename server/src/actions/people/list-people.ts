/** The people of the organization as those who look after them see them, a page at a time, and one of them. */
import { permits } from '../../domain/authority.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Person } from '../../domain/person.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Asked } from '../../store/people/directory-store.ts'
import type { Needs } from '../needs.ts'
import { findPerson } from './touched-person.ts'

type ListNeeds = Pick<Needs, 'store' | 'now'>

export async function listPeople(
  { store, now }: ListNeeds,
  caller: Caller,
  asked: Asked,
  page: Page,
): Promise<Paged<Person>> {
  refuseUnlessMayRead(caller)
  return store.people.list(caller.organization.id, asked, page, now())
}

export async function showPerson({ store, now }: ListNeeds, caller: Caller, userId: string): Promise<Person> {
  refuseUnlessMayRead(caller)
  return findPerson(store, caller, userId, now())
}

function refuseUnlessMayRead({ authority }: Caller): void {
  if (permits(authority, 'members.read')) return
  throw new Refusal('forbidden', {
    detail: 'This needs the permission members.read. Ask an organization owner for a role that has it.',
  })
}
