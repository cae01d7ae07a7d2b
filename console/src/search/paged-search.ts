/** What a list that is searched and turned page by page is told by its address. */
export type PagedSearch = { readonly q?: string; readonly page?: number }

export function pagedSearchOf({ q, page }: { readonly q?: string; readonly page?: string }): PagedSearch {
  const number = Number(page)
  return {
    ...(q !== undefined && q !== '' && { q }),
    ...(Number.isInteger(number) && number > 1 && number <= 10_000 && { page: number }),
  }
}

/** How many rows a page of a list has. */
export const PAGE_SIZE = 50

/** What the server is asked for. It takes no longer search. */
export const askedFor = ({ q = '', page = 1 }: PagedSearch) => ({
  offset: (page - 1) * PAGE_SIZE,
  limit: PAGE_SIZE,
  ...(q !== '' && { search: q.slice(0, 100) }),
})
