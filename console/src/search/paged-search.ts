/** What a list that is searched and turned page by page is told by its address. */
export type PagedSearch = { readonly q?: string; readonly page?: number }

export function pagedSearchOf({ q, page }: { readonly q?: string; readonly page?: string }): PagedSearch {
  const number = Number(page)
  return {
    ...(q !== undefined && { q }),
    ...(Number.isInteger(number) && number > 1 && number <= 10_000 && { page: number }),
  }
}
