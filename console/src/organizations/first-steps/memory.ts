/** What this browser knows of somebody's first steps in an organization: begun, or over. Ids and a word, nothing else. */
import { basePath } from '../../connection/base-path.ts'

export type FirstStepsMemory = 'begun' | 'over'

type Whose = { readonly userId: string; readonly organizationId: string }

const keyOf = ({ userId, organizationId }: Whose): string =>
  `countersign.first-steps ${basePath} ${userId} ${organizationId}`

/** For as long as the page is open, where storage is forbidden or full. */
const forgetful = new Map<string, string>()

export function remember(whose: Whose, memory: FirstStepsMemory): void {
  const key = keyOf(whose)
  try {
    localStorage.setItem(key, memory)
  } catch {
    forgetful.set(key, memory)
  }
}

export function recall(whose: Whose): FirstStepsMemory | undefined {
  const key = keyOf(whose)
  let kept: string | null | undefined = forgetful.get(key)
  try {
    kept ??= localStorage.getItem(key)
  } catch {
    // As above.
  }
  return kept === 'begun' || kept === 'over' ? kept : undefined
}
