/** Remembers which organization one was in last, in this browser. An id and nothing else. */
import type { Organization } from '@countersign/api'
import { basePath } from '../connection/base-path.ts'

const KEY = `countersign.organization ${basePath}`

export function rememberOrganization(id: string): void {
  try {
    localStorage.setItem(KEY, id)
  } catch {
    // Storage is forbidden or full: the first organization will do.
  }
}

export function lastOrganization(organizations: readonly Organization[]): Organization | undefined {
  let remembered: string | null = null
  try {
    remembered = localStorage.getItem(KEY)
  } catch {
    // As above.
  }
  const open = organizations.filter(({ suspendedAt }) => suspendedAt === null)
  return open.find(({ id }) => id === remembered) ?? open[0] ?? organizations[0]
}
