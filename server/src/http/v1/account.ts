/** One's own profile, password, organizations and roles. */
import { endpoints } from '@countersign/api'
import { changePassword, editProfile } from '../../actions/sessions/change-account.ts'
import { showMyRoles } from '../../actions/roles/show-my-roles.ts'
import { route } from '../route.ts'
import { presentMyRoles, presentOrganization, presentUser } from './presenters.ts'

export const accountRoutes = [
  route(endpoints.editProfile, 'signedIn', async ({ needs, signedIn, body }) =>
    presentUser(await editProfile(needs, signedIn, body)),
  ),
  route(endpoints.changePassword, 'signedIn', ({ needs, signedIn, body }) =>
    changePassword(needs, signedIn, body),
  ),
  route(endpoints.listOrganizations, 'signedIn', async ({ needs, signedIn }) => ({
    items: (await needs.store.organizations.listForMember(signedIn.user.id)).map(presentOrganization),
  })),
  route(endpoints.showMyRoles, 'member', async ({ needs, caller }) =>
    presentMyRoles(await showMyRoles(needs, caller)),
  ),
]
