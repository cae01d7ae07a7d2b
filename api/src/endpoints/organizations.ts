/** One’s organizations, and all of them for platform operators. */
import Type from 'typebox'
import { endpoint } from '../endpoint.ts'
import {
  EditManagedOrganization,
  EditOrganization,
  InviteOwner,
  InvitedOwner,
  MadeOrganization,
  MakeOrganization,
  ManagedOrganization,
  ManagedOrganizationPage,
  Organization,
} from '../organizations.ts'
import { SearchText, Strict, Uuid } from '../text.ts'
import { V1, ORGANIZATION, inOrganization, PAGE, items } from './shared.ts'

const MANAGED = `${ORGANIZATION}/organizations` as const
const ofManaged = Strict({
  organizationId: Uuid('The home organization'),
  managedId: Uuid('The organization that is looked after'),
})

export const listOrganizations = endpoint({
  method: 'GET',
  path: `${V1}/organizations`,
  summary: 'Your organizations',
  answer: items(Organization),
})
export const renameOrganization = endpoint({
  method: 'PATCH',
  path: ORGANIZATION,
  summary: 'Rename an organization, as its owner',
  params: inOrganization,
  body: EditOrganization,
  answer: Organization,
})
export const listManagedOrganizations = endpoint({
  method: 'GET',
  path: MANAGED,
  summary: 'All organizations of the installation by name, for its platform operators',
  params: Strict({ organizationId: Uuid('The home organization') }),
  query: Strict({ ...PAGE.properties, search: Type.Optional(SearchText) }),
  answer: ManagedOrganizationPage,
})
export const makeOrganization = endpoint({
  method: 'POST',
  path: MANAGED,
  summary: 'Make an organization, as a platform operator',
  params: Strict({ organizationId: Uuid('The home organization') }),
  body: MakeOrganization,
  status: 201,
  answer: MadeOrganization,
})
export const showManagedOrganization = endpoint({
  method: 'GET',
  path: `${MANAGED}/:managedId`,
  summary: 'One of the organizations, for platform operators',
  params: ofManaged,
  answer: ManagedOrganization,
})
export const editManagedOrganization = endpoint({
  method: 'PATCH',
  path: `${MANAGED}/:managedId`,
  summary: 'Rename, suspend or reopen an organization, as a platform operator',
  params: ofManaged,
  body: EditManagedOrganization,
  answer: ManagedOrganization,
})
export const inviteOwner = endpoint({
  method: 'POST',
  path: `${MANAGED}/:managedId/owner-invitation`,
  summary:
    'Invite the owner of an organization that has none, as a platform operator: a new link; one from before is dead',
  params: ofManaged,
  body: InviteOwner,
  status: 201,
  answer: InvitedOwner,
})
