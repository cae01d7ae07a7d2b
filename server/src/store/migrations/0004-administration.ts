/**
 * Whether an organization's API tokens may administer Countersign: off, also where there are API tokens, since none of
 * them has that scope.
 */
import type { Migration } from './migration.ts'

export const administration: Migration = {
  name: '0004-administration',
  statements: () => [
    `alter table organizations add column tokens_may_administer integer not null default 0
      check (tokens_may_administer in (0, 1))`,
  ],
}
