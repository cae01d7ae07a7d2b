/** The right to do, for a while, a job that one process does for all. */
import type { Instant } from '../../domain/instant.ts'

export type JobLease = {
  readonly name: string
  /** One per process. */
  readonly holder: string
  readonly at: Instant
  readonly expiresAt: Instant
}
