/** What of the list of people is shown, as it stands in the address. */
import { PAGE_SIZE } from '../search/paged-search.ts'
import type { PeopleAsked } from './people-queries.ts'

export type PeopleSearch = {
  readonly q?: string
  readonly role?: string
  readonly state?: 'active' | 'disabled'
  readonly sort?: 'lastSignedIn'
  /** From the second on. */
  readonly page?: string
}

/** What the address says, without what is no choice of it. */
export function peopleSearchOf(texts: Readonly<Record<string, string | undefined>>): PeopleSearch {
  const { q, role, state, sort, page } = texts
  return {
    ...(q && { q }),
    ...(role && { role }),
    ...((state === 'active' || state === 'disabled') && { state }),
    ...(sort === 'lastSignedIn' && { sort }),
    ...(page !== undefined && /^[1-9]\d{0,4}$/.test(page) && page !== '1' && { page }),
  }
}

export const pageOf = ({ page }: PeopleSearch): number => Number(page ?? 1)

export const askedFor = (search: PeopleSearch): PeopleAsked => ({
  offset: (pageOf(search) - 1) * PAGE_SIZE,
  limit: PAGE_SIZE,
  sort: search.sort ?? 'username',
  ...(search.q && { search: search.q.slice(0, 100) }),
  ...(search.role && { role: search.role }),
  ...(search.state && { state: search.state }),
})
