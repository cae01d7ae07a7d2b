/** Links that are over are found by when they ended, to be deleted long after. */
import type { Migration } from './migration.ts'

export const linksByEnd: Migration = {
  name: '0024-links-by-end',
  statements: () => [
    'create index invitations_by_end on invitations (expires_at)',
    'create index password_resets_by_end on password_resets (expires_at)',
  ],
}
