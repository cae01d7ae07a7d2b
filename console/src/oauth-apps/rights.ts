/** What somebody may do with the OAuth apps of an organization. */
import type { Organization } from '@countersign/api'

export const rightsIn = ({ permissions }: Pick<Organization, 'permissions'>) => ({
  mayManage: permissions.includes('oauth-apps.manage'),
  mayGiveRoles: permissions.includes('members.manage'),
  /** So is the right to manage the organization an owner's alone. */
  isOwner: permissions.includes('organization.manage'),
})
