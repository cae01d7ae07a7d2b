/** What the list of organizations is told by its address. */
export type ManagedSearch = { readonly q?: string; readonly page?: number }

export function managedSearchOf({ q, page }: { readonly q?: string; readonly page?: string }): ManagedSearch {
  const number = Number(page)
  return {
    ...(q !== undefined && { q }),
    ...(Number.isInteger(number) && number > 1 && number <= 10_000 && { page: number }),
  }
}
