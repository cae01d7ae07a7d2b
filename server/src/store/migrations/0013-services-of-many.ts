/**
 * One registration serves many organizations: its provider offers it, to some or to all, and whoever adds it has it. The
 * name is kept beside, since the names of its roles begin with it: no organization has two services of one name.
 */
import type { Migration } from './migration.ts'

export const servicesOfMany: Migration = {
  name: '0013-services-of-many',
  statements: ({ bigint, table }) => [
    `alter table services add column is_offered_to_all integer not null default 0
      check (is_offered_to_all in (0, 1))`,
    'alter table services add column description text',
    `create table service_offers (
      service_id text not null references services (id) on delete cascade,
      organization_id text not null references organizations (id) on delete cascade,
      created_at ${bigint} not null,
      primary key (service_id, organization_id)
    ) ${table}`,
    'create index service_offers_to_organization on service_offers (organization_id)',
    `create table service_organizations (
      organization_id text not null references organizations (id) on delete cascade,
      service_id text not null references services (id) on delete cascade,
      service_name text not null,
      created_at ${bigint} not null,
      primary key (organization_id, service_id),
      unique (organization_id, service_name)
    ) ${table}`,
    'create index service_organizations_of_service on service_organizations (service_id)',
    `insert into service_organizations (organization_id, service_id, service_name, created_at)
      select organization_id, id, name, created_at from services`,
    // What a role was given since an access token was made is not in it, however the access token is read.
    `alter table service_roles add column widened_at ${bigint} not null default 0`,
  ],
}
