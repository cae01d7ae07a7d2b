/** A small world, and the statements that change what its people hold: one of each kind for each table that says it. */
import { NOW } from './samples.ts'

/** One of two people of one of two organizations, who have one service. */
export type Place = {
  readonly organizationId: string
  readonly userId: string
  readonly serviceId: string
  /** A group of this person's. */
  readonly groupId: string
}

const CUSTOM_ROLE = 'custom'
export const ROLE = 'inventory:viewer'

type Statements = Readonly<Record<'insert' | 'update' | 'delete', (place: Place, number: number) => string>>

const exists = (from: string): string => `exists (select 1 from ${from})`
const roleExists = ({ serviceId, organizationId }: Place): string =>
  `${exists(`service_roles where service_id = '${serviceId}' and name = '${ROLE}'`)} and
   ${exists(`service_organizations where service_id = '${serviceId}' and organization_id = '${organizationId}'`)}`
const isMember = ({ organizationId, userId }: Place): string =>
  exists(`memberships where organization_id = '${organizationId}' and user_id = '${userId}'`)
const permissionsOf = (number: number): string =>
  JSON.stringify(number % 2 ? ['inventory:item.read'] : ['inventory:item.write'])

/** Of what `store/held-roles.ts` reads. An insert of what is there, or of what can't be, does nothing. */
export const CHANGES_OF_RIGHTS: Readonly<Record<string, Statements>> = {
  service_roles: {
    insert: ({ serviceId }, number) => `
      insert into service_roles (service_id, name, display_name, permissions, position, widened_at)
      values ('${serviceId}', '${ROLE}', 'Viewer', '${permissionsOf(number)}', 9, ${NOW}) on conflict do nothing`,
    update: ({ serviceId }, number) =>
      `update service_roles set permissions = '${permissionsOf(number)}' where service_id = '${serviceId}'`,
    delete: ({ serviceId }) =>
      `delete from service_roles where service_id = '${serviceId}' and name = '${ROLE}'`,
  },
  role_assignments: {
    insert: (place, number) => `
      insert into role_assignments (organization_id, user_id, service_id, name, ends_at, created_at)
      select '${place.organizationId}', '${place.userId}', '${place.serviceId}', '${ROLE}', ${NOW + number}, ${NOW}
      where ${roleExists(place)} and ${isMember(place)} on conflict do nothing`,
    update: ({ organizationId, userId }, number) => `
      update role_assignments set starts_at = ${NOW - 1 - number}
      where organization_id = '${organizationId}' and user_id = '${userId}'`,
    delete: ({ organizationId, userId }) => `
      delete from role_assignments where organization_id = '${organizationId}' and user_id = '${userId}'`,
  },
  groups: {
    insert: ({ organizationId, groupId }, number) => `
      insert into groups (id, organization_id, display_name, name_folded, description, created_at)
      values ('${groupId}', '${organizationId}', 'Group ${number}', '${groupId}', '', ${NOW}) on conflict do nothing`,
    update: ({ groupId }, number) =>
      `update groups set display_name = 'Shift ${number}' where id = '${groupId}'`,
    delete: ({ groupId }) => `delete from groups where id = '${groupId}'`,
  },
  group_members: {
    insert: (place, number) => `
      insert into group_members (organization_id, group_id, user_id, ends_at, created_at)
      select '${place.organizationId}', '${place.groupId}', '${place.userId}', ${NOW + number}, ${NOW}
      where ${exists(`groups where id = '${place.groupId}'`)} and ${isMember(place)} on conflict do nothing`,
    update: ({ groupId }, number) =>
      `update group_members set ends_at = ${NOW + 1000 + number} where group_id = '${groupId}'`,
    delete: ({ groupId }) => `delete from group_members where group_id = '${groupId}'`,
  },
  group_roles: {
    insert: (place, number) => `
      insert into group_roles (organization_id, group_id, service_id, name, ends_at, created_at)
      select '${place.organizationId}', '${place.groupId}', '${place.serviceId}', '${ROLE}', ${NOW + number}, ${NOW}
      where ${exists(`groups where id = '${place.groupId}'`)} and ${roleExists(place)} on conflict do nothing`,
    update: ({ groupId }, number) =>
      `update group_roles set ends_at = ${NOW + 1000 + number} where group_id = '${groupId}'`,
    delete: ({ groupId }) => `delete from group_roles where group_id = '${groupId}'`,
  },
  custom_role_permissions: {
    insert: (place, number) => `
      insert into custom_role_permissions (organization_id, role_name, service_id, permissions, widened_at)
      select '${place.organizationId}', '${CUSTOM_ROLE}', '${place.serviceId}', '${permissionsOf(number)}', ${NOW}
      where ${exists(`custom_roles where organization_id = '${place.organizationId}'`)} and ${roleExists(place)}
      on conflict do nothing`,
    update: ({ organizationId }, number) => `
      update custom_role_permissions set permissions = '${permissionsOf(number)}'
      where organization_id = '${organizationId}'`,
    delete: ({ organizationId }) =>
      `delete from custom_role_permissions where organization_id = '${organizationId}'`,
  },
}

/** What takes rows out of those tables from further away, and puts back what they need. */
export const CHANGES_FROM_AFAR: Readonly<Record<string, Pick<Statements, 'insert' | 'delete'>>> = {
  memberships: {
    insert: ({ organizationId, userId }) => `
      insert into memberships (organization_id, user_id, created_at)
      values ('${organizationId}', '${userId}', ${NOW}) on conflict do nothing`,
    delete: ({ organizationId, userId }) => `
      delete from memberships where organization_id = '${organizationId}' and user_id = '${userId}'`,
  },
  service_organizations: {
    insert: ({ organizationId, serviceId }) => `
      insert into service_organizations (organization_id, service_id, service_name, created_at)
      values ('${organizationId}', '${serviceId}', '${serviceId}', ${NOW}) on conflict do nothing`,
    delete: ({ organizationId, serviceId }) => `
      delete from service_organizations
      where organization_id = '${organizationId}' and service_id = '${serviceId}'`,
  },
  custom_roles: {
    insert: ({ organizationId }) => `
      insert into custom_roles (organization_id, name, display_name, description, created_at)
      values ('${organizationId}', '${CUSTOM_ROLE}', 'Custom', '', ${NOW}) on conflict do nothing`,
    delete: ({ organizationId }) => `delete from custom_roles where organization_id = '${organizationId}'`,
  },
  'custom roles of a person': {
    insert: (place) => `
      insert into role_assignments (organization_id, user_id, custom_role, name, created_at)
      select '${place.organizationId}', '${place.userId}', '${CUSTOM_ROLE}', '${CUSTOM_ROLE}', ${NOW}
      where ${isMember(place)} and ${exists(`custom_roles where organization_id = '${place.organizationId}'`)}
      on conflict do nothing`,
    delete: ({ organizationId }) => `
      delete from role_assignments where organization_id = '${organizationId}' and custom_role = '${CUSTOM_ROLE}'`,
  },
}
