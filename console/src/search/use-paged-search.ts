/** A list that is searched and turned page by page: what is searched for, and the page, stand in the address. */
import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { pagedSearchOf, type PagedSearch } from './paged-search.ts'

/** What stands in the address now, and what changes it. A search begins at the first page. */
export function usePagedSearch({ q = '', page = 1 }: PagedSearch) {
  const navigate = useNavigate()
  const find = useCallback(
    (text: string) => void navigate({ to: '.', search: pagedSearchOf({ q: text }), replace: true }),
    [navigate],
  )
  const turn = (next: number): void =>
    void navigate({ to: '.', search: pagedSearchOf({ q, page: String(next) }) })
  return { q, page, find, turn }
}
