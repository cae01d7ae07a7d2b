/** What an API token is for, in a sentence beside its name. Those that exist have none. */
import type { Migration } from './migration.ts'

export const descriptions: Migration = {
  name: '0011-descriptions',
  statements: () => ['alter table api_tokens add column description text'],
}
