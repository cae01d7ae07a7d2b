/** Where each account signed in from of late, as keyed hashes: what goes first when an account is tried very often. */
import type { Migration } from './migration.ts'

export const knownPlaces: Migration = {
  name: '0003-known-places',
  statements: ({ bytes, bigint, table }) => [
    `create table known_places (
      user_id text not null references users (id) on delete cascade,
      place_hash ${bytes} not null,
      last_at ${bigint} not null,
      primary key (user_id, place_hash)
    ) ${table}`,
  ],
}
