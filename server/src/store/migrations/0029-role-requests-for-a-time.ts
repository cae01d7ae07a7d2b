/**
 * For how long a role is asked is a number and a unit, or for ever: months have no length until they begin. The table is
 * made anew, since nothing wrote to it before.
 */
import type { Migration } from './migration.ts'

export const roleRequestsForATime: Migration = {
  name: '0029-role-requests-for-a-time',
  statements: ({ bigint, table }) => [
    'drop table role_requests',
    `create table role_requests (
      id text not null primary key,
      organization_id text not null,
      user_id text not null,
      service_id text,
      custom_role text,
      name text not null,
      resource text,
      reason text not null,
      lifetime text,
      created_at ${bigint} not null,
      waits_until ${bigint} not null,
      decided_at ${bigint},
      decided_by text,
      decision text check (decision in ('granted', 'refused', 'withdrawn')),
      decision_reason text,
      granted_until ${bigint},
      ended_at ${bigint},
      ended_by text,
      check (resource <> ''),
      check ((decided_at is null) = (decision is null)),
      foreign key (organization_id, user_id)
        references memberships (organization_id, user_id) on delete cascade,
      foreign key (organization_id, service_id)
        references service_organizations (organization_id, service_id) on delete cascade,
      foreign key (service_id, name) references service_roles (service_id, name) on delete cascade,
      foreign key (organization_id, custom_role)
        references custom_roles (organization_id, name) on delete cascade
    ) ${table}`,
    'create index role_requests_of_organization on role_requests (organization_id, created_at, id)',
    'create index role_requests_of_user on role_requests (user_id, organization_id, created_at)',
  ],
}
