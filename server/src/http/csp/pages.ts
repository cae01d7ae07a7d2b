/** Pages as the platform numbers them: by the place of their first item, from 1, with links to the next and the one before. */
import { Refusal } from '../../domain/refusal.ts'
import { COMPATIBLE_BASE } from '../well-known.ts'
import type { Fields } from './lenient-body.ts'

type Page = { readonly offset: number; readonly limit: number }

const USUAL_PAGE = 20
const LARGEST_PAGE = 200
const LARGEST_START = 1_000_000_000

export const pageOf = (query: Fields): Page => ({
  offset: wholeNumber(query, 'pageStart', 1, LARGEST_START) - 1,
  limit: wholeNumber(query, 'pageLimit', USUAL_PAGE, LARGEST_PAGE),
})

/** The links repeat what the list was filtered by. */
export function paged<Item>(
  path: string,
  { offset, limit }: Page,
  { items, total }: { readonly items: readonly Item[]; readonly total: number },
  filter: Readonly<Record<string, string>> = {},
) {
  const link = (start: number): string =>
    `${COMPATIBLE_BASE}${path}?${String(new URLSearchParams({ ...filter, pageStart: String(start), pageLimit: String(limit) }))}`
  return {
    totalResults: total,
    results: items,
    nextLink: offset + items.length < total && items.length > 0 ? link(offset + items.length + 1) : null,
    prevLink: offset > 0 ? link(Math.max(1, offset + 1 - limit)) : null,
  }
}

function wholeNumber(query: Fields, name: string, usual: number, largest: number): number {
  const given = query[name]
  if (given === undefined || given === '') return usual
  const number = typeof given === 'string' && /^[0-9]{1,10}$/.test(given) ? Number(given) : 0
  if (number >= 1 && number <= largest) return number
  throw new Refusal('request_invalid', { detail: `${name} must be a whole number from 1 to ${largest}.` })
}
