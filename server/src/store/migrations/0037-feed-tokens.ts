/** What services hear of revocations with. One that is ended is deleted: what it was, the audit log tells. */
import type { Migration } from './migration.ts'

export const feedTokens: Migration = {
  name: '0037-feed-tokens',
  statements: ({ bytes, bigint, table }) => [
    `create table feed_tokens (
      id text not null primary key,
      service_id text not null references services (id) on delete cascade,
      name text not null,
      hash ${bytes} not null,
      hash_key_id text not null,
      created_at ${bigint} not null,
      created_by text,
      last_heard_at ${bigint}
    ) ${table}`,
    'create index feed_tokens_of_service on feed_tokens (service_id, created_at, id)',
  ],
}
