/**
 * An organization's own sets of permissions out of the services that it has, and groups that hold roles. Assignments may begin later, and are made
 * anew for it: what they refer to has changed, from the provider's services to those that the organization has.
 */
import type { Migration } from './migration.ts'

export const assigned = (bigint: string): string => `
  service_id text,
  custom_role text,
  name text not null,
  resource text,
  starts_at ${bigint},
  ends_at ${bigint},
  created_at ${bigint} not null,
  check (resource <> ''),
  check (resource is null or service_id is not null),
  check (custom_role is null or (service_id is null and custom_role = name)),
  check (starts_at < ends_at),
  foreign key (organization_id, service_id)
    references service_organizations (organization_id, service_id) on delete cascade,
  foreign key (service_id, name) references service_roles (service_id, name) on delete cascade,
  foreign key (organization_id, custom_role) references custom_roles (organization_id, name) on delete cascade`

export const rolesAndGroups: Migration = {
  name: '0014-roles-and-groups',
  statements: ({ bigint, table }) => [
    `create table custom_roles (
      organization_id text not null references organizations (id) on delete cascade,
      name text not null,
      display_name text not null,
      description text not null,
      created_at ${bigint} not null,
      primary key (organization_id, name)
    ) ${table}`,
    // One row for each service: joined, it is a role of that service.
    `create table custom_role_permissions (
      organization_id text not null,
      role_name text not null,
      service_id text not null,
      permissions text not null,
      widened_at ${bigint} not null,
      primary key (organization_id, role_name, service_id),
      foreign key (organization_id, role_name)
        references custom_roles (organization_id, name) on delete cascade,
      foreign key (organization_id, service_id)
        references service_organizations (organization_id, service_id) on delete cascade
    ) ${table}`,
    'create index custom_role_permissions_of_service on custom_role_permissions (organization_id, service_id)',

    `create table new_role_assignments (
      organization_id text not null,
      user_id text not null,
      ${assigned(bigint)},
      foreign key (organization_id, user_id)
        references memberships (organization_id, user_id) on delete cascade
    ) ${table}`,
    `insert into new_role_assignments
        (organization_id, user_id, service_id, name, resource, ends_at, created_at)
      select organization_id, user_id, service_id, name, resource, ends_at, created_at from role_assignments`,
    'drop table role_assignments',
    'alter table new_role_assignments rename to role_assignments',
    `create unique index role_assignments_once on role_assignments
      (organization_id, user_id, coalesce(service_id, ''), name, coalesce(resource, ''))`,
    'create index role_assignments_of_role on role_assignments (service_id, name)',
    'create index role_assignments_by_name on role_assignments (organization_id, name)',

    `create table groups (
      id text not null primary key,
      organization_id text not null references organizations (id) on delete cascade,
      display_name text not null,
      name_folded text not null,
      description text not null,
      created_at ${bigint} not null,
      unique (organization_id, name_folded),
      unique (organization_id, id)
    ) ${table}`,
    `create table group_members (
      organization_id text not null,
      group_id text not null,
      user_id text not null,
      starts_at ${bigint},
      ends_at ${bigint},
      created_at ${bigint} not null,
      primary key (group_id, user_id),
      check (starts_at < ends_at),
      foreign key (organization_id, group_id) references groups (organization_id, id) on delete cascade,
      foreign key (organization_id, user_id)
        references memberships (organization_id, user_id) on delete cascade
    ) ${table}`,
    'create index group_members_of_user on group_members (user_id, organization_id)',
    `create table group_roles (
      organization_id text not null,
      group_id text not null,
      ${assigned(bigint)},
      foreign key (organization_id, group_id) references groups (organization_id, id) on delete cascade
    ) ${table}`,
    `create unique index group_roles_once on group_roles
      (group_id, coalesce(service_id, ''), name, coalesce(resource, ''))`,
    'create index group_roles_of_role on group_roles (service_id, name)',
    'create index group_roles_by_name on group_roles (organization_id, name)',
  ],
}
