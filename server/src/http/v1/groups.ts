/** Groups, their members and their roles. */
import { endpoints } from '@countersign/api'
import { createGroup, describeGroup, removeGroup } from '../../actions/groups/edit-groups.ts'
import { addGroupMembers, removeGroupMember } from '../../actions/groups/group-members.ts'
import { giveGroupRole, takeGroupRole } from '../../actions/groups/group-roles.ts'
import { findGroup, listGroupMembers, listGroups } from '../../actions/groups/list-groups.ts'
import { previewGroupLoss } from '../../actions/groups/preview-loss.ts'
import { route } from '../route.ts'
import { askedRoleOf, periodOf } from './asked-role.ts'
import { presentLosses } from './present-losses.ts'
import { presentGroup, presentGroupMember } from './presenters.ts'

export const groupRoutes = [
  route(endpoints.listGroups, 'member', async ({ needs, caller, query: { search = '', ...page } }) => {
    const { items, total } = await listGroups(needs, caller, search, page)
    return { items: items.map(presentGroup), total }
  }),
  route(endpoints.createGroup, 'recentMember', async ({ needs, caller, body }) =>
    presentGroup(await createGroup(needs, caller, body)),
  ),
  route(endpoints.showGroup, 'member', async ({ needs, caller, params }) =>
    presentGroup(await findGroup(needs, caller, params.groupId)),
  ),
  route(endpoints.editGroup, 'recentMember', async ({ needs, caller, params, body, refuseUnread }) =>
    presentGroup(
      await describeGroup(needs, caller, params.groupId, body, (group) => refuseUnread(presentGroup(group))),
    ),
  ),
  route(endpoints.previewGroupLoss, 'member', async ({ needs, caller, params, body }) =>
    presentLosses(await previewGroupLoss(needs, caller, params.groupId, body)),
  ),
  route(endpoints.removeGroup, 'recentMember', ({ needs, caller, params }) =>
    removeGroup(needs, caller, params.groupId),
  ),
  route(endpoints.listGroupMembers, 'member', async ({ needs, caller, params, query }) => {
    const { search = '', ...page } = query
    const { items, total } = await listGroupMembers(needs, caller, params.groupId, search, page)
    return { items: items.map(presentGroupMember), total }
  }),
  route(endpoints.addGroupMembers, 'recentMember', async ({ needs, caller, params, body }) => {
    const { succeeded, failed } = await addGroupMembers(
      needs,
      caller,
      params.groupId,
      body.members,
      periodOf(body),
    )
    return { succeeded: [...succeeded], failed: [...failed] }
  }),
  route(endpoints.removeGroupMember, 'recentMember', ({ needs, caller, params }) =>
    removeGroupMember(needs, caller, params.groupId, params.userId),
  ),
  route(endpoints.giveGroupRole, 'recentMember', async ({ needs, caller, params, body }) => {
    await giveGroupRole(needs, caller, params.groupId, askedRoleOf(body))
    return presentGroup(await findGroup(needs, caller, params.groupId))
  }),
  route(endpoints.takeGroupRole, 'recentMember', async ({ needs, caller, params, body }) => {
    await takeGroupRole(needs, caller, params.groupId, body)
    return presentGroup(await findGroup(needs, caller, params.groupId))
  }),
]
