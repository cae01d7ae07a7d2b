/**
 * Which API token made another, and what bounds it beside its own scopes. Those that exist were made by nobody that is
 * known: they keep the bound that they have.
 */
import type { Migration } from './migration.ts'

export const lineage: Migration = {
  name: '0006-lineage',
  statements: () => [
    // No reference: an API token that is purged leaves its id behind.
    'alter table api_tokens add column parent_id text',
    'alter table api_tokens add column bounds text',
  ],
}
