/** The people of the organization as those who look after them see them, a page at a time, and one of them. */
import type { Caller } from '../../domain/caller.ts'
import type { Person } from '../../domain/person.ts'
import type { Page, Paged } from '../../store/page.ts'
import type { Asked } from '../../store/people/directory-store.ts'
import { refuseWithout } from '../needed-right.ts'
import type { Needs } from '../needs.ts'
import { findPerson } from './touched-person.ts'

type ListNeeds = Pick<Needs, 'store' | 'now'>

export async function listPeople(
  { store, now }: ListNeeds,
  caller: Caller,
  asked: Asked,
  page: Page,
): Promise<Paged<Person>> {
  refuseWithout(caller, 'members.read')
  return store.people.list(caller.organization.id, asked, page, now())
}

export async function showPerson({ store, now }: ListNeeds, caller: Caller, userId: string): Promise<Person> {
  refuseWithout(caller, 'members.read')
  return findPerson(store, caller, userId, now())
}
