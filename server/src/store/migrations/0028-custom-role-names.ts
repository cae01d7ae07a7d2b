/** The name of a custom role is used once: whatever named one that is gone (API tokens, links, the audit log) means no other. */
import type { Migration } from './migration.ts'

export const customRoleNames: Migration = {
  name: '0028-custom-role-names',
  statements: ({ bigint, table }) => [
    `create table custom_role_names (
      organization_id text not null references organizations (id) on delete cascade,
      name text not null,
      created_at ${bigint} not null,
      primary key (organization_id, name)
    ) ${table}`,
    `insert into custom_role_names (organization_id, name, created_at)
      select organization_id, name, created_at from custom_roles`,
  ],
}
