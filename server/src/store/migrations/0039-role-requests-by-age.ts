/** Requests for roles by age, so that those that are long over are found without looking through all. */
import type { Migration } from './migration.ts'

export const roleRequestsByAge: Migration = {
  name: '0039-role-requests-by-age',
  statements: () => ['create index role_requests_by_age on role_requests (created_at, id)'],
}
