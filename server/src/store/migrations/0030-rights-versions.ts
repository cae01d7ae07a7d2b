/**
 * A version of what the members of each organization hold: while it is the same, what was read before may be used again.
 * Tables are those that `store/held-roles.ts` reads; `rights-versions.test.ts` fails for one that is missing here.
 */
import type { Migration } from './migration.ts'

export const rightsVersions: Migration = {
  name: '0030-rights-versions',
  statements: ({ table, unheardOf, raising }) => [
    `create table rights_versions (organization_id text not null primary key, version text not null) ${table}`,
    `insert into rights_versions select id, ${unheardOf} from organizations`,
    `insert into rights_versions values ('', ${unheardOf})`,
    ...['role_assignments', 'custom_role_permissions', 'groups', 'group_members', 'group_roles'].flatMap(
      (one) => raising(one, 'its organization'),
    ),
    ...raising('service_roles', 'all organizations'),
  ],
}
