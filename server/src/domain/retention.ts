/** How long is kept what is over and what was counted, for people to look back at. It says nothing of the audit log, which stays. */
import { DAY_MS } from './instant.ts'

export const KEPT_MS = 400 * DAY_MS
