/** Roles that end, in the order in which reminders go through them: sorting a hundred thousand for each part held everything. */
import type { Migration } from './migration.ts'

export const rolesEnding: Migration = {
  name: '0033-roles-ending',
  statements: () => [
    'drop index role_assignments_ending',
    `create index role_assignments_ending on role_assignments (ends_at, organization_id, user_id)
      where ends_at is not null`,
  ],
}
