/** The organizations one is a member of. */
import { endpoints } from '@countersign/api'
import { route } from '../route.ts'
import { presentOrganization } from './presenters.ts'

export const organizationRoutes = [
  route(endpoints.listOrganizations, 'signedIn', async ({ needs, signedIn }) => ({
    items: (await needs.store.organizations.listForMember(signedIn.user.id)).map(presentOrganization),
  })),
]
