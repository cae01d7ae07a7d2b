/** The organizations one is a member of, and all of them for platform operators. */
import { endpoints } from '@countersign/api'
import { editManagedOrganization } from '../../actions/organizations/edit-managed-organization.ts'
import {
  listManagedOrganizations,
  showManagedOrganization,
} from '../../actions/organizations/list-managed-organizations.ts'
import { invitationLink } from '../../actions/invitations/send-invitation.ts'
import { inviteOwner } from '../../actions/organizations/invite-owner.ts'
import { listOwnOrganizations, permissionsIn } from '../../actions/organizations/list-own-organizations.ts'
import { makeOrganization } from '../../actions/organizations/make-organization.ts'
import { operatorOf } from '../../actions/organizations/operators.ts'
import { renameOrganization } from '../../actions/organizations/rename-organization.ts'
import { toRfc3339 } from '../../domain/instant.ts'
import { route } from '../route.ts'
import { presentMadeOrganization, presentManagedOrganization, presentOrganization } from './presenters.ts'

export const organizationRoutes = [
  route(endpoints.listOrganizations, 'signedIn', async ({ needs, signedIn }) => ({
    items: (await listOwnOrganizations(needs, signedIn.user.id)).map(presentOrganization),
  })),
  route(endpoints.renameOrganization, 'member', async ({ needs, caller, body }) =>
    presentOrganization({
      organization: await renameOrganization(needs, caller, body.displayName),
      permissions: permissionsIn(caller.authority),
    }),
  ),
  route(endpoints.listManagedOrganizations, 'member', async ({ needs, caller, query }) => {
    const { search, ...page } = query
    const { items, total } = await listManagedOrganizations(needs, operatorOf(caller), page, search)
    return { items: items.map(presentManagedOrganization), total }
  }),
  route(endpoints.makeOrganization, 'recentMember', async ({ needs, caller, body }) =>
    presentMadeOrganization(await makeOrganization(needs, operatorOf(caller), body), needs.settings),
  ),
  route(endpoints.showManagedOrganization, 'member', async ({ needs, caller, params }) =>
    presentManagedOrganization(await showManagedOrganization(needs, operatorOf(caller), params.managedId)),
  ),
  route(endpoints.editManagedOrganization, 'recentMember', async ({ needs, caller, params, body }) =>
    presentManagedOrganization(
      await editManagedOrganization(needs, operatorOf(caller), params.managedId, body),
    ),
  ),
  route(endpoints.inviteOwner, 'recentMember', async ({ needs, caller, params, body }) => {
    const { email, code, expiresAt, isMailed } = await inviteOwner(
      needs,
      operatorOf(caller),
      params.managedId,
      body.email,
    )
    return { email, link: invitationLink(needs.settings, code), expiresAt: toRfc3339(expiresAt), isMailed }
  }),
]
