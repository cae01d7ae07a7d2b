/** Security events are signed with RS256 always, by keys of their own where access tokens are signed otherwise. */
import type { Migration } from './migration.ts'

export const signingPurposes: Migration = {
  name: '0043-signing-purposes',
  statements: () => [
    `alter table signing_keys add column purpose text not null default 'tokens'`,
    'drop index signing_keys_one_active_one_next',
    `create unique index signing_keys_one_active_one_next on signing_keys (purpose, state)
      where state in ('active', 'next')`,
  ],
}
