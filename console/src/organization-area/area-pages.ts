/** The pages of the organization's area, in the order of its tabs, and the permission that each is for. New ones are added here. */
import type { Organization } from '@countersign/api'

const AREA_PAGES = [
  { to: '/o/$organizationId/organization/people', label: 'People', permission: 'members.read' },
  { to: '/o/$organizationId/organization/groups', label: 'Groups', permission: 'members.read' },
  {
    to: '/o/$organizationId/organization/invitations',
    label: 'Invitations',
    permission: 'members.read',
  },
  { to: '/o/$organizationId/organization/requests', label: 'Requests', permission: 'members.manage' },
  { to: '/o/$organizationId/organization/roles', label: 'Roles', permission: 'members.read' },
  { to: '/o/$organizationId/organization/services', label: 'Services', permission: 'services.read' },
  { to: '/o/$organizationId/organization/oauth-apps', label: 'OAuth apps', permission: 'oauth-apps.read' },
  {
    to: '/o/$organizationId/organization/event-streams',
    label: 'Event streams',
    permission: 'oauth-apps.read',
  },
  { to: '/o/$organizationId/organization/settings', label: 'Settings', permission: 'organization.manage' },
  {
    to: '/o/$organizationId/organization/organizations',
    label: 'Organizations',
    permission: 'organizations.manage',
  },
] as const

export type AreaPage = (typeof AREA_PAGES)[number]

/** Those that somebody with these permissions is shown. */
export const pagesFor = ({ permissions }: Pick<Organization, 'permissions'>): readonly AreaPage[] =>
  AREA_PAGES.filter(({ permission }) => permissions.includes(permission))

/** The page that an address is of, or is below of. */
export const areaPageOf = (route: string): AreaPage | undefined =>
  AREA_PAGES.find(({ to }) => route === to || route.startsWith(`${to}/`))
