/** People who hold roles together. */
import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import {
  AddGroupMembers,
  AddedGroupMembers,
  EditGroup,
  Group,
  GroupMemberPage,
  GroupPage,
  PreviewGroupLoss,
} from '../groups.ts'
import { GiveRole, Losses, RoleName } from '../roles.ts'
import { SearchText, Strict, Uuid } from '../text.ts'
import { ORGANIZATION, inOrganization, PAGE } from './shared.ts'

const GROUPS = `${ORGANIZATION}/groups` as const
const GROUP = `${GROUPS}/:groupId` as const
const WORDS = ['displayName', 'description'] as const
const ofGroup = Strict({ organizationId: Uuid('The organization'), groupId: Uuid('The group') })

export const listGroups = endpoint({
  method: 'GET',
  path: GROUPS,
  summary: 'The groups of an organization, by name',
  params: inOrganization,
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: GroupPage,
})
export const createGroup = endpoint({
  method: 'POST',
  path: GROUPS,
  summary: 'Make a group',
  params: inOrganization,
  body: EditGroup,
  status: 201,
  answer: Group,
  editable: WORDS,
})
export const showGroup = endpoint({
  method: 'GET',
  path: GROUP,
  summary: 'A group and the roles it holds',
  params: ofGroup,
  answer: Group,
  editable: WORDS,
})
export const editGroup = endpoint({
  method: 'PUT',
  path: GROUP,
  summary: 'Rename a group, and say what it is for',
  params: ofGroup,
  body: EditGroup,
  answer: Group,
  editable: WORDS,
})
export const previewGroupLoss = endpoint({
  method: 'POST',
  path: `${GROUP}/preview`,
  summary:
    'Who and which API tokens would lose something by removing a group, a role of it, or somebody from it',
  params: ofGroup,
  body: PreviewGroupLoss,
  answer: Losses,
  isRead: true,
})
export const removeGroup = endpoint({
  method: 'DELETE',
  path: GROUP,
  summary: 'Remove a group; its members lose what only it gave them, at the next exchange',
  params: ofGroup,
  status: 204,
})
export const listGroupMembers = endpoint({
  method: 'GET',
  path: `${GROUP}/members`,
  summary: 'Who is in a group, by user name',
  params: ofGroup,
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: GroupMemberPage,
})
export const addGroupMembers = endpoint({
  method: 'POST',
  path: `${GROUP}/members`,
  summary: 'Put people into a group, or change the period of those in it; nobody gives more than they hold',
  params: ofGroup,
  body: AddGroupMembers,
  answer: AddedGroupMembers,
})
export const removeGroupMember = endpoint({
  method: 'DELETE',
  path: `${GROUP}/members/:userId`,
  summary: 'Take somebody out of a group',
  params: Strict({ ...ofGroup.properties, userId: Uuid('The person') }),
  status: 204,
})
export const giveGroupRole = endpoint({
  method: 'PUT',
  path: `${GROUP}/roles`,
  summary: 'Give a group a role, or change its period; nobody gives more than they hold',
  params: ofGroup,
  body: GiveRole,
  answer: Group,
})
export const takeGroupRole = endpoint({
  method: 'POST',
  path: `${GROUP}/roles/removal`,
  summary: 'Take a role from a group',
  params: ofGroup,
  body: RoleName,
  answer: Group,
})
