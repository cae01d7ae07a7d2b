/**
 * Of the organizations one is home: who holds `platform_operator` there looks after all of them. In an installation that
 * exists it is the first, and its owners hold the role.
 */
import type { Migration } from './migration.ts'

export const homeOrganization: Migration = {
  name: '0012-home-organization',
  statements: ({ bigint }) => [
    `alter table organizations add column suspended_at ${bigint}`,
    // At most one, whoever sets up at once.
    `alter table organizations add column is_home integer not null default 0 check (is_home in (0, 1))`,
    'create unique index organizations_one_home on organizations (is_home) where is_home = 1',
    `update organizations set is_home = 1
      where id = (select id from organizations order by created_at, id limit 1)`,
    `insert into role_assignments
        (organization_id, user_id, service_id, name, resource, ends_at, created_at)
      select organization_id, user_id, null, 'platform_operator', null, ends_at, ${Date.now()}
      from role_assignments
      where service_id is null and name = 'org_owner'
        and organization_id = (select id from organizations where is_home = 1)`,
  ],
}
