/** Defining custom roles. They are given like other roles. */
import Type from 'typebox'
import {
  CreateCustomRole,
  CustomRole,
  CustomRoleName,
  CustomRolePage,
  EditCustomRole,
  PreviewCustomRole,
} from '../custom-roles.ts'
import { endpoint } from '../endpoint.ts'
import { Losses } from '../roles.ts'
import { SearchText, Strict, Uuid } from '../text.ts'
import { ORGANIZATION, inOrganization, PAGE } from './shared.ts'

const CUSTOM_ROLES = `${ORGANIZATION}/custom-roles` as const
const CUSTOM_ROLE = `${CUSTOM_ROLES}/:roleName` as const
const DEFINITION = ['displayName', 'description', 'services'] as const
const ofCustomRole = Strict({ organizationId: Uuid('The organization'), roleName: CustomRoleName })

export const listCustomRoles = endpoint({
  method: 'GET',
  path: CUSTOM_ROLES,
  summary: 'The custom roles of an organization, by name',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: CustomRolePage,
})
export const createCustomRole = endpoint({
  method: 'POST',
  path: CUSTOM_ROLES,
  summary: 'Define a custom role; but for owners, out of permissions that one holds for good',
  params: inOrganization,
  body: CreateCustomRole,
  status: 201,
  answer: CustomRole,
  editable: DEFINITION,
})
export const showCustomRole = endpoint({
  method: 'GET',
  path: CUSTOM_ROLE,
  summary: 'A custom role with its permissions',
  params: ofCustomRole,
  answer: CustomRole,
  editable: DEFINITION,
})
export const editCustomRole = endpoint({
  method: 'PUT',
  path: CUSTOM_ROLE,
  summary: 'Change a custom role: permissions that are left out are taken from whoever holds it',
  params: ofCustomRole,
  body: EditCustomRole,
  answer: CustomRole,
  editable: DEFINITION,
})
export const previewCustomRole = endpoint({
  method: 'POST',
  path: `${CUSTOM_ROLE}/preview`,
  summary: 'Who and which API tokens would lose something by a change or a removal of a custom role',
  params: ofCustomRole,
  body: PreviewCustomRole,
  answer: Losses,
  isRead: true,
})
export const removeCustomRole = endpoint({
  method: 'DELETE',
  path: CUSTOM_ROLE,
  summary: 'Remove a custom role; whoever holds it loses it, and its name stays taken',
  params: ofCustomRole,
  status: 204,
})
