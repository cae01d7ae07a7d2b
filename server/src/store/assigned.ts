/** The columns that say what is given, to a person, to a group or to a machine. */
import type { Instant } from '../domain/instant.ts'

export type Assigned = {
  service_id: string | null
  /** The same as `name` when that is a custom role's. */
  custom_role: string | null
  name: string
  resource: string | null
  starts_at: Instant | null
  ends_at: Instant | null
  created_at: Instant
}
